"""Where a run computes: on one device, on all of a machine, or on many machines."""

import hashlib

import keras
import tensorflow as tf

from training.many_machines import ManyMachines, cluster, gathered


def made(settings):
    """The strategy that `--strategy` names; of many machines, before any operation of TensorFlow.

    Args:
        settings: Dict with `strategy` and `synchronized_norm`.

    Raises: ValueError in words for the person who gave them.
    """
    name = settings["strategy"]
    if name == "none" and settings["synchronized_norm"]:
        raise ValueError("--synchronized-norm is of several replicas: it needs --strategy")
    if name == "mirrored":
        return tf.distribute.MirroredStrategy()
    if name == "none":
        return tf.distribute.get_strategy()
    addresses, place = cluster()
    print(f"worker {place} of 0 to {len(addresses) - 1}: waiting for the others", flush=True)
    ManyMachines.joined = True
    try:
        return ManyMachines()
    except (tf.errors.OpError, RuntimeError) as error:
        raise ValueError(
            f"--strategy multiworker: {addresses[place]} could not join {', '.join(addresses)}: "
            f"{error}"
        ) from None


def is_chief(strategy):
    """Whether this process measures, writes and reports; of many, the first does."""
    return not isinstance(strategy, ManyMachines) or cluster()[1] == 0


def check(strategy, batch_size, facts):
    """Refuses a batch that cannot be parted, and workers that would not do the same.

    Args:
        strategy: The run's.
        batch_size: Images of a batch, of all workers together.
        facts: Dict by name of what must be the same on all workers.

    Raises: ValueError naming the argument, on every worker.
    """
    if not isinstance(strategy, ManyMachines):
        return
    replicas = strategy.num_replicas_in_sync
    digests = [hashlib.sha256(repr(value).encode()).digest()[:7] for value in facts.values()]
    rows = gathered(strategy, [int.from_bytes(digest) for digest in digests])  # [replicas, N]
    names = [name for name, row in zip(facts, rows.T, strict=True) if (row != row[0]).any()]
    if names:
        raise ValueError(
            "--strategy multiworker needs the same on every worker, and the folder of --output "
            f"shared by all when it resumes; they differ in {', '.join(names)}"
        )
    if batch_size % replicas:
        raise ValueError(
            f"--batch-size must be a multiple of the {replicas} replicas, got {batch_size}"
        )


def fed(strategy, batches):
    """What `fit` reads: `batches(None)`, or on many machines this worker's part of each batch.

    Args:
        strategy: The run's.
        batches: Function of an input context, see `images.epochs.places_of`, or None.
    """
    if isinstance(strategy, ManyMachines):
        return strategy.distribute_datasets_from_function(batches)
    return batches(None)


def synchronize_norm(model):
    """Makes batch normalization take the statistics of the whole batch, not of each replica's."""
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.synchronized = True
