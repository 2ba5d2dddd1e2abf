"""Names of the classes: given, in a file, and what to say of a name that is not among them."""

import collections
import difflib
import pathlib
import re

FILES = ("classes.txt", "labels.txt")


def file_in(folder):
    """The `classes.txt` or `labels.txt` of a folder, or None."""
    return next((folder / name for name in FILES if (folder / name).is_file()), None)


def checked(classes):
    """The tuple of class names, in the order of their labels.

    Args:
        classes: Names, or a text file with one name a line.

    Raises: ValueError if `classes` is empty, names one twice or by no text, or is a file that does
        not exist.
    """
    if isinstance(classes, str | pathlib.Path):
        classes = names_in_file(classes)
    names = tuple(classes)
    twice = [name for name, count in collections.Counter(names).items() if count > 1]
    if twice or not names or not all(isinstance(name, str) and name.strip() for name in names):
        raise ValueError(
            f"classes must be different names, at least one, but {names} was given"
            + (f", with {twice[0]!r} twice." if twice else ".")
        )
    if wrong := [name for name in names if name.encode(errors="replace").decode() != name]:
        raise ValueError(f"classes must be text, got {wrong[0]!r}: give it another name")
    return names


def label(name, classes, problems, path, line):
    """The label of `name`, or None if it was an error that `problems` let pass."""
    if name in classes:
        return classes.index(name)
    same = next((known for known in classes if alike(known) == alike(name)), None)
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


def alike(name):
    """What two spellings of a name share: neither case nor blanks count."""
    return re.sub(r"[\s_-]+", "", name).casefold() or name
