"""Reads a CSV file with a path and a label a row."""

import pathlib

from tfvision.images import class_names, csv_rows
from tfvision.images.named_file import inside, is_file
from tfvision.images.problems import DataError

_COLUMNS = ("path", "label")


def read(file, classes, split, problems, *, images=None):
    """Lists the rows of a file; the images are not opened, only looked for.

    The first row names the columns, of which `path` and `label` are needed and `split` is used.
    Paths count from the file's own folder and may not lead out of it. A label is the name of a
    class, or its number from 0 where `classes` are given and it is not a name itself.

    Args:
        file: The file, in UTF-8, with commas, semicolons or tabs.
        classes: Names in the order of their labels; None takes `classes.txt` or `labels.txt`
            beside the file, else every label there is, whatever its split, sorted: as numbers if
            all are.
        split: What the column `split` must say, or None for every row.
        problems: `Problems` that is told, with the line, of what is missing (`missing_image`,
            `missing_value`), `outside_path`, `extra_value`, `unknown_class`, `class_typo`,
            `label_range` and `duplicate_image`.
        images: Folder from which paths count; None for the file's own.

    Returns: `(names, [(path, label), …])`, in the order of the rows.

    Raises: DataError if the columns are not there, or no row is of the split.
    """
    file = pathlib.Path(file)
    every = csv_rows.read(file, _COLUMNS, ("split",), problems)
    rows = [(line, row) for line, row in every if split is None or row["split"] == split]
    if split is not None and not rows:
        raise DataError(f"{file}: no row says {split!r} in a column split")
    if classes is None:
        listed = class_names.file_in(file.parent)
        names = {
            row["label"] for _, row in every
        }  # The same for all splits, or labels would differ.
        classes = class_names.checked(listed) if listed else _sorted(names)
    known = {name: label for label, name in enumerate(classes)}
    folder = file.parent if images is None else pathlib.Path(images)
    found, lines = [], {}
    for line, row in rows:
        path = inside(folder, row["path"].replace("\\", "/"))
        if path is None:
            message = f"{row['path']} leads out of {folder}: images=FOLDER names one that holds all"
            problems.error(file, line, "outside_path", message)
            continue
        label = known.get(row["label"])
        if label is None:
            label = _number(row["label"], classes, problems, file, line)
        if path in lines:
            message = f"{row['path']} stands in line {lines[path]} already"
            problems.error(file, line, "duplicate_image", message)
        elif not is_file(path):
            problems.error(file, line, "missing_image", f"there is no file {path}")
        elif label is not None:
            found.append((path, label))
        lines.setdefault(path, line)
    return tuple(classes), found


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
