"""Reads many image files in threads, in their order, and keeps account of those it cannot read."""

import collections
import concurrent.futures
import contextlib
import warnings

from tfvision.images.promised_size import MOST_PIXELS
from tfvision.images.read import ImageError, read

_READERS = 4


class UnreadWarning(UserWarning):
    """Files that were left out because they could not be read."""


class Unread:
    """The files that could not be read: raises at once, or keeps them for the end.

    Args:
        on_error: "raise", or "skip".
        problems: A list to which `(path, message)` is appended; None: `say` warns instead.
    """

    def __init__(self, on_error="raise", problems=None):
        if on_error not in ("raise", "skip"):
            raise ValueError(f"on_error must be 'raise' or 'skip', got {on_error!r}")
        self.on_error = on_error
        self.quiet = problems is not None
        self.problems = [] if problems is None else problems

    @contextlib.contextmanager
    def noting(self, path):
        """Takes the `ImageError` of its block for that of `path`."""
        try:
            yield
        except ImageError as error:
            if self.on_error == "raise":
                raise
            self.problems.append((str(path), str(error)))

    def say(self):
        """Names what was left out in one warning, unless the caller took a list."""
        if self.problems and not self.quiet:
            messages = "; ".join(message for _, message in self.problems)
            warnings.warn(f"{len(self.problems)} left out: {messages}", UnreadWarning, stacklevel=3)


def read_ahead(paths, unread, most_pixels=MOST_PIXELS):
    """Yields the images of files while the next few are being decoded.

    Args:
        paths: Files.
        unread: An `Unread`, which is told of those that cannot be read.
        most_pixels: Files that promise more are among those.

    Returns: iterator of `(path, uint8 [H, W, 3])`, in the order of `paths`.
    """
    waiting = collections.deque()
    remaining = iter(paths)
    with concurrent.futures.ThreadPoolExecutor(_READERS) as pool:
        try:
            while True:
                while len(waiting) < 2 * _READERS and (path := next(remaining, None)) is not None:
                    reading = pool.submit(read, path, most_pixels=most_pixels)
                    waiting.append((path, reading))
                if not waiting:
                    return
                path, reading = waiting.popleft()
                image = None
                with unread.noting(path):
                    image = reading.result()
                if image is not None:
                    yield path, image
        finally:  # Whoever stops early does not wait for files that nobody wants.
            for _, reading in waiting:
                reading.cancel()
