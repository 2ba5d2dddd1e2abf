"""How the maps of a trained network are decoded best, found on pages whose characters are known."""

import numpy as np

from tfvision.text.codec import Codec
from tfvision.text.metric import CharacterMetric

BLURS = (0.0, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2)  # pixels of the map
PEAKS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


def calibrated(detector, pages, iou=0.5, blurs=BLURS, peaks=PEAKS):
    """The codec with which a detector's boxes fit best.

    A network that is not sure where a character ends draws a flatter hill, which decodes to a
    larger box: by as many pixels for small characters as for large ones. `Codec(blur=…)` takes it
    off again. Where sides tell the boxes, `Codec(peak=…)` is what is to be found.

    Args:
        detector: `CharacterDetector`; its codec is the one that is calibrated, on its first level,
            and stays.
        pages: Iterable of `(image, truth)`: uint8 `[H, W, 3]`, and a dict of `boxes` px `[N, 4]`
            and `ignored` `[N]`; more than a few hundred characters in all.
        iou: Overlap from which on a character is found.
        blurs: What is tried where hills tell the boxes.
        peaks: What is tried where sides do.

    Returns: `Codec`, of those tried the one with the highest hmean; the first of equals.

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
    told = detector.codec.has_sides
    for setting in [{"peak": peak} for peak in peaks] if told else [{"blur": b} for b in blurs]:
        codec = Codec(**{**detector.codec.get_config(), **setting})
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
