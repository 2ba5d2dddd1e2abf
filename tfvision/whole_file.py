"""Files that are either there whole or not at all, whatever kills the process."""

import contextlib
import pathlib

PREFIX = ".unfinished-"


@contextlib.contextmanager
def whole_file(path):
    """Yields a temporary path beside `path`; leaving the block well renames it into place.

    The suffix stays, because libraries choose their format by it. A block that raises leaves no
    file; what a killed process leaves begins with `.unfinished-` and goes with the next attempt.

    Args:
        path: The file to write; its folder is made.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with whole_file(f"{folder}/new/a.txt") as temporary:
        ...         _ = temporary.write_text("whole")
        ...     [path.name for path in pathlib.Path(folder, "new").iterdir()]
        ['a.txt']
    """
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(PREFIX + path.name)
    temporary.unlink(missing_ok=True)
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
