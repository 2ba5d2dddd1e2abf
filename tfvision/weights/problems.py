"""What a person is told about a file of weights that cannot be used."""

import contextlib
import struct
import zipfile

_DAMAGES = (
    *(ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError),
    *(RecursionError, MemoryError, NotImplementedError, BufferError),
    *(struct.error, zipfile.BadZipFile),
    DeprecationWarning,  # Raised for a meaningless escape where warnings are errors.
)


class WeightsError(ValueError):
    """A file of weights that cannot be used; the message names the file."""


@contextlib.contextmanager
def naming(path):
    """Puts a file's name before what is said of it.

    Example:
        >>> with naming("a.pth"):
        ...     raise WeightsError("empty")
        Traceback (most recent call last):
        tfvision.weights.problems.WeightsError: a.pth: empty
    """
    try:
        yield
    except WeightsError as error:
        raise WeightsError(f"{path}: {error}") from None
    except OSError as error:
        raise WeightsError(
            f"{path}: cannot be read or written ({error.strerror or error})"
        ) from error


@contextlib.contextmanager
def undamaged():
    """For what goes through a file's content: whatever fails there, the file is damaged."""
    try:
        yield
    except WeightsError:
        raise
    except _DAMAGES as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise WeightsError(f"damaged ({shown(reason, quoted=False)})") from error


def shown(text, longest=80, quoted=True):
    """Text out of a file, as it may stand in a message: on one line, in ASCII, and short.

    Example:
        >>> shown("a" * 99, longest=5), shown("…", quoted=False)
        ("'aaaaa…'", '…')
    """
    text = str(text)
    written = ascii(text[:longest] + "…" * (len(text) > longest)).replace("\\u2026", "…")
    return written if quoted else written[1:-1]
