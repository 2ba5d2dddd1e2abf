"""What screens lose on their way to a viewer: size, sharpness, and what JPEG leaves out."""

import cv2
import numpy as np


def degrade(image, rng, size_px, options):
    """Shrinks and enlarges again, blurs, adds noise, compresses: each by chance, in this order.

    Args:
        image: uint8 `[H, W, 3]`, RGB.
        rng: A NumPy generator.
        size_px: Usual size of the characters on it, in pixels.
        options: An `AugmentOptions`.

    Returns: uint8 `[H, W, 3]`.
    """
    chances = [options.rescale_probability, options.blur_probability]
    chances += [options.noise_probability, options.jpeg_probability]
    happens = rng.uniform(size=4) < chances
    draws = rng.uniform(size=4)
    ranges = np.array([options.rescale, options.blur, options.noise, options.jpeg], float)
    factor, blur, noise, quality = ranges[:, 0] + draws * (ranges[:, 1] - ranges[:, 0])
    factor = max(factor, options.character_px[0] / size_px)
    if happens[0] and factor < 1:
        image = _rescaled(image, factor)
    if happens[1] and blur > 0:
        image = cv2.GaussianBlur(image, (0, 0), blur * size_px)
    if happens[2]:
        image = _with_noise(image, rng, noise)
    if happens[3]:
        image = _compressed(image, round(quality))
    return image


def _rescaled(image, factor):
    size_wh = image.shape[1::-1]
    smaller_wh = [max(1, round(side * factor)) for side in size_wh]
    smaller = cv2.resize(image, smaller_wh, interpolation=cv2.INTER_AREA)
    return cv2.resize(smaller, size_wh, interpolation=cv2.INTER_LINEAR)


def _with_noise(image, rng, deviation):
    noise = rng.standard_normal(image.shape, np.float32) * np.float32(deviation)
    return cv2.add(image, np.rint(noise).astype(np.int16), dtype=cv2.CV_8U)


def _compressed(image, quality):
    swapped = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", swapped, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
