"""TensorFlow without its greeting: the imports of a program that talks to a person."""

import contextlib
import os
import sys
import tempfile


@contextlib.contextmanager
def quiet_import():
    """Keeps back what the block's libraries write to the process's stderr, unless it fails.

    TensorFlow's C++ half greets on file descriptor 2 before any log level is read, so neither
    `TF_CPP_MIN_LOG_LEVEL` nor `sys.stderr` reaches it.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            held.seek(0)
            os.write(kept, held.read())
            raise
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)
            os.close(kept)
