"""Digits drawn with OpenCV's fonts, as MNIST lays them out, for who has no MNIST."""

import cv2
import numpy as np
import tqdm

SIDE = 28
_BOX = 20  # pixels: what the longer side of a digit is fitted into, as MNIST has it
_CANVAS = 96
_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
)


def render(seed, index):
    """Renders one digit: any font and weight, slanted, turned and stretched a little.

    The same arguments give the same pixels on every call; another version of OpenCV has other
    fonts.

    Args:
        seed: Whole number from 0; it names a series.
        index: Whole number from 0; the place in the series. The digits take turns.

    Returns: `(image, label)`: uint8 `[28, 28]`, light on black, and the digit.

    Example:
        >>> image, label = render(seed=0, index=13)
        >>> image.shape, label
        ((28, 28), 3)
    """
    rng = np.random.default_rng([seed, index])
    label = index % 10
    canvas = np.zeros([_CANVAS, _CANVAS], "uint8")
    font, thickness = _FONTS[rng.integers(len(_FONTS))], int(rng.integers(2, 7))
    cv2.putText(canvas, str(label), (24, 70), font, 2.2, 255, thickness, cv2.LINE_AA)
    canvas = cv2.warpAffine(canvas, _shape(rng), (_CANVAS, _CANVAS))
    return _laid_out(cv2.GaussianBlur(canvas, (0, 0), rng.uniform(0.5, 2))), label


def rendered_digits(count, seed):
    """A series: uint8 `[count, 28, 28]` and int32 `[count]`.

    Example:
        >>> images, labels = rendered_digits(12, seed=1)
        >>> images.shape, labels[9:].tolist()
        ((12, 28, 28), [9, 0, 1])
    """
    indices = tqdm.tqdm(range(count), "rendering digits", leave=False, disable=None)
    pairs = [render(seed, i) for i in indices]
    images = np.array([image for image, _ in pairs], "uint8").reshape(-1, SIDE, SIDE)
    return images, np.array([label for _, label in pairs], "int32")


def _shape(rng):
    """A slant, a turn and a stretch about the middle, `[2, 3]`."""
    angle, slant = np.radians(rng.uniform(-15, 15)), rng.uniform(-0.3, 0.3)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1, slant], [0, 1]]) @ np.diag([rng.uniform(0.7, 1.1), 1.0])
    middle = np.full(2, _CANVAS / 2)
    return np.column_stack([matrix, middle - matrix @ middle])


def _laid_out(canvas):
    """What is drawn, fitted into 20 x 20 pixels, its centre of mass in the middle of 28 x 28."""
    x, y, width, height = cv2.boundingRect((canvas > 32).astype("uint8"))
    drawn = canvas[y : y + height, x : x + width].astype("float32")
    factor = _BOX / max(height, width)
    drawn = cv2.resize(drawn, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    mass = drawn.sum()
    rows, columns = np.indices(drawn.shape)
    centre_yx = (drawn * rows).sum() / mass, (drawn * columns).sum() / mass
    top, left = (
        int(np.clip(round((SIDE - 1) / 2 - at), 0, SIDE - side))
        for at, side in zip(centre_yx, drawn.shape, strict=True)
    )
    image = np.zeros([SIDE, SIDE], "uint8")
    height, width = drawn.shape
    image[top : top + height, left : left + width] = np.clip(np.round(drawn), 0, 255)
    return image
