"""Files that are either there whole or not at all, whatever kills the process."""

import contextlib
import csv
import json
import pathlib

PREFIX = ".unfinished-"
_ESCAPED = "backslashreplace"


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
        ...         temporary.touch()
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


def whole_text(path, text):
    r"""Writes text in UTF-8, whole or not at all.

    What is no text in the name of a file comes as an escape, which JSON reads as that name.

    Args:
        path: The file; its folder is made.
        text: What will be in it.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     whole_text(f"{folder}/new/a.txt", "日\udcff")
        ...     pathlib.Path(folder, "new", "a.txt").read_text("utf-8")
        '日\\udcff'
    """
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8", errors=_ESCAPED)


def whole_json(path, content):
    r"""Writes plain values as indented JSON in UTF-8, whole or not at all.

    Args:
        path: The file; its folder is made.
        content: What `json.dumps` takes; names of files come as in `whole_text`.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     whole_json(f"{folder}/a.json", {"日": [1]})
        ...     pathlib.Path(folder, "a.json").read_text("utf-8")
        '{\n "日": [\n  1\n ]\n}\n'
    """
    whole_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def whole_csv(path, columns, rows):
    """Writes a CSV file in UTF-8, whole or not at all; names of files as in `whole_text`.

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
    with (
        whole_file(path) as partial,
        partial.open("w", encoding="utf-8", errors=_ESCAPED, newline="") as file,
    ):
        csv.writer(file).writerows([columns, *rows])
