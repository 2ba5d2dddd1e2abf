"""Writes an image file, whole or not at all, whatever its path is called."""

import pathlib

import cv2

from tfvision.whole_file import whole_file


def write_image(path, image):
    """Writes one image; the suffix of `path` says in which format.

    Args:
        path: The file; its folder is made.
        image: uint8 `[H, W, 3]`, RGB.

    Raises: ValueError naming the file if OpenCV writes no such files, or none so large.

    Example:
        >>> import tempfile
        >>> import numpy as np
        >>> from tfvision.images.read import read
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_image(f"{folder}/new/a.png", np.full([2, 3, 3], (7, 8, 9), "uint8"))
        ...     read(f"{folder}/new/a.png")[0, 0].tolist()
        [7, 8, 9]
    """
    suffix = pathlib.Path(path).suffix
    # OpenCV's own writer ends the process at a name that is no text.
    try:
        written, encoded = cv2.imencode(suffix, image[..., ::-1])
    except cv2.error:
        written = False
    if not written:
        height, width = image.shape[:2]
        raise ValueError(f"{path}: OpenCV writes no {width} x {height} pixels as {suffix!r}")
    with whole_file(path) as temporary:
        temporary.write_bytes(encoded.tobytes())
