"""Films for the console: their frames, and new films of what was drawn on them."""

import contextlib
import pathlib

import cv2

from tfvision.images.read import ImageError
from tfvision.whole_file import whole_file


def frames_of(path):
    """Yields the frames of a film, uint8 `[H, W, 3]`, RGB.

    Raises: ImageError naming the file if it cannot be opened or has no frame.
    """
    film = _opened(path)
    try:
        count = 0
        while True:
            there, frame = film.read()
            if not there:
                break
            count += 1
            yield cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
        if not count:
            raise ImageError(f"{path}: no frame of this film can be decoded")
    finally:
        film.release()


def rate_of(path):
    """Frames a second; 25 where the file does not say."""
    film = _opened(path)
    rate = film.get(cv2.CAP_PROP_FPS)
    film.release()
    return rate if 0 < rate < 1000 else 25.0


@contextlib.contextmanager
def film_writer(path, rate):
    """Yields a function that appends a frame, all of one size, to an MP4 file.

    The file is there when the block is left well, whole; without a frame there is none.

    Raises: OSError if OpenCV cannot write such a file here.
    """
    writer = None
    with contextlib.ExitStack() as stack:

        def append(frame):
            nonlocal writer
            if writer is None:
                partial = stack.enter_context(whole_file(path))
                code = cv2.VideoWriter.fourcc(*"mp4v")
                writer = cv2.VideoWriter(str(partial), code, rate, frame.shape[1::-1])
                stack.callback(writer.release)  # Before the file is renamed.
                if not writer.isOpened():
                    raise OSError(f"{path}: OpenCV cannot write this film")
            writer.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))

        yield append


def _opened(path):
    if not pathlib.Path(path).is_file():
        raise ImageError(f"{path}: no such file")
    film = cv2.VideoCapture(str(path))
    if not film.isOpened():
        raise ImageError(f"{path}: not a film that OpenCV can decode")
    return film
