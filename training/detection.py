"""Trains a detector: `python -m training.detection --data DIR --recipe NAME --output DIR`.

Without `--data` it renders road scenes and trains a small detector of cars and plates on them.
"""

import argparse
import shlex
import sys

from training.quiet import quiet_import

with quiet_import():
    import keras
    import tensorflow as tf

    import tfvision
    from tfvision import detection
    from tfvision.detection import pipeline
    from tfvision.detection.codec import Codec
    from tfvision.detection.loss import ClassLoss, OffsetLoss
    from training import checkpoints, optimizers
    from training.arguments import add_recipe_arguments, with_arguments
    from training.detection_batches import Batches
    from training.detection_callbacks import Judge, callbacks_of
    from training.detection_data import check_sizes, read_data
    from training.detection_results import measurement, report
    from training.epoch_table import EpochTable
    from training.nan_guard import LossError
    from training.recipes.detection import RECIPES, DetectionRecipe, recipe
    from training.run_folder import RunFolder

# What a run is, beside its recipe; a resumed run takes all of it from the first one.
SETTINGS = {
    "data": None,
    "validation": "0.2",
    "classes": None,
    "on_error": "raise",
    "seed": 0,
    "steps_per_epoch": None,
    "strategy": "none",
    "deterministic": False,
}
# What becomes of the finished model.
ENDING = {"export": None, "score_threshold": 0.3}


def parsed(arguments=None):
    """The arguments that were given, as a dict; those that were not are absent."""
    parser = argparse.ArgumentParser(
        prog="python -m training.detection",
        description=__doc__,
        argument_default=argparse.SUPPRESS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", metavar="DIR", help="folder of images and VOC XML; without it, rendered roads")
    add("--recipe", metavar="NAME", help=f"one of {', '.join(RECIPES)}")
    add("--output", metavar="DIR", help="folder of the run; runs/NAME by default")
    add("--resume", action="store_true", help="continue the run in --output")
    add("--seed", type=int, help="of weights, order and augmentation; 0 by default")
    add("--validation", metavar="SHARE|FILE", help="held out: a share (0.2), or a list of images")
    add("--classes", metavar="FILE", help="names of the classes, one a line, in their order")
    add("--on-error", choices=("raise", "skip"), help="what a wrong annotation does")
    add("--export", metavar="NAME", help="export to saved_models/NAME; by default into --output")
    add("--score-threshold", type=float, metavar="SCORE", help="of the exported model; 0.3")
    add(
        "--steps-per-epoch", type=int, metavar="N", help="fewer steps than an epoch has, for trials"
    )
    add("--threads", type=int, metavar="N", help="processor threads; all by default")
    add("--strategy", choices=("none", "mirrored"), help="mirrored: all GPUs of the machine")
    add("--deterministic", action="store_true", help="the same bits in every run, at some speed")
    add_recipe_arguments(parser, DetectionRecipe)
    return vars(parser.parse_args(arguments))


def settled(given):
    """`(folder, settings, recipe)` of the run that the arguments mean, new or resumed."""
    if given.get("resume"):
        return _resumed(given)
    if "data" in given and "recipe" not in given:
        raise ValueError(f"--data needs --recipe: one of {', '.join(RECIPES)}")
    chosen = with_arguments(recipe(given.get("recipe", "roads")), given)
    folder = RunFolder(given.get("output", f"runs/{chosen.name}"))
    folder.begin()
    return folder, {name: given.get(name, value) for name, value in SETTINGS.items()}, chosen


def _resumed(given):
    if "output" not in given:
        raise ValueError("--resume needs --output, the folder of the run to continue")
    folder = RunFolder(given["output"])
    stored = folder.settings()
    begun = DetectionRecipe.from_json(stored["recipe"])
    settings = {name: stored[name] for name in SETTINGS}
    for name in SETTINGS:
        if name in given and given[name] != settings[name]:
            raise ValueError(
                f"--resume continues the run as it was begun, with --{name.replace('_', '-')} "
                f"{settings[name]}; got {given[name]}"
            )
    wanted = with_arguments(begun, given)
    changed = [k for k, v in wanted.to_json().items() if v != begun.to_json()[k]]
    if given.get("recipe", begun.name) != begun.name:
        changed = ["recipe"]
    if set(changed) - {"epochs", "total_steps", "patience"}:
        names = ", ".join("--" + name.replace("_", "-") for name in changed)
        raise ValueError(f"--resume continues the run as it was begun: leave out {names}")
    return folder, settings, wanted


def make_model(chosen, classes):
    """The network of a recipe, with the weights it starts from."""
    options = dict(chosen.model_options)
    if not hasattr(detection, chosen.model):
        raise ValueError(f"--model must be a factory in tfvision.detection, got {chosen.model!r}")
    if chosen.model.startswith("ssdlite"):
        options["image_size"] = chosen.image_size
    if chosen.levels:
        options["levels"] = chosen.levels
    if chosen.mixed_precision:
        options["dtype"] = chosen.mixed_precision
    weights, ours = chosen.weights, str(chosen.weights).endswith(".keras")
    model = getattr(detection, chosen.model)(
        classes, weights=None if ours else weights, freeze=chosen.freeze, **options
    )
    if model.image_size != chosen.image_size:
        raise ValueError(
            f"--image-size of {chosen.model} must be {model.image_size}, got {chosen.image_size}"
        )
    if ours:
        model.load_weights(weights, skip_mismatch=True)
    return model


def compiled(model, chosen, optimizer):
    """The model, compiled with the recipe's losses."""
    losses = {"offsets": OffsetLoss(), "logits": ClassLoss(**chosen.loss)}
    weights = {"offsets": chosen.offset_weight, "logits": 1.0}
    model.compile(optimizer, loss=losses, loss_weights=weights, jit_compile=False)
    # Else Keras's first step finds its variables missing and is traced a second time.
    model.optimizer.build(model.trainable_variables)
    return model


def train(folder, settings, chosen, ending):
    """Runs a run from where it stands to its end, and reports."""
    training, validation = read_data(settings, chosen)
    check_sizes(training, validation, chosen.batch_size)
    steps = pipeline.steps_per_epoch(training, chosen.batch_size)
    steps = min(steps, settings["steps_per_epoch"] or steps)
    epochs = optimizers.epochs_of(chosen, steps)
    done = checkpoints.epochs_done(folder.last_file)
    model, judged = make_pair(settings, chosen, len(training.classes), epochs * steps)
    if done:
        checkpoints.restore(model, folder.last_file)
        judged.set_weights(optimizers.averaged_weights(model))
    codec = Codec(model.default_boxes, **chosen.codec)
    batches = Batches(training, validation, codec, chosen, settings["seed"], steps)
    table = EpochTable(folder.epochs_file, done)
    measure = measurement(judged, codec, validation, chosen)
    judge = Judge(judged, batches.judging())
    callbacks, best = callbacks_of(folder, table, judge, measure, chosen, batches.at)

    folder.write_settings(_record(settings, chosen, epochs, training, validation))
    _greet(folder, chosen, model, training, validation, epochs, done)
    model.fit(
        batches.since(done * steps),
        epochs=epochs,
        initial_epoch=done,
        steps_per_epoch=steps,
        callbacks=callbacks,
        shuffle=False,
    )
    if best.best_path():
        judged.load_weights(best.best_path())
    report(folder, judged, codec, validation, chosen, ending)


def make_pair(settings, chosen, classes, steps):
    """The model to train and its copy to judge, compiled."""
    keras.utils.set_random_seed(settings["seed"])
    strategy = tf.distribute.get_strategy()
    if settings["strategy"] == "mirrored":
        strategy = tf.distribute.MirroredStrategy()
    with strategy.scope():
        model = make_model(chosen, classes)
        compiled(model, chosen, optimizers.optimizer_of(chosen, model, steps))
    return model, compiled(type(model).from_config(model.get_config()), chosen, "sgd")


def _record(settings, chosen, epochs, training, validation):
    versions = {"tfvision": tfvision.__version__, "keras": keras.__version__}
    return {
        **settings,
        "class_names": list(training.classes),
        "training_images": len(training),
        "validation_images": len(validation),
        "planned_epochs": epochs,
        "recipe": chosen.to_json(),
        "versions": versions | {"tensorflow": tf.__version__},
    }


def _greet(folder, chosen, model, training, validation, epochs, done):
    height, width = model.image_size
    print(f"recipe {chosen.name}: {len(training)} training images, {len(validation)} held out")
    print(f"classes: {', '.join(training.classes)}")
    print(
        f"{chosen.model} at {height} x {width}: {len(model.default_boxes):,} default boxes on "
        f"{len(model.levels)} levels, {model.count_params():,} parameters"
    )
    print(f"{epochs} epochs into {folder.path}" + (f", {done} of them done" if done else ""))


def main(arguments=None):
    """Runs the script; returns its exit status."""
    given = parsed(arguments)
    folder = None
    try:
        if "threads" in given:
            tf.config.threading.set_intra_op_parallelism_threads(given["threads"])
            tf.config.threading.set_inter_op_parallelism_threads(given["threads"])
        folder, settings, chosen = settled(given)
        if settings["deterministic"]:
            tf.config.experimental.enable_op_determinism()
        train(folder, settings, chosen, {name: given.get(name, v) for name, v in ENDING.items()})
    except (ValueError, OSError, ImportError, LossError) as error:
        print(f"\ntraining.detection: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        done = checkpoints.epochs_done(folder.last_file) if folder else 0
        print(f"\nStopped; {done} finished epochs are kept. To go on:")
        print(f"  python -m training.detection --output {shlex.quote(str(folder.path))} --resume")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
