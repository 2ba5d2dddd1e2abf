"""SynthText's own annotations: the file gt.mat above its folders of images."""

import itertools
import pathlib

import numpy as np
import tqdm

from tfvision.images.named_file import inside, is_file, why_not
from tfvision.images.problems import DataError
from tfvision.matlab_file import cells
from tfvision.text.quads import bounds
from tfvision.text.sample import Sample

_VARIABLES = ("imnames", "charBB", "txt")
_NOTHING = object()


def read(file, problems, *, images=None):
    """Reads a MATLAB file with the cell arrays `imnames`, `charBB` `(2, 4, N)` and `txt`.

    Its quadrangles stay beside the upright boxes around them. The lines of a sample are its words,
    which is what the characters of CRAFT's affinity belong to. The images are not opened: boxes
    that reach over an edge are clipped when examples are asked for, and not told of here.

    Args:
        file: The file.
        problems: `Problems` that is told of `missing_image`, `no_box` (a shape that is none),
            `bad_number` and `empty_box`, each with the image and the number of the character; and,
            as a warning, of `text_mismatch`: a text of more or fewer characters than boxes, which
            are then of unknown characters and words.
        images: Folder from which names count; None for the file's own.

    Returns: list of `Sample`.

    Raises: DataError if it is no such file.

    Reference: Gupta et al., Synthetic Data for Text Localisation in Natural Images, CVPR 2016.
    """
    file = pathlib.Path(file)
    root = file.parent if images is None else pathlib.Path(images)
    found = []
    for name, corners, texts in tqdm.tqdm(_pages(file), "annotations", delay=1, leave=False):
        sample = _sample(root, str(name), corners, texts, file, problems)
        if sample is not None:
            found.append(sample)
    return found


def _pages(file):
    """The cells of each image, from three variables that are unpacked side by side."""
    columns = [cells(file, name) for name in _VARIABLES]
    try:
        for page in itertools.zip_longest(*columns, fillvalue=_NOTHING):
            if any(value is _NOTHING for value in page):
                raise DataError(f"{file}: {', '.join(_VARIABLES)} must be of one length")
            yield page
    except ValueError as error:
        raise error if isinstance(error, DataError) else DataError(str(error)) from None


def _sample(root, name, corners, texts, file, problems):
    path = inside(root, name)
    if path is None or not is_file(path):
        message = f"no file {name!r} in {root}{why_not(root, name)}"
        return problems.error(file, None, "missing_image", message)
    quads = _quads(corners)
    if quads is None:
        message = f"{name}: charBB is {np.shape(corners)}, not (2, 4, N)"
        return problems.error(file, None, "no_box", message)
    boxes = bounds(quads)
    characters, words = _words(texts, len(boxes))
    if characters is None:
        message = f"{name}: {len(boxes)} boxes, but another number of characters in {texts!r}"
        problems.warning(file, None, "text_mismatch", message)
    kept = np.ones(len(boxes), bool)
    for i in np.flatnonzero(~(boxes[:, 2:] > boxes[:, :2]).all(1)):
        finite = np.isfinite(boxes[i]).all()
        kind, what = ("empty_box", "no area") if finite else ("bad_number", "no finite numbers")
        problems.error(file, None, kind, f"{name}: character {i}: {boxes[i].tolist()} has {what}")
        kept[i] = False
    if characters is not None and not kept.all():
        characters = "".join(c for c, keep in zip(characters, kept, strict=True) if keep)
    lines = None if words is None else words[kept]
    own = {"source": str(file), "quads_px": quads[kept]}
    return Sample(path, boxes[kept], characters, lines, **own)


def _quads(corners):
    """`[N, 4, 2]` float32 of quadrangles `(2, 4, N)`; MATLAB drops an N of 1."""
    corners = np.asarray(corners)
    if corners.size == 0:
        return np.zeros([0, 4, 2], "float32")
    if corners.shape[:2] != (2, 4) or corners.dtype.kind not in "fiu":
        return None
    return corners.reshape(2, 4, -1).astype("float32").T


def _words(texts, count):
    """`(characters, number of the word of each)`; None twice if they are not as many as boxes."""
    texts = [texts] if isinstance(texts, str) else texts or []
    words = [word for text in texts for word in text.split()]
    if sum(map(len, words)) != count:
        return None, None
    return "".join(words), np.repeat(np.arange(len(words), dtype="int32"), [*map(len, words)])
