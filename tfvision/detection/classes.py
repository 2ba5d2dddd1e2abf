"""Names of the classes: where they come from, and what to say of a name that is not among them."""

import pathlib

FILES = ("classes.txt", "labels.txt")


def resolve(classes, root, records):
    """The tuple of class names; see `dataset.read`."""
    if classes is None:
        folder = root if root.is_dir() else root.parent
        classes = next((folder / name for name in FILES if (folder / name).is_file()), None)
    if classes is None:
        return tuple(sorted({item.name for record in records for item in record.objects}))
    if isinstance(classes, str | pathlib.Path):
        lines = pathlib.Path(classes).read_text(encoding="utf-8-sig").splitlines()
        classes = [line.strip() for line in lines if line.strip()]
    return tuple(classes)


def label(name, classes, problems, path, line):
    """The label of `name`, or None if `problems` took it for an error."""
    if name in classes:
        return classes.index(name)
    message = f"class {name!r} is not among the classes {classes}"
    return problems.error(path, line, "unknown_class", message)
