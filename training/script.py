"""The script that trains, whatever the task: `training.detection` and its like name theirs."""

import dataclasses
import functools
import re
import shlex
import sys
import traceback

import keras
import tensorflow as tf

import tfvision
from tfvision.quiet import print_anything
from tfvision.serving import ExportError
from training import checkpoints, many_machines, served_batches, strategies
from training.batches import Batches
from training.callbacks import MeasureLosses, callbacks_of
from training.curves import draw_curves
from training.early_stopping import StopWhenStale
from training.epoch_table import EpochTable
from training.held_out import check_sizes
from training.model_pair import compile_phase, make_pair
from training.nan_guard import LossError
from training.optimizers import epochs_of
from training.phases import check_stages, phases_of
from training.run_arguments import ending_of, parsed, settled
from training.run_folder import names_of


def train(task, folder, settings, chosen, ending, strategy, service=None):
    """Runs a run from where it stands to its end, and reports.

    Its batches come from a `service`, "host:port", if there is one.
    """
    training, validation = task.read_data(settings, chosen)
    check_sizes(training, validation, chosen.batch_size)
    classes = list(getattr(training, "classes", ()))
    done = checkpoints.epochs_done(folder.last_file)
    table = EpochTable(folder.epochs_file, done)
    facts = _facts(settings, chosen, classes, training, validation, table)
    strategies.check(strategy, chosen.batch_size, facts)
    model, judged = make_pair(task, settings, chosen, len(classes), strategy)
    if chosen.image_size is None:
        chosen = dataclasses.replace(chosen, image_size=model.image_size)
    codec, seed = task.codec(model, chosen), settings["seed"]
    batches = Batches(
        training,
        lambda *epoch: served_batches.served(
            task.training_batches(training, codec, chosen, seed, *epoch), service
        ),
        chosen.batch_size,
        seed,
        settings["steps_per_epoch"],
    )
    epochs = epochs_of(chosen, batches.steps)
    phases = phases_of(chosen, epochs)
    check_stages(task, model, phases)
    measures = [
        MeasureLosses(judged, task.judging_batches(validation, codec, chosen)),
        *task.measurement(judged, codec, validation, chosen, resumed=done > 0),
    ]
    if service:
        made_here = task.training_batches(training, codec, chosen, seed, 0)
        served_batches.check(made_here, service)
    chief = strategies.is_chief(strategy)
    if chief:
        folder.check_images(training, validation, classes)
        counts = len(training), len(validation)
        folder.write_settings(_record(settings, chosen, ending, epochs, classes, counts))
        _greet(task, folder, chosen, model, classes, counts, epochs, done)

    try:
        for phase in phases:
            if phase.end < done:
                continue
            if phase.start:
                task.freeze(model, phase.freeze)
            compile_phase(task, model, chosen, phase, batches.steps)
            if phase.start < done:
                checkpoints.restore(model, folder.last_file, judged)
            stale = None
            if chosen.patience and phase is phases[-1]:
                stale = StopWhenStale(
                    table, task.monitor, patience=chosen.patience, since=phase.start
                )
            begin = max(done, phase.start)
            if begin < phase.end and not (stale and stale.is_stale(begin)):
                feed = functools.partial(batches.since, begin * batches.steps)
                with served_batches.watched(service):
                    model.fit(
                        strategies.fed(strategy, feed),
                        epochs=phase.end,
                        initial_epoch=begin,
                        steps_per_epoch=batches.steps,
                        callbacks=callbacks_of(
                            *(task, folder, table, judged, measures, chosen),
                            *(None if service else batches.at, stale, strategy),
                        ),
                        shuffle=False,
                        verbose="auto" if chief else 0,
                    )
    finally:
        if chief and table.rows:  # Also of a run that is stopped, up to its last epoch.
            draw_curves(table, folder.curves_file, task.panel)
    if not chief:
        return
    if best := checkpoints.best_file(folder.best_folder):
        judged.load_weights(best)
    measured = len(table.values(task.monitor)[0])
    task.report(folder, judged, codec, validation, chosen, ending, measured)


def _facts(settings, chosen, classes, training, validation, table):
    """What must be the same on all machines of a run."""
    images = names_of(training, validation) or repr(training)
    return {
        "the arguments of the recipe": chosen.to_json(),
        **{name: settings[name] for name in ("seed", "steps_per_epoch", "synchronized_norm")},
        "the classes": classes,
        "the training images": (len(training), images),
        "the finished epochs": table.rows,
        "the versions": _versions(),
    }


def _versions():
    versions = {"tfvision": tfvision.__version__, "keras": keras.__version__}
    return versions | {"tensorflow": tf.__version__}


def _record(settings, chosen, ending, epochs, classes, counts):
    return {
        **settings,
        "class_names": classes,
        "training_images": counts[0],
        "validation_images": counts[1],
        "planned_epochs": epochs,
        "recipe": chosen.to_json(),
        "ending": ending,
        "versions": _versions(),
    }


def _greet(task, folder, chosen, model, classes, counts, epochs, done):
    height, width = chosen.image_size
    more = len(classes) - 20
    print(f"recipe {chosen.name}: {counts[0]} training images, {counts[1]} held out")
    if classes:
        print(f"classes: {', '.join(classes[:20])}" + (f" and {more} more" if more > 0 else ""))
    print(
        f"{chosen.model} at {height} x {width}: {task.description(model)}"
        f"{model.count_params():,} parameters"
    )
    print(f"{epochs} epochs into {folder.path}" + (f", {done} of them done" if done else ""))


def run(task, given):
    """Runs what the arguments say.

    Args:
        task: The `Task`.
        given: Dict of `parsed`.

    Raises: ValueError, OSError, ImportError or LossError in words for the person who gave them.
    """
    folder, settings, chosen = settled(task, given)
    if "threads" in given:
        tf.config.threading.set_intra_op_parallelism_threads(given["threads"])
        tf.config.threading.set_inter_op_parallelism_threads(given["threads"])
    service = given.get("data_service")
    if settings["deterministic"]:
        if service:
            raise ValueError("--deterministic is of batches made here: leave out --data-service")
        tf.config.experimental.enable_op_determinism()
    try:
        strategy = strategies.made(settings)
        train(task, folder, settings, chosen, ending_of(task, given, folder), strategy, service)
    except KeyboardInterrupt:
        _say_how_to_resume(task, folder, service)
        raise


def main(task, words, description):
    """Runs the script; returns its exit status: 0 done, 1 failed, 2 wrong words, 130 stopped."""
    print_anything()
    given = parsed(task, words, description)
    try:
        status = _status(task, given)
    except BaseException:
        if many_machines.ManyMachines.joined:
            traceback.print_exc()
            many_machines.leave(1)
        raise
    return many_machines.leave(status)


def _status(task, given):
    script = f"training.{task.name}"
    try:
        run(task, given)
    except (ValueError, OSError, ImportError, LossError, ExportError) as error:
        print(f"\n{script}: {error}", file=sys.stderr)
        return 1
    except tf.errors.OpError as error:
        said = _in_words(error, given.get("data_service"))
        if said is None:
            raise
        print(f"\n{script}: {said}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _in_words(error, service):
    """The sentence on an error of TensorFlow, or None."""
    # The pipeline's own word on an image; around it stands TensorFlow's way to it.
    if said := re.search(r"assertion failed: \[(.*)\]", error.message):
        return said[1]
    if service and (said := served_batches.lost(error, service)):
        return said
    if many_machines.ManyMachines.joined and isinstance(error, many_machines.LOST):
        return many_machines.lost(error)
    return None


def _say_how_to_resume(task, folder, service):
    if not folder.settings_file.exists():
        print("\nStopped before anything was begun.")
        return
    done = checkpoints.epochs_done(folder.last_file)
    words = ["--resume", "--output", str(folder.path)]
    words += ["--data-service", service] if service else []
    print(
        f"\nStopped. {done} finished epochs are kept, the one under way will begin anew:\n"
        f"python -m training.{task.name} {shlex.join(words)}"
    )
