"""The seed's two algorithms as plain loops, told anew: oracles of what the library does at once.

`decode` takes the smallest and largest of a turned rectangle's corners, where the original names
them in an order that holds on some releases of OpenCV only.
"""

import math

import cv2
import numpy as np


def picture(width, height, dratio):
    drawn = np.zeros([height, width], "uint8")
    for y in range(height):
        for x in range(width):
            distance = math.hypot(y - height / 2, x - width / 2)
            distance = dratio * distance / (max(width, height) / 2)
            drawn[y, x] = int(255 * math.exp(-0.5 * distance**2))
    return drawn


def encode(size_hw, boxes, drawn):
    total = np.zeros(size_hw, "uint16")
    height, width = drawn.shape
    whole = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    for x1, y1, x2, y2 in boxes:
        w, h = x2 - x1, y2 - y1
        matrix = cv2.getPerspectiveTransform(whole, np.float32([[0, 0], [w, 0], [w, h], [0, h]]))
        total[y1:y2, x1:x2] += cv2.warpPerspective(drawn, matrix, (w, h), flags=cv2.INTER_LINEAR)
    return np.clip(total, 0, 255).astype("uint8")


def decode(region, binary_threshold, char_size, char_threshold):
    above = np.uint8(255) * (region > binary_threshold)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(above, connectivity=4)
    boxes = []
    for label in range(1, count):
        left, top, w, h, size = stats[label].tolist()
        if size < char_size or np.max(region[labels == label]) < char_threshold:
            continue
        alone = np.zeros(region.shape, "uint8")
        alone[labels == label] = 255
        more = int(math.sqrt(size * min(w, h) / (w * h)) * 2)
        rows = slice(max(0, top - more), min(region.shape[0], top + h + more + 1))
        columns = slice(max(0, left - more), min(region.shape[1], left + w + more + 1))
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (1 + more, 1 + more))
        alone[rows, columns] = cv2.dilate(alone[rows, columns], kernel)
        points = np.argwhere(alone)[:, ::-1].astype("int32")  # (x, y)
        corners = 2 * cv2.boxPoints(cv2.minAreaRect(points))
        corners = np.round(corners, 3).astype("int32")
        boxes.append([*corners.min(0), *corners.max(0)])
    return np.array(boxes, "float32").reshape(-1, 4)
