"""Files that are either there whole or not at all, whatever kills the process."""

import contextlib
import csv
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


def whole_csv(path, columns, rows):
    """Writes a CSV file in UTF-8, whole or not at all.

    Args:
        path: The file; its folder is made.
        columns: Their names, its first row.
        rows: Iterable of sequences of values, one for each column.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     whole_csv(f"{folder}/a.csv", ("name", "share"), [("日", 0.5), ("a,b", None)])
        ...     pathlib.Path(folder, "a.csv").read_text("utf-8").splitlines()
        ['name,share', '日,0.5', '"a,b",']
    """
    with whole_file(path) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
