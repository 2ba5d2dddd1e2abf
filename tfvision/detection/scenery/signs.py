"""Street furniture: signs, boards with text, lamps, poles. None of it is a plate or a car."""

import functools

import cv2
import numpy as np

from tfvision.detection.scenery import brush, lettering
from tfvision.detection.scenery.pictures import Picture

SIGNS, BOARDS = 12, 14
_POST = (128, 130, 132, 255)
_WHITE, _RED, _BLUE = (236, 236, 234, 255), (192, 28, 34, 255), (28, 80, 168, 255)


def _picture(page):
    return Picture.of(brush.premultiplied(np.ascontiguousarray(page[..., :3]), page[..., 3].copy()))


def _text(page, text, box, colour):
    rgb = np.ascontiguousarray(page[..., :3])
    lettering.write(rgb, text, box, colour[:3], thickness=6)
    page[..., :3] = rgb


@functools.lru_cache(maxsize=SIGNS)
def sign(number):
    """A traffic sign on a post, RGBA `[300, 90, 4]`, 0.75 m wide and 2.5 m high."""
    rng = np.random.default_rng(number)
    page = np.zeros((300, 90, 4), np.uint8)
    cv2.rectangle(page, (42, 40), (47, 299), _POST, -1)
    kind = number % 6
    if kind == 0:  # a limit
        cv2.circle(page, (45, 45), 43, _RED, -1, cv2.LINE_AA)
        cv2.circle(page, (45, 45), 33, _WHITE, -1, cv2.LINE_AA)
        _text(page, str(rng.choice(["30", "50", "60", "80"])), (20, 28, 70, 62), (22, 22, 24))
    elif kind == 1:  # a warning
        brush.fill(page, np.array([[45, 2], [88, 78], [2, 78.0]]), _RED)
        brush.fill(page, np.array([[45, 20], [74, 70], [16, 70.0]]), _WHITE)
        cv2.line(page, (45, 38), (45, 56), (22, 22, 24, 255), 5, cv2.LINE_AA)
        cv2.circle(page, (45, 63), 3, (22, 22, 24, 255), -1, cv2.LINE_AA)
    elif kind == 2:  # blue with a white arrow
        cv2.circle(page, (45, 45), 43, _BLUE, -1, cv2.LINE_AA)
        cv2.arrowedLine(page, (45, 74), (45, 18), _WHITE, 8, cv2.LINE_AA, tipLength=0.4)
    elif kind == 3:  # a small white board, much like a plate
        cv2.rectangle(page, (2, 20), (87, 60), _WHITE, -1)
        cv2.rectangle(page, (4, 22), (85, 58), (30, 30, 34, 255), 2)
        text = "".join(rng.choice(list(lettering.LETTERS + lettering.DIGITS), 5))
        _text(page, text, (10, 28, 80, 52), (28, 28, 34))
    elif kind == 4:  # stop
        turn = np.arange(8) * np.pi / 4 + np.pi / 8
        brush.fill(page, 45 + 44 * np.stack([np.cos(turn), np.sin(turn)], -1), _RED)
        _text(page, "STOP", (12, 32, 78, 58), _WHITE)
    else:  # parking
        cv2.rectangle(page, (6, 6), (83, 83), _BLUE, -1)
        _text(page, "P", (28, 18, 62, 72), _WHITE)
    return _picture(page)


@functools.lru_cache(maxsize=BOARDS)
def board(number):
    """A poster or a direction board without post, RGBA `[120, 220, 4]`."""
    rng = np.random.default_rng(300 + number)
    page = np.zeros((120, 220, 4), np.uint8)
    grounds = (
        (28, 80, 168),
        (24, 104, 74),
        (238, 238, 234),
        (222, 180, 50),
        (176, 40, 40),
        (40, 42, 50),
    )
    ground = grounds[number % 6]
    ink = (240, 240, 238) if sum(ground) < 420 else (26, 28, 40)
    page[:] = (*ground, 255)
    cv2.rectangle(page, (3, 3), (216, 116), (*ink, 255), 2)
    if number % 3 == 2:  # a picture on it
        for _ in range(5):
            spot = tuple(int(v) for v in rng.integers(20, 100, 2) * (2, 1))
            colour = (*rng.integers(30, 240, 3).tolist(), 255)
            cv2.circle(page, spot, int(rng.integers(8, 34)), colour, -1, cv2.LINE_AA)
    rows = int(rng.integers(1, 4))
    for row in range(rows):
        count = int(rng.integers(3, 9))
        text = "".join(rng.choice(list(lettering.LETTERS + lettering.DIGITS), count))
        top = 12 + row * (100 // rows)
        _text(page, text, (16, top, 60 + 140 * count // 8, top + 76 // rows), ink)
    return _picture(page)


@functools.lru_cache(maxsize=2)
def lamp_post(side):
    """A street lamp, RGBA `[400, 160, 4]`, 3.2 m wide and 8 m high, its arm to the right for 1."""
    page = np.zeros((400, 160, 4), np.uint8)
    dark = (82, 84, 86, 255)
    points = np.array([[77, 400], [78.5, 30], [81.5, 30], [83, 400.0]])
    brush.fill(page, points, dark)
    arm = np.array([[80, 34], [80 + side * 20, 14], [80 + side * 58, 10.0]])
    brush.line(page, arm, dark, 3)
    head = (80 + side * 62, 11)
    cv2.ellipse(page, head, (14, 4), 0, 0, 360, (196, 198, 190, 255), -1, cv2.LINE_AA)
    return _picture(page)


@functools.lru_cache(maxsize=2)
def wire_pole(kind):
    """A pole for wires, RGBA `[400, 120, 4]`, 2.4 m wide and 8 m high."""
    page = np.zeros((400, 120, 4), np.uint8)
    wood = ((96, 82, 68, 255), (138, 138, 134, 255))[kind]
    brush.fill(page, np.array([[56, 400], [57.5, 4], [62.5, 4], [64, 400.0]]), wood)
    for y in (24, 52):
        cv2.rectangle(page, (12, y), (108, y + 5), wood, -1)
    return _picture(page)


@functools.lru_cache(maxsize=3)
def traffic_light(state):
    """A traffic light on a post, RGBA `[300, 60, 4]`, 0.7 m wide and 3.5 m high; 0 is red."""
    page = np.zeros((300, 60, 4), np.uint8)
    cv2.rectangle(page, (27, 60), (33, 299), _POST, -1)
    cv2.rectangle(page, (14, 2), (46, 92), (26, 28, 28, 255), -1)
    on = ((255, 60, 50), (255, 190, 60), (70, 240, 150))
    for i in range(3):
        colour = on[i] if i == state else tuple(c // 6 for c in on[i])
        cv2.circle(page, (30, 17 + 30 * i), 11, (*colour, 255), -1, cv2.LINE_AA)
    return _picture(page)
