"""How much a trained network blurs its maps, found on pages whose characters are known."""

import numpy as np

from tfvision.text.codec import Codec
from tfvision.text.metric import CharacterMetric

BLURS = (0.0, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2)  # pixels of the map


def calibrated(detector, pages, iou=0.5, blurs=BLURS):
    """The codec with which a detector's boxes fit best.

    A network that is not sure where a character ends draws a flatter hill, which decodes to a
    larger box: by as many pixels for small characters as for large ones. `Codec(blur=…)` takes it
    off again.

    Args:
        detector: `CharacterDetector`; its codec is the one that is calibrated, and stays.
        pages: Iterable of `(image, truth)`: uint8 `[H, W, 3]`, and a dict of `boxes` px `[N, 4]`
            and `ignored` `[N]`; more than a few hundred characters in all.
        iou: Overlap from which on a character is found.
        blurs: What is tried.

    Returns: `Codec`, of the blurs the one with the highest hmean; the first of equals.

    Example:
        >>> from tfvision import text
        >>> detector = text.CharacterDetector(text.ghost_craft(faithful=False, width=0.125))
        >>> calibrated(detector, [], blurs=(0.3, 0.5)).blur
        0.3
    """
    seen = []
    for image, truth in pages:
        heat_map = detector.heat_maps(detector.resized(image[None]))[0]
        seen.append((heat_map, image.shape[:2], truth))
    best, highest = None, -1.0
    for blur in blurs:
        codec = Codec(**{**detector.codec.get_config(), "blur": blur})
        metric = CharacterMetric(iou, sizes={})
        for heat_map, size_hw, truth in seen:
            seen_hw = detector.seen_hw(size_hw)
            found = codec.decode(heat_map, seen_hw)[0]
            ratio_xy = np.divide(size_hw, seen_hw)[::-1]
            boxes = found["boxes"] * np.tile(ratio_xy, 2)
            metric.update({"boxes": boxes, "scores": found["scores"]}, truth)
        hmean = np.nan_to_num(metric.result()["hmean"])
        if hmean > highest:
            best, highest = codec, hmean
    return best
