"""Boxes as files give them: numbers that are none, boxes that are empty or not in their image."""

import math

CORNERS = ("xmin", "ymin", "xmax", "ymax")


def number(text, name):
    """`text` as a finite float; ValueError with a sentence for a person otherwise.

    Example:
        >>> number("12.5", "xmin")
        12.5
        >>> number("12,5", "xmin")
        Traceback (most recent call last):
        ValueError: xmin is '12,5', which is not a number
    """
    try:
        value = float(text)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {text!r}, which is not a number") from None
    if not math.isfinite(value):
        raise ValueError(f"{name} is {text!r}, which is not a finite number")
    return value


def checked_box(box_px, size_hw, problems, path, line, shown=None, about=""):
    """The box clipped to its image, or None if it was an error that `problems` let pass.

    Args:
        box_px: `(xmin, ymin, xmax, ymax)` as continuous edges.
        size_hw: Size of the image.
        problems: `Problems` that is told of a reversed, empty, outside or clipped box.
        path: The annotation file, for the message.
        line: Its line.
        shown: The four numbers as they stand in the file, for the message; `box_px` if None.
            These decide what is empty: VOC's `xmin = xmax` is a slip of the mouse, not a pixel.
        about: Words that open the message.
    """
    shown = box_px if shown is None else shown
    height, width = size_hw
    for low, high, axis in ((0, 2, "x"), (1, 3, "y")):
        if shown[low] >= shown[high]:
            kind = "empty_box" if shown[low] == shown[high] else "reversed_box"
            wrong = "has no area" if kind == "empty_box" else "is reversed"
            message = f"{about}{_text(shown)} {wrong}: {axis}min is not less than {axis}max"
            return problems.error(path, line, kind, message)
    left, top, right, bottom = box_px
    if left >= 0.0 and top >= 0.0 and right <= width and bottom <= height:
        return tuple(box_px)
    message = f"the image, which is {width} wide and {height} high"
    if left >= width or top >= height or right <= 0.0 or bottom <= 0.0:
        message = f"{about}{_text(shown)} lies wholly outside {message}"
        return problems.error(path, line, "outside_box", message)
    message = f"{about}{_text(shown)} reaches outside {message}; clipped"
    problems.warning(path, line, "clipped_box", message)
    return (max(left, 0.0), max(top, 0.0), min(right, float(width)), min(bottom, float(height)))


def _text(box):
    return "box (" + ", ".join(f"{n}={v:g}" for n, v in zip(CORNERS, box, strict=True)) + ")"
