"""Draws boxes with their names and scores, readable on a small frame and on a large photo."""

import colorsys
import zlib

import cv2
import numpy as np

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_LUMA = np.array([0.299, 0.587, 0.114])
_LEAST_LUMA = 0.4  # A pure blue of 0.11 does not show on a night sky.


def draw_boxes(image, boxes_px, names=None, scores=None, *, colours=None, text=True, scale=1.0):
    """Draws boxes on a copy of an image, each with its name and score on a small label.

    Lines and letters grow with the image. A name has the same colour in every picture.

    Args:
        image: uint8 `[H, W, 3]`, RGB.
        boxes_px: `[N, 4]` xyxy in pixels; parts outside the image are not drawn.
        names: N strings, or None.
        scores: N numbers, or None.
        colours: N RGB triples, or one for all, or None for those of the names.
        text: Whether to draw the labels.
        scale: Makes lines and letters larger or smaller.

    Returns: uint8 NumPy array `[H, W, 3]`.

    Raises: ValueError if the shapes or lengths do not fit.

    Example:
        >>> image = np.zeros([36, 64, 3], "uint8")
        >>> draw_boxes(image, [[10, 10, 30, 20]], ["plate"], [0.87]).shape
        (36, 64, 3)
    """
    image = np.array(image)  # A copy
    boxes_px = np.asarray(boxes_px, "float64").reshape(-1, 4)
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[-1] != 3:
        raise ValueError(f"image must be uint8 [H, W, 3], got {image.dtype} {list(image.shape)}")
    for argument, values in (("names", names), ("scores", scores)):
        if values is not None and len(values) != len(boxes_px):
            raise ValueError(
                f"{argument} must have one entry a box ({len(boxes_px)}), got {len(values)}"
            )
    names = [""] * len(boxes_px) if names is None else [str(name) for name in names]
    if colours is None:
        colours = [colour_of(name) for name in names]
    colours = np.broadcast_to(np.asarray(colours, "int64").reshape(-1, 3), [len(boxes_px), 3])

    unit = max(1.0, min(image.shape[:2]) / 360) * scale
    drawn = [i for i, box in enumerate(boxes_px) if np.isfinite(box).all()]
    paint = {i: tuple(int(channel) for channel in colours[i]) for i in drawn}
    corners = {i: _rounded(boxes_px[i], image.shape) for i in drawn}
    for i in drawn:
        x1, y1, x2, y2 = corners[i]
        cv2.rectangle(image, (x1, y1), (x2, y2), paint[i], max(1, round(1.6 * unit)))
    for i in drawn:  # After the boxes, so that no line strikes a label through.
        label = names[i] if scores is None else f"{names[i]} {float(scores[i]):.2f}".strip()
        if text and label:
            _draw_label(image, corners[i], label, paint[i], height=max(9, round(13 * unit)))
    return image


def colour_of(name):
    """Picks a colour for a name, always the same one, and bright enough for a dark picture.

    Args:
        name: Any string.

    Returns: `(red, green, blue)`, each 0 … 255.

    Example:
        >>> colour_of("car") == colour_of("car") != colour_of("plate")
        True
    """
    number = zlib.crc32(name.encode())
    hue, light = number % 360 / 360, (0.45, 0.55, 0.65)[number // 360 % 3]
    colour = np.array(colorsys.hls_to_rgb(hue, light, 1.0))
    luma = colour @ _LUMA
    whiter = max(0.0, (_LEAST_LUMA - luma) / (1 - luma))
    return tuple(round(255 * channel) for channel in (colour + whiter * (1 - colour)).tolist())


def _rounded(box, shape):
    """Rounds to pixels; what lies outside stays outside, yet within what OpenCV's integers hold."""
    limits = [2 * shape[1], 2 * shape[0]] * 2
    x1, y1, x2, y2 = (int(v) for v in np.rint(np.clip(box, np.negative(limits), limits)))
    return x1, y1, max(x1, x2 - 1), max(y1, y2 - 1)  # The last pixel lies before the edge.


def _draw_label(image, corners, label, colour, height):
    """Writes on a filled strip above the box, or inside it where the image ends."""
    # Measured, because OpenCV 5 draws another font than OpenCV 4, of another size.
    size = height / cv2.getTextSize("Ag", _FONT, 1.0, 1)[0][1] * 0.75
    thickness = max(1, round(height / 14))
    (width, _), _ = cv2.getTextSize(label, _FONT, size, thickness)
    margin = max(2, height // 5)
    strip_w, strip_h = width + 2 * margin, height + margin
    left = max(0, min(corners[0], image.shape[1] - strip_w))
    top = corners[1] - strip_h if corners[1] >= strip_h else max(0, corners[1])
    cv2.rectangle(image, (left, top), (left + strip_w - 1, top + strip_h - 1), colour, -1)
    dark = np.dot(colour, _LUMA) > 140
    at = (left + margin, top + strip_h - margin - round(0.12 * height))
    ink = (0, 0, 0) if dark else (255, 255, 255)
    cv2.putText(image, label, at, _FONT, size, ink, thickness, cv2.LINE_AA)
