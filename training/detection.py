"""Trains a detector: `python -m training.detection --data DIR --recipe NAME --output DIR`.

Without `--data` it renders road scenes and trains a small detector of cars and plates on them.
"""

import re
import shlex
import sys

from tfvision.quiet import quiet_import

with quiet_import():
    import keras
    import tensorflow as tf

    import tfvision
    from tfvision.detection import pipeline
    from tfvision.detection.codec import Codec
    from tfvision.serving import ExportError
    from training import checkpoints
    from training.detection_arguments import ENDING, parsed, settled
    from training.detection_batches import Batches
    from training.detection_callbacks import Judge, callbacks_of
    from training.detection_data import check_sizes, read_data
    from training.detection_model import made, make_pair
    from training.detection_results import measurement, report
    from training.early_stopping import StopWhenStale
    from training.epoch_table import EpochTable
    from training.nan_guard import LossError
    from training.optimizers import averaged_weights, epochs_of


def train(folder, settings, chosen, ending):
    """Runs a run from where it stands to its end, and reports."""
    training, validation = read_data(settings, chosen)
    check_sizes(training, validation, chosen.batch_size)
    steps = pipeline.steps_per_epoch(training, chosen.batch_size)
    steps = min(steps, settings["steps_per_epoch"] or steps)
    epochs = epochs_of(chosen, steps)
    done = checkpoints.epochs_done(folder.last_file)
    folder.check_images(training, validation)

    model, judged = make_pair(settings, chosen, len(training.classes), epochs * steps)
    if done:
        checkpoints.restore(model, folder.last_file)
        judged.set_weights(averaged_weights(model))
    codec = made(Codec, chosen.codec, "codec", default_boxes=model.default_boxes)
    batches = Batches(training, validation, codec, chosen, settings["seed"], steps)
    table = EpochTable(folder.epochs_file, done)
    judge = Judge(judged, batches.judging())
    measure = measurement(judged, codec, validation, chosen, resumed=done > 0)
    folder.write_settings(_record(settings, chosen, epochs, training, validation))
    _greet(folder, chosen, model, training, validation, epochs, done)

    stale = chosen.patience and StopWhenStale(table, patience=chosen.patience).is_stale(done)
    if done < epochs and not stale:
        model.fit(
            batches.since(done * steps),
            epochs=epochs,
            initial_epoch=done,
            steps_per_epoch=steps,
            callbacks=callbacks_of(folder, table, judge, measure, chosen, batches.at),
            shuffle=False,
        )
    if best := checkpoints.best_file(folder.best_folder):
        judged.load_weights(best)
    measured = len(table.values(checkpoints.MONITOR)[0])
    report(folder, judged, codec, validation, chosen, ending, measured)


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


def run(given):
    """Runs what the arguments say.

    Args:
        given: Dict of `parsed`.

    Raises: ValueError, OSError, ImportError or LossError in words for the person who gave them.
    """
    folder, settings, chosen = settled(given)
    if "threads" in given:
        tf.config.threading.set_intra_op_parallelism_threads(given["threads"])
        tf.config.threading.set_inter_op_parallelism_threads(given["threads"])
    if settings["deterministic"]:
        tf.config.experimental.enable_op_determinism()
    ending = {name: given.get(name, value) for name, value in ENDING.items()}
    try:
        train(folder, settings, chosen, ending)
    except KeyboardInterrupt:
        _say_how_to_resume(folder)
        raise


def main(words=None):
    """Runs the script; returns its exit status: 0 done, 1 failed, 2 wrong words, 130 stopped."""
    given = parsed(words, __doc__)
    try:
        run(given)
    except tf.errors.InvalidArgumentError as error:
        said = re.search(r"assertion failed: \[(.*)\]", error.message)
        if not said:
            raise
        # The pipeline's own word on an image; around it stands TensorFlow's way to it.
        print(f"\ntraining.detection: {said[1]}", file=sys.stderr)
        return 1
    except (ValueError, OSError, ImportError, LossError, ExportError) as error:
        print(f"\ntraining.detection: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _say_how_to_resume(folder):
    if not folder.settings_file.exists():
        print("\nStopped before anything was begun.")
        return
    done = checkpoints.epochs_done(folder.last_file)
    print(
        f"\nStopped. {done} finished epochs are kept, the one under way will begin anew:\n"
        f"python -m training.detection --resume --output {shlex.quote(str(folder.path))}"
    )


if __name__ == "__main__":
    sys.exit(main())
