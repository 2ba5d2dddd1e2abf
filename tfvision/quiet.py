"""What a program that talks to a person does first: import quietly, print whatever comes."""

import contextlib
import io
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


def print_anything():
    """Lets the process print what its terminal cannot show, as escapes.

    A file's name need not be text, nor a terminal know every letter; either ended a program.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
