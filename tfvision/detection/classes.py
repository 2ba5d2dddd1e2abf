"""Names of the classes: where they come from, and what to say of a name that is not among them."""

import collections
import difflib
import pathlib
import re

FILES = ("classes.txt", "labels.txt")


def resolve(classes, root, records, categories=None):
    """The tuple of class names, in the order of their labels.

    Args:
        classes: Names, a text file with one name a line, or None to find them.
        root: Folder or file that is read; its `classes.txt` or `labels.txt` is the first place to
            look.
        records: Every `Record`; their names, sorted, are the last. Of names that differ in case
            or blanks only, the most frequent one counts, and `label` will speak of the others.
        categories: Names that the format itself lists, in its order, or None.

    Raises: ValueError if `classes` is empty, names one twice, or is a file that does not exist.
    """
    if classes is None:
        folder = root if root.is_dir() else root.parent
        classes = next((folder / name for name in FILES if (folder / name).is_file()), categories)
    if classes is None:
        counts = collections.Counter(item.name for found in records for item in found.objects)
        most = {}
        for name, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            most.setdefault(_alike(name), name)
        return tuple(sorted(most.values()))
    if isinstance(classes, str | pathlib.Path):
        classes = names_in_file(classes)
    names = tuple(classes)
    twice = [name for name, count in collections.Counter(names).items() if count > 1]
    if twice or not names or not all(isinstance(name, str) and name.strip() for name in names):
        raise ValueError(
            f"classes must be different names, at least one, but {names} was given"
            + (f", with {twice[0]!r} twice." if twice else ".")
        )
    return names


def label(name, classes, problems, path, line):
    """The label of `name`, or None if it was an error that `problems` let pass."""
    if name in classes:
        return classes.index(name)
    same = next((known for known in classes if _alike(known) == _alike(name)), None)
    if same is not None:
        message = f"class {name!r} is spelt {same!r} elsewhere; classes=… can hold both"
        return problems.error(path, line, "class_typo", message)
    near = difflib.get_close_matches(name, classes, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    message = f"class {name!r} is not among the classes {list(classes)}{meant}"
    return problems.error(path, line, "unknown_class", message)


def names_in_file(path):
    """The class names in a text file, one a line; blank lines and a byte order mark do not count.

    Raises: ValueError if there is no such file.
    """
    path = pathlib.Path(path)
    if not path.is_file():
        raise ValueError(
            f"classes must be a list of names or a text file with one a line, but there is no "
            f"file {str(path)!r}."
        )
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return [line.strip() for line in lines if line.strip()]


def _alike(name):
    return re.sub(r"[\s_-]+", "", name).casefold() or name
