"""Reads a CSV file with a path and a label a row."""

import csv
import pathlib

from tfvision.images import class_names
from tfvision.images.problems import DataError

_COLUMNS = ("path", "label")


def read(file, classes, split, problems):
    """Lists the rows of a file; the images are not opened, only looked for.

    The first row names the columns, of which `path` and `label` are needed and `split` is used.
    Paths count from the file's own folder. A label is the name of a class, or its number from 0
    where `classes` are given and it is not a name itself.

    Args:
        file: The file, in UTF-8, with commas, semicolons or tabs.
        classes: Names in the order of their labels; None takes `classes.txt` or `labels.txt`
            beside the file, else every label there is, whatever its split, sorted: as numbers if
            all are.
        split: What the column `split` must say, or None for every row.
        problems: `Problems` that is told, with the line, of what is missing (`missing_image`,
            `missing_value`), `extra_value`, `unknown_class`, `class_typo`, `label_range` and
            `duplicate_image`.

    Returns: `(names, [(path, label), …])`, in the order of the rows.

    Raises: DataError if the columns are not there, or no row is of the split.
    """
    file = pathlib.Path(file)
    every = _rows(file, problems)
    rows = [row for row in every if split is None or row["split"] == split]
    if split is not None and not rows:
        raise DataError(f"{file}: no row says {split!r} in a column split")
    if classes is None:
        listed = class_names.file_in(file.parent)
        names = {row["label"] for row in every}  # The same for all splits, or labels would differ.
        classes = class_names.checked(listed) if listed else _sorted(names)
    known = {name: label for label, name in enumerate(classes)}
    found, lines = [], {}
    for row in rows:
        line, path = row["line"], str(file.parent / row["path"].replace("\\", "/"))
        label = known.get(row["label"])
        if label is None:
            label = _number(row["label"], classes, problems, file, line)
        if path in lines:
            message = f"{row['path']} stands in line {lines[path]} already"
            problems.error(file, line, "duplicate_image", message)
        elif not pathlib.Path(path).is_file():
            problems.error(file, line, "missing_image", f"there is no file {path}")
        elif label is not None:
            found.append((path, label))
        lines.setdefault(path, line)
    return tuple(classes), found


def _rows(file, problems):
    """The rows as dicts of `path`, `label`, `split` and `line`."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: no text in UTF-8, and no folder: {error}") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter, skipinitialspace=True)
    columns = {name.strip().lower(): name for name in reader.fieldnames or ()}
    if not set(_COLUMNS) <= set(columns):
        raise DataError(
            f"{file}:1: the first row must name the columns path and label, got {first.strip()!r}"
        )
    rows = []
    for found in reader:
        extra = found.pop(None, ())  # What stands beyond the last column.
        row = {key: (found.get(columns.get(key)) or "").strip() for key in (*_COLUMNS, "split")}
        missing = [key for key in _COLUMNS if not row[key]]
        if any(extra):
            message = f"more values than columns, {extra}; a path with a {delimiter!r} needs quotes"
            problems.error(file, reader.line_num, "extra_value", message)
        elif missing:
            message = f"nothing in the column {missing[0]}"
            problems.error(file, reader.line_num, "missing_value", message)
        else:
            rows.append(row | {"line": reader.line_num})
    return rows


def _number(text, classes, problems, file, line):
    """The label that a number means, or None if it was an error that `problems` let pass."""
    try:
        label = int(text)
    except ValueError:
        return class_names.label(text, classes, problems, file, line)
    if 0 <= label < len(classes):
        return label
    message = f"label {label} is out of range: {len(classes)} classes are 0 … {len(classes) - 1}"
    return problems.error(file, line, "label_range", message)


def _sorted(names):
    try:
        return tuple(sorted(names, key=int))
    except ValueError:
        return tuple(sorted(names))
