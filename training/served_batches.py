"""Batches that a `tf.data` service makes, and what becomes of a run when it does not."""

import contextlib
import os
import socket
import sys
import threading

import tensorflow as tf

_PATIENCE = 10  # seconds for an answer, and between two calls
_CALLS = 3  # unanswered ones in a row
_KEPT = "Finished epochs are kept: go on with --resume, once it is there again"
_IN_PYTHON = {"PyFunc", "PyFuncStateless"}


def check(batches, address):
    """Refuses a service that is not there, and batches that no service can make.

    Args:
        batches: `tf.data.Dataset`.
        address: "host:port".

    Raises: ValueError in words for the person who gave the address.
    """
    if _operations(batches) & _IN_PYTHON:
        raise ValueError(
            f"--data-service {address} makes batches without Python: not of rendered images, and "
            "not of text's heat maps; leave it out"
        )
    call(address, "--data-service")


def served(batches, address):
    """The batches of a pipeline, made by a service.

    One worker sends them in their order. Of several, each makes whole epochs, which come mixed.

    Args:
        batches: Endless `tf.data.Dataset`, epoch after epoch.
        address: "host:port", or None: they are made here.

    Returns: `tf.data.Dataset`.
    """
    if address is None:
        return batches
    service = tf.data.experimental.service
    remote = service.distribute(service.ShardingPolicy.DYNAMIC, f"grpc://{address}")
    return batches.apply(remote).prefetch(tf.data.AUTOTUNE)


@contextlib.contextmanager
def watched(address):
    """Ends the process with a sentence if the service falls silent inside the block.

    TensorFlow would go on asking, and say nothing.

    Args:
        address: "host:port", or None: there is nothing to watch.
    """
    ended = threading.Event()
    thread = threading.Thread(target=_watch, args=(address, ended), daemon=True)
    if address is not None:
        thread.start()
    try:
        yield
    finally:
        ended.set()


def _watch(address, ended):
    missed = 0
    while missed < _CALLS:
        if ended.wait(_PATIENCE):
            return
        try:
            call(address, "--data-service")
            missed = 0
        except ValueError as error:
            missed, message = missed + 1, error
    if not ended.is_set():
        _end(f"\n{message}. {_KEPT}")


def _end(message):
    print(message, file=sys.stderr, flush=True)
    sys.stdout.flush()
    os._exit(1)  # The main thread waits inside TensorFlow.


def lost(error, address):
    """The sentence on an error of TensorFlow that the service is the cause of, or None.

    Args:
        error: `tf.errors.OpError`.
        address: "host:port".
    """
    if "Could not find callback" in error.message:
        return (
            f"--data-service {address} came to an image that only Python can read or complain of: "
            "TIFF, a size that is not the annotated one, a damaged file; without it the run reads "
            "or names it"
        )
    if isinstance(error, tf.errors.NotFoundError | tf.errors.UnavailableError):
        return f"--data-service {address} has forgotten this run. {_KEPT}"
    return None


def call(address, argument):
    """Raises a ValueError if nobody answers at an address; TensorFlow would wait for an hour.

    Args:
        address: "host:port".
        argument: That named it, for the error.
    """
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), _PATIENCE).close()
    except (OSError, UnicodeError) as error:
        raise ValueError(f"{argument} {address}: nobody answers there: {error}") from None


def _operations(dataset):
    """The types of all operations in a dataset's graph."""
    variant = tf.data.experimental.to_variant(dataset)
    written = tf.raw_ops.DatasetToGraphV2(input_dataset=variant).numpy()
    graph = tf.compat.v1.GraphDef.FromString(written)
    nodes = [*graph.node, *(node for made in graph.library.function for node in made.node_def)]
    return {node.op for node in nodes}
