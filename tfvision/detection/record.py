"""One image as a file format describes it: class names still as text, each object with its line."""

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Object:
    """One annotated object.

    Args:
        name: Class name, exactly as written.
        box_px: `(xmin, ymin, xmax, ymax)`: continuous edges in pixels, inside the image.
        difficult: Whether the metric should pass over it.
        line: Line of the annotation file, or None.
    """

    name: str
    box_px: tuple
    difficult: bool
    line: int | None


@dataclasses.dataclass(frozen=True)
class Record:
    """One image and its objects.

    Args:
        path: The image file.
        size_hw: `(height, width)` in pixels.
        objects: Tuple of `Object`.
        source: The annotation file, or "" for an image without one.
    """

    path: str
    size_hw: tuple
    objects: tuple
    source: str


CORNERS = ("xmin", "ymin", "xmax", "ymax")


def number(text, name):
    """`text` as a finite float; ValueError with a sentence for a person otherwise."""
    try:
        value = float(text)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {text!r}, not a number") from None
    if not math.isfinite(value):
        raise ValueError(f"{name} is {text!r}, not a finite number")
    return value


def checked_box(box_px, size_hw, problems, path, line, shown=None):
    """The box clipped to its image, or None if `problems` took it for an error.

    Args:
        box_px: `(xmin, ymin, xmax, ymax)` as continuous edges.
        size_hw: Size of the image.
        problems: `Problems` that is told of a reversed, empty, outside or clipped box.
        path: The annotation file, for the message.
        line: Its line.
        shown: The four numbers as they stand in the file, for the message; `box_px` if None.
    """
    shown = box_px if shown is None else shown
    text = "box (" + ", ".join(f"{n}={v:g}" for n, v in zip(CORNERS, shown, strict=True)) + ")"
    height, width = size_hw
    for low, high, axis in ((0, 2, "x"), (1, 3, "y")):
        if shown[low] > shown[high]:
            message = f"{text} is reversed: {axis}min is greater than {axis}max"
            return problems.error(path, line, "reversed_box", message)
        if shown[low] == shown[high]:
            message = f"{text} has no area: {axis}min equals {axis}max"
            return problems.error(path, line, "empty_box", message)
    clipped = (
        min(max(box_px[0], 0.0), width),
        min(max(box_px[1], 0.0), height),
        min(max(box_px[2], 0.0), width),
        min(max(box_px[3], 0.0), height),
    )
    image = f"the image, which is {width} wide and {height} high"
    if clipped[0] >= clipped[2] or clipped[1] >= clipped[3]:
        return problems.error(path, line, "outside_box", f"{text} lies wholly outside {image}")
    if clipped != tuple(box_px):
        problems.warning(path, line, "clipped_box", f"{text} reaches outside {image}; clipped")
    return clipped
