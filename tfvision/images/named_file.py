"""Whether there is a file of a name that stands in somebody's annotations."""

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
