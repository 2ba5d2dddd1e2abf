"""Lines of characters to encode and decode, and how well boxes are found again."""

import numpy as np


def lines_of(rng, size, image_hw, gap=0.0, least=0.7, margin=1.0):
    """`[N, 4]` boxes in pixels, `size` tall at most, side by side, and the line of each."""
    boxes, lines, y = [], [], margin + rng.uniform(0, 2)
    while y + size + margin < image_hw[0]:
        x = margin + rng.uniform(0, 3)
        while x + size + margin < image_hw[1]:
            width, height = size * rng.uniform(least, 1, 2)
            boxes.append((x, y, x + width, y + height))
            lines.append(round(y))
            x += width + gap * size
        y += size * 1.15
    return np.array(boxes), np.array(lines)


def corners_of(boxes_xyxy):
    """`[N, 4]` boxes to `[N, 4, 2]` corners, from the top left clockwise."""
    x1, y1, x2, y2 = np.asarray(boxes_xyxy).reshape(-1, 4).T
    return np.stack([np.stack(p, -1) for p in ((x1, y1), (x2, y1), (x2, y2), (x1, y2))], axis=1)


def overlaps(found, boxes):
    """`[N]`: the IoU of each box with the found one that overlaps it most, 0 for none."""
    if not len(found):
        return np.zeros(len(boxes))
    low = np.maximum(found[:, None, :2], boxes[None, :, :2])
    high = np.minimum(found[:, None, 2:], boxes[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(-1)
    areas = [np.clip(b[:, 2:] - b[:, :2], 0, None).prod(-1) for b in (found, boxes)]
    return (common / (areas[0][:, None] + areas[1][None] - common)).max(0)
