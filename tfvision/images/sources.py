"""Finds the image files that a person means by a file, a folder or a glob."""

import contextlib
import glob
import os
import pathlib
import unicodedata

from tfvision.images.read import ImageError

IMAGE_SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
VIDEO_SUFFIXES = (".3gp", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg")
VIDEO_SUFFIXES += (".mts", ".ts", ".webm", ".wmv")


def find(source, *, films=False):
    """Lists the image files of one source, in the order of their names.

    Args:
        source: An image file, whatever its suffix; a folder, without its subfolders; or a glob, in
            which `**` stands for any depth. Of folders and globs, files with another suffix than
            an image's and hidden files are passed over.
        films: Whether films are wanted, too.

    Returns: list of `pathlib.Path`, never empty.

    Raises: ImageError if nothing is there, or no image, or a video.

    Example:
        >>> find("no/such/*.jpg")
        Traceback (most recent call last):
        tfvision.images.read.ImageError: no/such/*.jpg: no image file matches
    """
    path = pathlib.Path(source)
    if path.is_dir():
        found = [child for child in path.iterdir() if _is_wanted(child, films)]
        if not found:
            raise ImageError(
                f"{source}: no images{' or films' * films} in this folder ({_suffixes(films)}); "
                f"for those of its subfolders give '{path / '**' / '*'}'"
            )
    elif path.exists():
        if not films:
            _refuse_video(path)
        found = [path]
    elif glob.has_magic(str(source)):
        # Path.glob takes no absolute patterns.
        matches = [pathlib.Path(m) for m in glob.glob(str(source), recursive=True)]  # noqa: PTH207
        found = [match for match in matches if _is_wanted(match, films)]
        if not found:
            for match in matches:
                _refuse_video(match)
            raise ImageError(f"{source}: no image file matches")
    else:
        raise ImageError(f"{source}: no such file or folder")
    return sorted(found)


def parted(sources):
    """`(images, films)`: the sources of images as they are, and the files of all films meant.

    A folder or a glob may be of both. What names nothing counts as of images, whose reader says so.
    """
    images, films = [], []
    for source in sources:
        try:
            found = find(source, films=True)
        except ImageError:
            found = []
        mine = [file for file in found if is_video(file)]
        films += mine
        images += [source] if len(mine) < len(found) or not found else []
    return images, films


def that_exist(sources):
    """All image files that are meant by sources; what names none is passed over."""
    found = []
    for source in sources:
        with contextlib.suppress(ImageError):
            found += find(source)
    return found


def as_list(sources):
    """One source or several, as a list of sources.

    Raises: TypeError for anything but paths.

    Example:
        >>> as_list("photos")
        ['photos']
    """
    sources = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    for source in sources:
        if not isinstance(source, str | os.PathLike):
            raise TypeError(
                f"sources must be paths of files, folders or globs, got {type(source).__name__}"
            )
    return sources


def composed(name):
    """`name` in Unicode's composed form: macOS writes file names decomposed, editors do not."""
    return unicodedata.normalize("NFC", name)


def _is_wanted(path, films):
    wanted = IMAGE_SUFFIXES + VIDEO_SUFFIXES * films
    return path.suffix.lower() in wanted and not path.name.startswith(".") and path.is_file()


def is_video(source):
    """Whether a source is a file that is a video by its name."""
    return pathlib.Path(source).suffix.lower() in VIDEO_SUFFIXES


def _refuse_video(path):
    if is_video(path):
        raise ImageError(f"{path}: a video; only images are read here, extract its frames first")


def _suffixes(films):
    return " ".join(suffix[1:] for suffix in IMAGE_SUFFIXES + VIDEO_SUFFIXES * films)
