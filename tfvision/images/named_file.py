"""Which file somebody's annotations name, if it is one that they may name."""

import os
import pathlib


def is_file(path):
    """As `pathlib.Path.is_file`, and false for what can be no name.

    Example:
        >>> is_file("a" * 5000), is_file(f"a{chr(0)}")
        (False, False)
    """
    try:
        return pathlib.Path(path).is_file()
    except (OSError, ValueError):
        return False


def inside(folder, name):
    """The path of a name below a folder; None if it leads out of it, by `..` or from the root.

    Annotations are somebody else's: what they name must lie where their reader was sent. Links
    that lie in the folder are followed.

    Args:
        folder: Where names count from.
        name: A name as written, `/` between its parts.

    Returns: str, or None.

    Example:
        >>> inside("photos", "cats/a.png")
        'photos/cats/a.png'
        >>> inside("photos", "../secret.png"), inside("photos", "/etc/a.png")
        (None, None)
    """
    path = os.path.normpath(os.path.join(folder, name))  # noqa: PTH118
    top, own = os.path.abspath(folder), os.path.abspath(path)  # noqa: PTH100
    return path if own != top and own.startswith(top.rstrip(os.sep) + os.sep) else None


def why_not(folder, name):
    """Words that end a message on a name that was not found; "" if it leads nowhere odd."""
    return "" if inside(folder, name) else f"; names may not lead out of {folder}"
