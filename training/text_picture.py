"""A sheet of pages: what was found on each, what was not, and the order it is read in."""

import cv2
import numpy as np

from tfvision.images.draw import draw_boxes
from tfvision.text.matching import overlaps
from tfvision.text.records import draw_order
from tfvision.text.verdicts import judge

RIGHT, FALSE, MISSED, UNJUDGED = (40, 200, 60), (255, 40, 40), (255, 200, 0), (140, 140, 140)
ORDER = (70, 140, 255)


def sheet(pages, iou, width=640, columns=2):
    """Several pages in one picture, each as wide.

    Args:
        pages: List of `(image, found, truth)`, see `draw_page`.
        iou: Overlap from which on a character is found.
        width: Of a page, in pixels.
        columns: Pages side by side.
    """
    tiles = [_as_wide(draw_page(*page, iou), width) for page in pages]
    height = max(len(tile) for tile in tiles)
    tiles = [np.pad(tile, [(0, height - len(tile)), (0, 0), (0, 0)]) for tile in tiles]
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    return np.vstack([np.hstack(tiles[i : i + columns]) for i in range(0, len(tiles), columns)])


def draw_page(image, found, truth, iou):
    """Draws on a copy: green boxes are right, red ones false, yellow characters were missed.

    Grey is what does not count. A blue line runs through each line of text as it is read.

    Args:
        image: uint8 `[H, W, 3]`.
        found: What `CharacterDetector.predict` answers for it.
        truth: Dict of `boxes` `[M, 4]` px and `ignored` `[M]`.
        iou: Overlap from which on a character is found.
    """
    pairs = overlaps(found["box"], truth["boxes"])
    verdicts = judge(pairs, found["score"], truth["ignored"], iou)
    missed = ~verdicts.detected & ~truth["ignored"]
    colours = np.array([UNJUDGED, FALSE, RIGHT])[verdicts.found + 1]
    image = draw_boxes(image, truth["boxes"][missed], colours=MISSED, scale=0.5)
    image = draw_boxes(image, found["box"], colours=colours, scale=0.5)
    return draw_order(image, found, ORDER)


def _as_wide(image, width):
    height = max(1, round(width * image.shape[0] / image.shape[1]))
    how = cv2.INTER_AREA if width < image.shape[1] else cv2.INTER_CUBIC
    return cv2.resize(image, (width, height), interpolation=how)
