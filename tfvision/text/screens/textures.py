"""Patterns that look like text to a detector: grids, hatching, leaves, stripes, bricks."""

import cv2
import numpy as np


def grid(area, rng, colour):
    """Squares or oblongs of a table, a fence or a map."""
    height, width = area.shape[:2]
    pitch = rng.uniform(8, 48, 2)
    thick = int(rng.integers(1, 3))
    lines = [[(x, 0), (x, height)] for x in np.arange(rng.uniform(0, pitch[0]), width, pitch[0])]
    lines += [[(0, y), (width, y)] for y in np.arange(rng.uniform(0, pitch[1]), height, pitch[1])]
    _strokes(area, lines, colour, thick)


def stripes(area, rng, colour):
    """Parallel bands at any angle."""
    _strokes(area, _parallel(area, rng, rng.uniform(6, 40)), colour, int(rng.integers(1, 9)))


def hatching(area, rng, colour):
    """Two or three sets of thin lines, some crossing."""
    for _ in range(int(rng.integers(2, 4))):
        _strokes(area, _parallel(area, rng, rng.uniform(4, 14)), colour, 1)


def leaves(area, rng, colour):
    """Foliage: small ellipses in shades of a colour, heaped."""
    height, width = area.shape[:2]
    size = rng.uniform(3, 12)
    count = int(min(500, 1.2 * height * width / size**2 / 3))
    places = rng.uniform(0, 1, (count, 2)) * (width, height)
    shades = np.clip(rng.uniform(0.5, 1.3, (count, 1)) * colour, 0, 255)
    shapes = rng.uniform((0.6, 0.2, 0), (1.3, 0.6, 180), (count, 3)) * (size, size, 1)
    rows = zip(places.astype(int).tolist(), shades.tolist(), shapes.tolist(), strict=True)
    for (x, y), shade, (a, b, angle) in rows:
        cv2.ellipse(area, (x, y), (int(a) + 1, int(b) + 1), angle, 0, 360, shade, -1)


def bricks(area, rng, colour):
    """Courses of stones, every other one shifted."""
    height, width = area.shape[:2]
    tall = rng.uniform(8, 28)
    wide = tall * rng.uniform(1.2, 3)
    lines = []
    for row, y in enumerate(np.arange(0, height, tall)):
        lines.append([(0, y), (width, y)])
        start = wide / 2 * (row % 2)
        lines += [[(x, y), (x, y + tall)] for x in np.arange(start, width, wide)]
    _strokes(area, lines, colour, int(rng.integers(1, 3)))


def panes(area, rng, colour):
    """Windows of a tall building, some lit."""
    height, width = area.shape[:2]
    pitch = rng.uniform(9, 36, 2)
    share = rng.uniform(0.4, 0.8, 2)
    for y in np.arange(rng.uniform(0, pitch[1]), height, pitch[1]):
        for x in np.arange(rng.uniform(0, pitch[0]), width, pitch[0]):
            if rng.random() < 0.75:
                end = int(x + share[0] * pitch[0]), int(y + share[1] * pitch[1])
                cv2.rectangle(area, (int(x), int(y)), end, colour, -1)


def twigs(area, rng, colour):
    """Short strokes and hooks in every direction: grass, hair, scratches, branches."""
    height, width = area.shape[:2]
    length = rng.uniform(5, 22)
    count = int(min(700, height * width / length**2 / rng.uniform(1.5, 6)))
    starts = rng.uniform(0, 1, (count, 1, 2)) * (width, height)
    angles = rng.normal(rng.uniform(0, 6.3), rng.choice((0.2, 1.5)), (count, 3))
    steps = np.stack([np.cos(angles), np.sin(angles)], 2) * length / 3
    paths = starts + np.concatenate([np.zeros((count, 1, 2)), steps.cumsum(1)], 1)
    _strokes(area, paths, colour, int(rng.integers(1, 3)))


def bars(area, rng, colour):
    """Upright bars of uneven width: book spines, bar codes, keys, a crowd of pipes."""
    height, width = area.shape[:2]
    low = int(rng.uniform(0, 0.6) * height)
    high = min(height, low + int(rng.uniform(16, 120)))
    edges = np.cumsum(rng.integers(2, int(rng.integers(5, 20)), width)).tolist()
    for x0, x1 in zip(edges[::2], edges[1::2], strict=False):
        if x0 >= width:
            break
        shade = np.clip(rng.uniform(0.6, 1.3) * np.asarray(colour), 0, 255).tolist()
        cv2.rectangle(area, (x0, low), (x1, high), shade, -1)


def circles(area, rng, colour):
    """Rings, discs and lights out of focus."""
    height, width = area.shape[:2]
    for _ in range(int(rng.integers(6, 50))):
        place = int(rng.uniform(0, width)), int(rng.uniform(0, height))
        thick = -1 if rng.random() < 0.4 else int(rng.integers(1, 4))
        shade = np.clip(rng.uniform(0.6, 1.3) * np.asarray(colour), 0, 255).tolist()
        cv2.circle(area, place, int(rng.uniform(2, 26)), shade, thick, cv2.LINE_AA)


def shapes(area, rng, colour):
    """Crosses, boxes, arrows and stars of icons, singly."""
    height, width = area.shape[:2]
    for _ in range(int(rng.integers(3, 16))):
        size = rng.uniform(6, 36)
        corners = int(rng.integers(3, 7))
        turn = rng.uniform(0, 6.3) + np.arange(2 * corners) * np.pi / corners
        radius = np.where(np.arange(2 * corners) % 2, rng.uniform(0.3, 1), 1) * size / 2
        centre = rng.uniform(0, 1, 2) * (width, height)
        star = centre + np.stack([np.cos(turn), np.sin(turn)], 1) * radius[:, None]
        cv2.polylines(area, [np.int32(star)], True, colour, int(rng.integers(1, 4)), cv2.LINE_AA)


ALL = (grid, stripes, hatching, leaves, bricks, panes, twigs, bars, circles, shapes)


def draw(area, rng, contrast=None):
    """One of `ALL` over an area, in a colour that is lighter or darker than it."""
    if min(area.shape[:2]) < 8:
        return
    mean = area.reshape(-1, 3)[::97].mean(0)
    change = rng.uniform(15, 110) if contrast is None else contrast
    sign = -1 if rng.random() < mean.mean() / 255 else 1
    colour = np.clip(mean + sign * change * rng.uniform(0.5, 1.4, 3), 0, 255).tolist()
    ALL[int(rng.integers(len(ALL)))](area, rng, colour)


def _parallel(area, rng, pitch):
    height, width = area.shape[:2]
    angle = rng.uniform(0, np.pi)
    along, across = (
        np.array([np.cos(angle), np.sin(angle)]),
        np.array([-np.sin(angle), np.cos(angle)]),
    )
    reach = height + width
    offsets = np.arange(-reach / 2, reach / 2, max(pitch, 2))
    middles = np.array([width / 2, height / 2]) + offsets[:, None] * across
    return np.stack([middles - reach * along, middles + reach * along], 1)


def _strokes(area, paths, colour, thick):
    paths = [np.int32(np.rint(path)) for path in paths]
    cv2.polylines(area, paths, False, colour, thick, cv2.LINE_AA)
