"""Batches from other processes: `python -m training.data_service` on each machine that makes some.

The first one is asked by `--data-service HOST:PORT` of the training scripts; those with --join
HOST:PORT help it. All read the images under the same paths. One alone sends the batches that the
training would make itself; of several, each makes other epochs, and they come mixed.
"""

import argparse
import contextlib
import os
import socket
import sys
import threading

from tfvision.quiet import quiet_import

with quiet_import():
    import tensorflow as tf

    from training import parse

_PORT = 5050
_PATIENCE = 10  # seconds for an answer, and between two calls
_CALLS = 3  # that nobody answers
_IN_PYTHON = {"PyFunc", "PyFuncStateless"}


def served(batches, address):
    """The batches of a pipeline, made by a service.

    Args:
        batches: Endless `tf.data.Dataset`.
        address: "host:port", or None: they are made here.

    Raises: ValueError in words for the person who gave the address.
    """
    if address is None:
        return batches
    if _operations(batches) & _IN_PYTHON:
        raise ValueError(
            f"--data-service {address} makes batches without Python: not of rendered images, and "
            "not of text's heat maps; leave it out"
        )
    _call(address, "--data-service")
    # Each epoch is one worker's.
    return batches.apply(
        tf.data.experimental.service.distribute(
            tf.data.experimental.service.ShardingPolicy.DYNAMIC, f"grpc://{address}"
        )
    ).prefetch(tf.data.AUTOTUNE)


@contextlib.contextmanager
def watched(address):
    """Ends the process with a sentence if the service falls silent inside of the block.

    TensorFlow would go on asking, and say nothing.
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
            _call(address, "--data-service")
            missed = 0
        except ValueError as error:
            missed, message = missed + 1, error
    _end(f"\n{message}. Finished epochs are kept: go on with --resume, once it is there again.")


def _end(message):
    print(message, file=sys.stderr, flush=True)
    sys.stdout.flush()
    os._exit(1)  # The main thread waits inside of TensorFlow.


def _call(address, argument):
    """Raises a ValueError if nobody answers at an address; TensorFlow would wait for an hour."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), _PATIENCE).close()
    except OSError as error:
        raise ValueError(f"{argument} {address}: nobody answers there: {error}") from None


def _operations(dataset):
    """The types of all operations in a dataset's graph."""
    variant = tf.data.experimental.to_variant(dataset)
    written = tf.raw_ops.DatasetToGraphV2(input_dataset=variant).numpy()
    graph = tf.compat.v1.GraphDef.FromString(written)
    nodes = [*graph.node, *(node for made in graph.library.function for node in made.node_def)]
    return {node.op for node in nodes}


def begin(host, port, join=None):
    """Begins to serve; returns its address, and what serves, for as long as that is kept.

    Args:
        host: Name by which other machines reach this one.
        port: Of the first, which is asked; 0 for any that is free. Others take any.
        join: Address of the first; None: this is the first.

    Raises: ValueError in words for the person who gave them.
    """
    if join is not None:
        _call(join, "--join")
    service = tf.data.experimental.service
    servers = []
    try:
        if join is None:
            first = service.DispatchServer(service.DispatcherConfig(port=port))
            servers.append(first)
            join = f"{host}:{first.target.rpartition(':')[2]}"
        with socket.create_server(("", 0)) as free:
            own = free.getsockname()[1]
        servers.append(
            service.WorkerServer(
                service.WorkerConfig(
                    dispatcher_address=join, worker_address=f"{host}:{own}", port=own
                )
            )
        )
    except (tf.errors.OpError, RuntimeError) as error:
        raise ValueError(f"{host} cannot serve batches at port {port}: {error}") from None
    return join, servers


def main(words=None):
    """Runs the script; returns its exit status: 1 failed, 2 wrong words, 130 stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m training.data_service",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--host", default="localhost", help="by which others reach this machine; localhost")
    add("--port", default=_PORT, type=parse.port, help=f"of the first; {_PORT}")
    add("--join", type=parse.address, metavar="HOST:PORT", help="help the first one there")
    given = parser.parse_args(words)
    try:
        address, _servers = begin(given.host, given.port, given.join)
    except ValueError as error:
        print(f"training.data_service: {error}", file=sys.stderr)
        return 1
    print(f"serves --data-service {address} until it is stopped", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
    return 130


if __name__ == "__main__":
    sys.exit(main())
