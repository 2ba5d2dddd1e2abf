"""What is behind the text: flat colours, landscapes, rooms, tile maps, stars, clouds, people."""

import cv2
import numpy as np

from tfvision.text.screens import looks, textures


def flat(image, rng):
    """One colour, or a slope between two."""
    first = looks.any_colour(rng)
    if rng.random() < 0.35:
        first[:] = rng.choice((rng.uniform(225, 255), rng.uniform(0, 35)))
    second = np.clip(first + rng.normal(0, 40, 3) * (rng.random() < 0.7), 0, 255)
    _slope(image, first, second)


def clouds(image, rng):
    """Patches of every size, as of a photograph out of focus or a painted sky."""
    height, width = image.shape[:2]
    total = np.zeros((height, width, 3), np.float32) + np.float32(looks.any_colour(rng, 40, 215))
    cells, strength, colourful = 3, rng.uniform(30, 80), rng.choice((0, 0.3, 0.8))
    finest = rng.choice((20, 90))
    while cells < finest:
        drawn = rng.normal(0, strength, (cells, cells, 1)) + rng.normal(
            0, strength * colourful, (cells, cells, 3)
        )
        kind = cv2.INTER_CUBIC if cells < 30 else cv2.INTER_LINEAR
        total += cv2.resize(drawn.astype("float32"), (width, height), interpolation=kind)
        cells, strength = cells * 3, strength * rng.uniform(0.4, 0.8)
    image[:] = np.clip(total, 0, 255)


def landscape(image, rng):
    """Sky, ridges or roofs one before the other, and what grows in front."""
    height, width = image.shape[:2]
    sky, low = rng.uniform((60, 90, 130), (190, 215, 255)), rng.uniform(150, 255, 3)
    if rng.random() < 0.3:
        sky, low = rng.uniform(0, 60, 3), rng.uniform(20, 120, 3)
    _slope(image, sky, low, upright=True)
    ground = rng.uniform((30, 60, 20), (130, 160, 110))
    layers = int(rng.integers(2, 5))
    for layer in range(layers):
        share = (layer + 1) / layers
        base = height * (0.35 + 0.5 * share * rng.uniform(0.7, 1.1))
        colour = (low * (1 - share) + ground * share).tolist()
        if rng.random() < 0.35:
            _roofs(image, rng, base, np.clip(colour, 0, 255))
        x = np.linspace(0, width, 24)
        y = base + np.cumsum(rng.normal(0, 0.012 * height, 24))
        outline = np.concatenate([np.stack([x, y], 1), [(width, height), (0, height)]])
        cv2.fillPoly(image, [np.int32(outline)], colour, cv2.LINE_AA)
        if rng.random() < 0.6:
            top = int(np.clip(y.max(), 0, height - 1))
            part = (textures.leaves, textures.twigs)[int(rng.integers(2))]
            part(image[top:], rng, np.clip(ground * rng.uniform(0.6, 1.5), 0, 255).tolist())


def _roofs(image, rng, base, colour):
    x = -rng.uniform(0, 40)
    while x < image.shape[1]:
        wide, tall = rng.uniform(0.06, 0.22) * image.shape[1], rng.uniform(0.1, 0.5) * base
        left, top = max(int(x), 0), max(int(base - tall), 0)
        area = image[top : int(base) + 40, left : max(int(x + wide), 0)]
        if area.size:
            area[:] = np.clip(colour * rng.uniform(0.7, 1.2), 0, 255)
            if min(area.shape[:2]) > 20:
                lit = np.clip(colour + rng.uniform(-60, 90), 0, 255).tolist()
                textures.panes(area, rng, lit)
        x += wide + rng.uniform(0, 10)


def room(image, rng):
    """A wall, a floor and furniture: oblongs with patterns on them."""
    height, width = image.shape[:2]
    _slope(image, looks.any_colour(rng, 60, 240), looks.any_colour(rng, 60, 240), upright=True)
    floor = int(height * rng.uniform(0.55, 0.85))
    image[floor:] = rng.uniform(30, 180, 3)
    if rng.random() < 0.5:
        textures.draw(image[floor:], rng)
    for _ in range(int(rng.integers(2, 8))):
        x, y = int(rng.uniform(-0.1, 0.9) * width), int(rng.uniform(-0.1, 0.8) * height)
        w, h = int(rng.uniform(0.1, 0.4) * width), int(rng.uniform(0.1, 0.5) * height)
        area = image[max(y, 0) : max(y + h, 0), max(x, 0) : max(x + w, 0)]
        area[:] = looks.any_colour(rng, 20, 240)
        if area.size and rng.random() < 0.6:
            textures.draw(area, rng)
        cv2.rectangle(image, (x, y), (x + w, y + h), rng.uniform(0, 120, 3).tolist(), 2)


def tiles(image, rng):
    """A map made of a few small squares, as role-playing games walk on."""
    height, width = image.shape[:2]
    side = int(rng.choice((16, 24, 32, 48)))
    kinds = []
    for _ in range(int(rng.integers(2, 6))):
        tile = np.empty((side, side, 3), np.uint8)
        tile[:] = rng.uniform((30, 50, 20), (190, 200, 170))
        textures.draw(tile, rng, contrast=rng.uniform(10, 60))
        kinds.append(tile)
    rows, columns = -(-height // side), -(-width // side)
    coarse = rng.normal(0, 1, (rows // 3 + 2, columns // 3 + 2)).astype("float32")
    field = cv2.resize(coarse, (columns, rows)) + rng.normal(0, 0.1, (rows, columns))
    ranks = (np.argsort(np.argsort(field.ravel())) * len(kinds) // field.size).reshape(field.shape)
    whole = np.stack(kinds)[ranks]  # [rows, columns, side, side, 3]
    whole = whole.transpose(0, 2, 1, 3, 4).reshape(rows * side, columns * side, 3)
    image[:] = whole[:height, :width]


def night(image, rng):
    """Dark, with points of light and a glow."""
    height, width = image.shape[:2]
    _slope(image, rng.uniform(0, 50, 3), rng.uniform(0, 70, 3), upright=True)
    count = int(rng.integers(20, 300))
    places = (rng.uniform(0, 1, (count, 2)) * (width, height)).astype(int).tolist()
    for place, shade in zip(places, rng.uniform(80, 255, (count, 3)).tolist(), strict=True):
        cv2.circle(image, place, int(rng.integers(0, 3)), shade, -1, cv2.LINE_AA)


def collage(image, rng):
    """Oblongs and shapes of many colours and patterns, one over the other."""
    flat(image, rng)
    height, width = image.shape[:2]
    for _ in range(int(rng.integers(8, 60))):
        centre, half = rng.uniform(0, 1, 2) * (width, height), rng.uniform(5, 0.25 * width)
        angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 9))))
        corners = centre + half * np.stack([np.cos(angles), np.sin(angles)], 1)
        cv2.fillPoly(image, [np.int32(corners)], looks.any_colour(rng).tolist(), cv2.LINE_AA)
        if rng.random() < 0.15:
            x, y = np.maximum(corners.min(0), 0).astype(int).tolist()
            textures.draw(image[y : y + int(half), x : x + int(half)], rng)


def pattern(image, rng):
    """A flat colour under one or two patterns that look like text."""
    flat(image, rng)
    for _ in range(int(rng.integers(1, 3))):
        textures.draw(image, rng)


KINDS = (
    (flat, 2),
    (clouds, 3),
    (landscape, 3),
    (room, 2),
    (tiles, 2),
    (night, 1),
    (pattern, 2),
    (collage, 2),
)


def draw(image, rng):
    """Paints one of `KINDS` over the whole picture, and at times figures before it."""
    weights = np.array([weight for _, weight in KINDS], float)
    kind = KINDS[rng.choice(len(KINDS), p=weights / weights.sum())][0]
    kind(image, rng)
    if kind not in (flat, tiles) and rng.random() < 0.25:
        x, y = (rng.uniform(0, 0.6, 2) * image.shape[1::-1]).astype(int)
        w, h = (rng.uniform(0.1, 0.5, 2) * image.shape[1::-1]).astype(int)
        textures.draw(image[y : y + h, x : x + w], rng)


def figure(image, rng, x, height_share=0.85):
    """A person from the waist up, as adventure games show who is speaking."""
    tall = image.shape[0]
    unit = tall * height_share / 10
    top = tall - 10 * unit
    skin = rng.uniform((200, 160, 130), (255, 230, 215)).tolist()
    hair, dress = looks.any_colour(rng, 10, 230), looks.any_colour(rng).tolist()

    def ellipse(dx, dy, a, b, colour, thick=-1):
        place = int(x + dx * unit), int(top + dy * unit)
        axes = max(int(a * unit), 1), max(int(b * unit), 1)
        cv2.ellipse(image, place, axes, 0, 0, 360, colour, thick, cv2.LINE_AA)

    ellipse(0, 2.8, 2.1, 2.8 + rng.uniform(0, 2.5), (hair * 0.7).tolist())
    body = np.array([(-0.7, 4), (0.7, 4), (2.6, 5.2), (3.1, 11), (-3.1, 11), (-2.6, 5.2)]) * unit
    cv2.fillPoly(image, [np.int32(body + (x, top))], dress, cv2.LINE_AA)
    ellipse(0, 2.7, 1.5, 1.9, skin)
    ellipse(0, 1.3, 1.75, 1.1, hair.tolist())
    for side in (-0.65, 0.65):
        ellipse(side, 2.9, 0.3, 0.42, (250, 250, 250))
        ellipse(side, 2.95, 0.22, 0.36, rng.uniform(0, 130, 3).tolist())
    ellipse(0, 4.0, 0.25, 0.08, (170, 70, 70))


def _slope(image, first, second, upright=None):
    """From one colour to another, downwards or to the right."""
    upright = upright if upright is not None else first.sum() > second.sum()
    share = np.linspace(0, 1, image.shape[0 if upright else 1])[:, None]
    ramp = np.uint8(np.clip((1 - share) * first + share * second, 0, 255))
    image[:] = ramp[:, None] if upright else ramp[None]
