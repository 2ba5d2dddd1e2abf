"""Many machines as one: TensorFlow's strategy, what its workers agree on, and how they end."""

import json
import math
import os
import re
import sys

import keras
import tensorflow as tf

from training.nan_guard import LossError

_JOBS = ("chief", "worker")
# What a collective operation says whose other end is gone.
LOST = (
    tf.errors.AbortedError,
    tf.errors.CancelledError,
    tf.errors.DeadlineExceededError,
    tf.errors.UnavailableError,
)


class ManyMachines(tf.distribute.MultiWorkerMirroredStrategy):
    """TensorFlow's strategy for many machines, as `fit` of Keras 3 needs it.

    Keras has a whole batch reduced, to learn its shapes, and scalars over an axis that they lack.
    """

    joined = False  # Once a process: TensorFlow knows no other way back than its end.

    def reduce(self, reduce_op, value, axis):
        """As of any strategy, for what Keras asks too."""
        if tf.executing_eagerly() and isinstance(value, (tuple, list, dict)):
            return tf.nest.map_structure(self._first, value)
        if axis == 0 and all(self._first(v).shape.rank == 0 for v in tf.nest.flatten(value)):
            axis = None
        return super().reduce(reduce_op, value, axis)

    def _first(self, value):
        return self.experimental_local_results(value)[0]


def cluster():
    """`(addresses, place)`: those of all workers, and which of them this process is."""
    word = os.environ.get("TF_CONFIG", "")
    try:
        config = json.loads(word)
        jobs = {job: _addresses(config["cluster"].get(job, [])) for job in _JOBS}
        job, index = config["task"]["type"], int(config["task"]["index"])
        if not 0 <= index < len(jobs[job]):
            raise ValueError
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ValueError(
            "--strategy multiworker needs the environment variable TF_CONFIG, as "
            '{"cluster": {"worker": ["host0:2222", "host1:2222"]}, "task": {"type": "worker", '
            f'"index": 0}}}} on the first of two machines; got {word or "none"}'
        ) from None
    return [*jobs["chief"], *jobs["worker"]], index + (job == "worker") * len(jobs["chief"])


def _addresses(hosts):
    if not isinstance(hosts, list) or not all(":" in host for host in hosts):
        raise ValueError
    return hosts


def gathered(strategy, numbers):
    """The int64 numbers of every replica, `[replicas, N]`."""

    @tf.function(autograph=False)
    def gather(own):
        return tf.distribute.get_replica_context().all_gather(own[None], axis=0)

    rows = strategy.run(gather, [tf.constant(numbers, tf.int64)])
    return strategy.experimental_local_results(rows)[0].numpy()


class StopTogether(keras.callbacks.Callback):
    """Stops every worker at the end of an epoch in which one was told to stop.

    The others wait here for the first, which measures and writes before.

    Args:
        strategy: The `ManyMachines`.
    """

    def __init__(self, strategy):
        super().__init__()
        self.strategy = strategy

    def on_epoch_end(self, epoch, logs=None):
        """Asks all workers."""
        stops = gathered(self.strategy, [int(self.model.stop_training)])
        self.model.stop_training = bool(stops.any())


class EndOnNaN(keras.callbacks.Callback):
    """Ends a worker with the first, which says more of the batch, when the loss is not finite."""

    def on_train_batch_end(self, batch, logs=None):
        """Checks the loss."""
        if not all(math.isfinite(value) for value in (logs or {}).values()):
            raise LossError("The loss is no longer finite: the first worker says where.")


def lost(error):
    """The sentence on a worker that is gone."""
    found = re.findall(r"/job:(\w+)/replica:\d+/task:(\d+)", error.message)
    other = " ".join(found[-1]) if found else "another worker"
    return (
        f"The connection to {other} is lost, so this one ends too. Finished epochs are kept: start "
        "all workers again with --resume."
    )


def leave(status):
    """Ends the process of a worker among many with `status`; gives it back to any other.

    The interpreter's own end would wait, for ever, for workers that are gone.
    """
    if ManyMachines.joined:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status
