"""Makes batches for trainings on other machines: `python -m training.data_service` on each.

The first one is asked by `--data-service HOST:PORT` of the training scripts; those with --join
HOST:PORT help it. All read the images under the same paths. One alone sends the batches that the
training would make itself; of several, each makes other epochs, and they come mixed.
"""

import argparse
import contextlib
import socket
import sys
import threading

from tfvision.quiet import quiet_import

with quiet_import():
    import tensorflow as tf

    from training import parse
    from training.served_batches import call

_PORT = 5050
_HERE = "localhost"


def begin(host=_HERE, port=0, join=None):
    """Begins to serve.

    Args:
        host: Name by which other machines reach this one.
        port: Of the first, which is asked; 0 for any that is free. Those that join take any.
        join: Address of the first; None: this is the first.

    Returns: `(address, servers)`: whom to ask, and what serves for as long as it is kept.
    Raises: ValueError in words for the person who gave them.
    """
    service = tf.data.experimental.service
    servers = []
    if join is not None:
        call(join, "--join")
    try:
        if join is None:
            # Two servers of TensorFlow would share a port, and its clients reach either.
            socket.create_server(("", port)).close()
            servers.append(service.DispatchServer(service.DispatcherConfig(port=port)))
            join = f"{host}:{servers[0].target.rpartition(':')[2]}"
        config = service.WorkerConfig(join, worker_address=f"{host}:%port%", port=0)
        servers.append(service.WorkerServer(config))
    except (OSError, RuntimeError, tf.errors.OpError) as error:
        raise ValueError(f"--port {port}: cannot serve there: {error}") from None
    return join, servers


def main(words=None):
    """Runs the script; returns its exit status: 1 failed, 2 wrong words, 130 stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m training.data_service",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--host", help="by which other machines reach this one; localhost, for this one alone")
    add("--port", type=parse.port, help=f"of the first; {_PORT}")
    add("--join", type=parse.address, metavar="HOST:PORT", help="help the first one there")
    given = parser.parse_args(words)
    if given.join and given.port:
        parser.error("--port is of the first: leave it out with --join")
    if given.join and not given.host and given.join.rpartition(":")[0] != _HERE:
        parser.error("--join needs --host, by which the trainings reach this machine")
    try:
        address, _servers = begin(given.host or _HERE, given.port or _PORT, given.join)
    except ValueError as error:
        print(f"training.data_service: {error}", file=sys.stderr)
        return 1
    print(f"serves --data-service {address} until it is stopped", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
    return 130


if __name__ == "__main__":
    sys.exit(main())
