"""Files that are either there whole or not at all, whatever kills the process."""

import contextlib
import pathlib

PREFIX = ".unfinished-"


@contextlib.contextmanager
def written_whole(path):
    """Yields a temporary path beside `path`; leaving the block renames it into place.

    The suffix stays, because Keras chooses its format by it. A file left by a killed process begins
    with `.unfinished-` and is overwritten by the next one.
    """
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(PREFIX + path.name)
    temporary.unlink(missing_ok=True)
    yield temporary
    temporary.replace(path)


def write_text_whole(path, text):
    """Writes `text` to `path` by way of `written_whole`."""
    with written_whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
