"""Reads a folder that holds a folder of images for each class, as ImageNet is laid out."""

import os
import pathlib

from tfvision.images import class_names
from tfvision.images.problems import DataError
from tfvision.images.sources import IMAGE_SUFFIXES, composed

_SPLITS = {"train", "training", "val", "valid", "validation", "test", "testing"}


def read(root, classes, split, problems):
    """Lists the images of every class; none is opened.

    Known are `root/<class>/…` and, with a split, `root/<split>/<class>/…`; in the folder of a
    class, images may lie at any depth. Hidden files and folders are passed over.

    Args:
        root: The folder.
        classes: Names in the order of their labels; None takes `classes.txt` or `labels.txt` there
            or in `root`, else the names of the folders, sorted as text, so that "10" comes before
            "2", which is also the order of Keras and torchvision.
        split: Name of a folder within `root`, or None.
        problems: `Problems` that is told of a folder that is no class (`unknown_class`,
            `class_typo`) or has no image (`empty_class`), and, as warnings, of a class without a
            folder (`absent_class`) and of files that are not read (`other_file`).

    Returns: `(names, [(path, label), …])`; the classes in their order, their files in that of
        their names.

    Raises: DataError if no folder of a class is there.
    """
    root = pathlib.Path(root)
    top = _top(root, split)
    folders = {composed(folder.name): folder for folder in _subfolders(top)}
    if not folders:
        raise DataError(f"{top}: needs a folder of images for each class, but has none")
    _tell_loose(top, problems)
    if classes is None:
        listed = class_names.file_in(top) or class_names.file_in(root)
        classes = class_names.checked(listed) if listed else None
    found = {}
    for name in sorted(folders):
        if (
            classes is None
            or class_names.label(name, classes, problems, folders[name], None) is not None
        ):
            files = _images(folders[name], problems)
            if not files:
                problems.error(folders[name], None, "empty_class", "a class without an image")
            else:
                found[name] = files
    names = tuple(found) if classes is None else classes
    for name in names:
        if name not in folders:
            problems.warning(top, None, "absent_class", f"no folder of the class {name!r}")
    rows = [(path, label) for label, name in enumerate(names) for path in found.get(name, ())]
    return names, rows


def _top(root, split):
    """The folder that holds the folders of the classes."""
    inside = [folder.name for folder in _subfolders(root)]
    if split is not None:
        if split not in inside:
            raise DataError(f"{root}: no folder for split={split!r}; folders there: {inside}")
        return root / split
    parts = [name for name in inside if name.lower() in _SPLITS]
    if parts and parts == inside and any(map(_subfolders, (root / name for name in parts))):
        raise DataError(f"{root}: holds {', '.join(parts)}; choose with split={parts[0]!r}")
    return root


def _subfolders(folder):
    found = (child for child in folder.iterdir() if not child.name.startswith("."))
    return sorted(child for child in found if child.is_dir())


def _images(folder, problems):
    """Sorted paths of the images in a folder, at any depth."""
    found = []
    for place, inside, files in os.walk(folder, followlinks=True):
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        for name in files:
            if name.lower().endswith(IMAGE_SUFFIXES) and not name.startswith("."):
                found.append(f"{place}{os.sep}{name}")
            elif not name.startswith("."):
                message = "no image by its suffix; passed over"
                problems.warning(f"{place}{os.sep}{name}", None, "other_file", message)
    return sorted(found)


def _tell_loose(top, problems):
    for path in sorted(top.iterdir()):
        if (
            path.suffix.lower() in IMAGE_SUFFIXES
            and not path.name.startswith(".")
            and path.is_file()
        ):
            message = "an image beside the folders of the classes, in none of them; passed over"
            problems.warning(path, None, "other_file", message)
