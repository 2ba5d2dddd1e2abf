"""Parts of a decoded frame, taken out and laid back in: all around them keeps its bits."""

import dataclasses

import av
import numpy as np

_FORMATS = ("yuv420p", "yuvj420p")
_FINENESS = (1, 2, 2)  # Pixels along a side for which a plane has one value


@dataclasses.dataclass(frozen=True, eq=False)
class Patch:
    """A part of a frame with its new image.

    Args:
        window: `(x1, y1, x2, y2)`, even pixels of the frame.
        image: uint8 `[y2 - y1, x2 - x1, 3]`, RGB.
    """

    window: tuple
    image: np.ndarray


def can_be_patched(source):
    """Whether parts of an `av.VideoFrame` can be had: 4:2:0 of 8 bits, of even sides."""
    even = not (source.width % 2 or source.height % 2)
    return even and source.format.name in _FORMATS and source.planes[0].line_size > 0


def cut(source, window):
    """A part of an `av.VideoFrame` as one of its own, of the same format."""
    values = np.concatenate([part.ravel() for part in _parts(source, window)])
    part = av.VideoFrame.from_ndarray(
        values.reshape(-1, window[2] - window[0]), format=source.format.name
    )
    part.color_range = source.color_range
    return part


def paste(source, window, part):
    """Writes a part of the same format into an `av.VideoFrame`, whose pixels become its own."""
    source.make_writable()  # The decoder still needs what others are predicted from.
    whole = (0, 0, part.width, part.height)
    for here, values in zip(_parts(source, window), _parts(part, whole), strict=True):
        here[:] = values


def _parts(frame, window):
    """Views `[h, w]` of the three planes of a frame."""
    parts = []
    for plane, fineness in zip(frame.planes, _FINENESS, strict=True):
        left, top, right, bottom = (side // fineness for side in window)
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
        parts.append(rows[top:bottom, left:right])
    return parts
