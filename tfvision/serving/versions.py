"""The versions of a served model: numbered folders, of which each is there whole or not at all."""

import contextlib
import pathlib
import shutil
import uuid


def numbers(folder):
    """The versions in a model's folder, in rising order.

    Example:
        >>> numbers("no/such/folder")
        []
    """
    folder = pathlib.Path(folder)
    children = folder.iterdir() if folder.is_dir() else ()
    return sorted(int(child.name) for child in children if is_version(child))


def find(folder, version=None):
    """The folder of one version.

    Args:
        folder: `pathlib.Path` or string; a model's folder, or already one version of it.
        version: Its number; None: the latest.

    Returns: `pathlib.Path`.
    Raises: FileNotFoundError saying which versions there are.
    """
    folder = pathlib.Path(folder)
    if version is None and (folder / "saved_model.pb").is_file():
        return folder
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no such folder")
    found = numbers(folder)
    if not found:
        raise FileNotFoundError(
            f"{folder}: no saved model in it; expected numbered folders such as {folder / '1'}"
        )
    version = found[-1] if version is None else version
    if version not in found:
        raise FileNotFoundError(f"{folder}: no version {version}, there are {found}")
    return folder / str(version)


@contextlib.contextmanager
def unfinished(folder):
    """Yields an empty folder inside `folder`, removed with what is left in it when the block ends.

    TF Serving passes over its name, `….partial`. A killed process leaves it behind, to be deleted
    at will.
    """
    partial = pathlib.Path(folder) / f"{uuid.uuid4().hex[:8]}.partial"
    partial.mkdir(parents=True)
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def publish(partial, folder):
    """Renames a finished folder to the next free version, whoever else takes one meanwhile.

    Returns: `pathlib.Path` of the version.
    """
    folder = pathlib.Path(folder)
    number = max(numbers(folder), default=0) + 1
    while True:
        try:
            return partial.rename(folder / str(number))
        except OSError:  # A folder that is not empty is never replaced.
            if not (folder / str(number)).exists():
                raise
            number += 1


def is_version(path):
    """Whether a path is a folder that is named as versions are."""
    return path.name.isdecimal() and str(int(path.name)) == path.name and path.is_dir()
