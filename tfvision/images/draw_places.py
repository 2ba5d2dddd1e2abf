"""Draws weighted places on an image: where a convolution's taps read."""

import cv2
import numpy as np

# Apart from each other, bright on dark and on light ground
COLOURS = ((255, 45, 45), (60, 220, 60), (70, 130, 255), (255, 210, 30), (230, 80, 255))

_SHIFT = 4  # Of OpenCV's coordinates: sixteenths of a pixel
_SMALLEST = 480


def draw_places(image, point_yx, places_yx, weights, colour=COLOURS[0]):
    """Draws a cross at a point and a dot at each of its places, on a copy of the image.

    The greater its weight, the greater and more opaque is a dot. Many dots are smaller than few.

    Args:
        image: uint8 `[H, W, 3]`, RGB.
        point_yx: In pixels, the middle of the first one being 0.
        places_yx: `[M, 2]`, as above; what lies outside is not seen.
        weights: `[M]`, not negative.
        colour: RGB of the dots.

    Returns: uint8 `[H, W, 3]`.
    Raises: ValueError if there are not as many weights as places.

    Example:
        >>> image = np.zeros([36, 64, 3], "uint8")
        >>> draw_places(image, (18, 32), [[10, 30], [12, 40]], [1, 0.5]).max(axis=(0, 1)).tolist()
        [255, 255, 255]
    """
    image = np.array(image)
    places_yx = np.asarray(places_yx, "float64").reshape(-1, 2)
    weights = np.asarray(weights, "float64").reshape(-1)
    if len(places_yx) != len(weights):
        raise ValueError(f"weights must be {len(places_yx)}, one a place, got {len(weights)}")
    unit = min(image.shape[:2]) / _SMALLEST
    largest = 5 * unit / max(len(weights) / 9, 1) ** 0.25  # 9, 81 or 729 taps
    shares = weights / max(weights.max(initial=0), 1e-9)
    # The heavy ones last, upon the others.
    seen = [i for i in np.argsort(shares) if np.isfinite(places_yx[i]).all() and shares[i] > 0.01]
    for i in seen:
        _dot(image, places_yx[i], largest * (0.3 + 0.7 * shares[i]), colour, 0.35 + 0.5 * shares[i])
    middle = [int(value) for value in np.rint(point_yx)[::-1]]
    for size, ink in ((3, (0, 0, 0)), (1, (255, 255, 255))):
        arm, thickness = max(5, round(unit * 8) + size), max(1, round(unit * size))
        cv2.drawMarker(image, middle, ink, cv2.MARKER_CROSS, arm, thickness)
    return image


def enlarged(image, smallest=_SMALLEST):
    """Returns a small image made larger by a whole number, its pixels as squares, and the number.

    Args:
        image: uint8 `[H, W, 3]`.
        smallest: What the shorter side is to reach.
    """
    factor = max(1, -(-smallest // min(image.shape[:2])))
    return np.repeat(np.repeat(image, factor, axis=0), factor, axis=1), factor


def on_enlarged(places_yx, factor):
    """Places of an image, `[…, 2]`, on what `enlarged` made of it: middles of pixels stay middles.

    Example:
        >>> on_enlarged([0, 2], 3).tolist()
        [1.0, 7.0]
    """
    return (np.asarray(places_yx, "float64") + 0.5) * factor - 0.5


def _dot(image, place_yx, radius, colour, opacity):
    reach = int(np.ceil(radius)) + 2
    top, left = np.maximum(np.floor(place_yx).astype("int64") - reach, 0)
    part = image[top : max(top + 2 * reach + 2, 0), left : max(left + 2 * reach + 2, 0)]
    if not part.size or not (np.abs(place_yx) < 1e6).all():
        return
    inked = np.ascontiguousarray(part)
    middle = [
        round((value - start) * 2**_SHIFT)
        for value, start in zip(place_yx, (top, left), strict=True)
    ]
    size = max(1, round(radius * 2**_SHIFT))
    cv2.circle(inked, middle[::-1], size, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)
    part[...] = np.rint(part + opacity * (inked.astype("float64") - part)).astype("uint8")
