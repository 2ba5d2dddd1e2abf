"""The road surface: asphalt, verges, pavements, markings, and the light that falls on them."""

import itertools

import cv2
import numpy as np

from tfvision.detection.scenery import brush, grain

_NEAR, _FAR = 1.2, 260.0
_STEPS = _NEAR * (_FAR / _NEAR) ** np.linspace(0, 1, 22)


def strips(camera, plan, offsets, z):
    """Outlines `[D, 2 n, 2]` in pixels of bands between two offsets across, along z `[D, n]`."""
    points = np.zeros((2, *z.shape, 3))
    points[0, ..., 0] = plan.across(offsets[0], z)
    points[1, ..., 0] = plan.across(offsets[1], z)
    points[..., 2] = z
    sides, _ = camera.project(points)
    return np.concatenate([sides[0], sides[1, :, ::-1]], 1)


def strip(camera, plan, offsets, z=_STEPS):
    """Outline `[2 n, 2]` in pixels of one band along z `[n]`."""
    return strips(camera, plan, offsets, np.asarray(z, np.float64)[None])[0]


def draw_ground(image, camera, plan, light, lamps_xz, rng):
    """Paints everything under the horizon; `lamps_xz` `[N, 2]` are the feet of street lamps."""
    top = max(0, min(int(camera.horizon_px) - 2 - int(0.02 * image.shape[1]), image.shape[0] - 1))
    ground = np.empty_like(image)
    ground[:] = np.uint8(_verge_colour(plan, rng))
    grey = rng.uniform(70, 122)
    asphalt = np.array([grey, grey, grey * rng.uniform(0.98, 1.05)])
    brush.fill(ground, strip(camera, plan, plan.edges), asphalt.tolist())
    _pavements(ground, camera, plan, rng)
    _patches(ground, camera, plan, asphalt, rng)
    _markings(ground, camera, plan, rng)
    _roughen(ground, camera, rng, top)
    gain, veil = _light_field(camera, plan, light, lamps_xz)
    size_wh = (image.shape[1], image.shape[0])
    gain = cv2.resize(gain, size_wh, interpolation=cv2.INTER_LINEAR)[top:]
    veil = cv2.resize(veil, size_wh, interpolation=cv2.INTER_LINEAR)[top:]
    lit = cv2.add(cv2.multiply(ground[top:], gain, scale=1 / 64), veil)
    mask = np.zeros(image.shape[:2], np.uint8)
    brush.fill(mask, _below_horizon(camera), 255)
    cv2.copyTo(lit, mask[top:], image[top:])


def _below_horizon(camera):
    z = 400.0
    ends, _ = camera.project(np.array([[-1500.0, 0, z], [1500.0, 0, z]]))
    height = camera.size_hw[0]
    return np.array([ends[0], ends[1], [ends[1][0], 2.0 * height], [ends[0][0], 2.0 * height]])


def _verge_colour(plan, rng):
    if plan.kind == "city":
        base = np.array([128, 124, 118]) * rng.uniform(0.8, 1.1)
    else:
        greens = np.array([[86, 108, 58], [118, 116, 66], [104, 98, 76], [142, 126, 92]])
        base = greens[rng.integers(4)] * rng.uniform(0.8, 1.1)
    return np.clip(base, 0, 255)


def _pavements(ground, camera, plan, rng):
    stone = rng.uniform(135, 180)
    for side, edge, walk in zip((-1, 1), plan.edges, plan.walks, strict=True):
        if walk:
            kerb = edge + side * 0.25
            colour = (stone, stone * 0.98, stone * 0.94)
            brush.fill(ground, strip(camera, plan, (kerb, kerb + side * walk)), colour)
            brush.fill(ground, strip(camera, plan, (edge, kerb)), (200, 198, 192))
        else:
            colour = (128, 118, 100)
            brush.fill(ground, strip(camera, plan, (edge, edge + side * 0.8)), colour)


def _patches(ground, camera, plan, asphalt, rng):
    """Repairs and worn tracks, which keep a road from looking painted."""
    for _ in range(int(rng.integers(0, 4))):
        left = rng.uniform(plan.edges[0], plan.edges[1] - 1)
        near = rng.uniform(2, 25)
        z = np.linspace(near, near + rng.uniform(1, 9), 4)
        colour = asphalt * rng.uniform(0.8, 1.12)
        brush.fill(
            ground, strip(camera, plan, (left, left + rng.uniform(0.6, 2.5)), z), colour.tolist()
        )
    for lane in plan.lanes:
        if not lane.parked and rng.random() < 0.5:
            for side in (-0.8, 0.8):
                place = (lane.offset + side - 0.25, lane.offset + side + 0.25)
                brush.fill(ground, strip(camera, plan, place), (asphalt * 0.92).tolist())


def _markings(ground, camera, plan, rng):
    white = np.array([226, 226, 222]) * rng.uniform(0.75, 1.05)
    half = 0.075
    phase = rng.uniform(0, 9)
    lanes = [lane for lane in plan.lanes if not lane.parked]
    lines = []
    for left, right in itertools.pairwise(lanes):
        middle = (left.offset + right.offset) / 2
        if left.direction == right.direction:
            lines.append((middle, white, True))
        elif right.offset - left.offset > plan.lane_m + 0.5:  # a reserve between: its two edges
            lines += [(left.offset + plan.lane_m / 2, white, False)]
            lines += [(right.offset - plan.lane_m / 2, white, False)]
        elif rng.random() < 0.6:
            lines += [(middle - 0.13, plan.marking, False), (middle + 0.13, plan.marking, False)]
        else:
            lines.append((middle, np.array(plan.marking), True))
    for lane, side in ((lanes[0], -1), (lanes[-1], 1)):
        if rng.random() < 0.7:
            lines.append((lane.offset + side * (plan.lane_m / 2 - 0.1), white, False))
    starts = np.arange(-phase, 90, 9.0)
    starts = starts[starts + 3.5 > _NEAR][:, None]
    dashes = np.maximum(starts + np.array([0, 1.75, 3.5]), _NEAR)  # [D, 3]
    for offset, colour, dashed in lines:
        edges = (offset - half, offset + half)
        outlines = strips(camera, plan, edges, dashes if dashed else _STEPS[None])
        for outline in outlines:
            brush.fill(ground, outline, np.clip(colour, 0, 255).tolist())
    _across(ground, camera, plan, lanes, white, rng)


def _across(ground, camera, plan, lanes, white, rng):
    """A stop line, a crossing or an arrow."""
    colour = np.clip(white, 0, 255).tolist()
    left, right = lanes[0].offset - plan.lane_m / 2, lanes[-1].offset + plan.lane_m / 2
    start = rng.uniform(5, 22)
    choice = rng.random()
    if choice < 0.16 and plan.kind != "highway":
        z = np.array([start, start + 3])
        for x in np.arange(left + 0.3, right - 0.6, 1.1):
            brush.fill(ground, strip(camera, plan, (x, x + 0.55), z), colour)
    elif choice < 0.26 and plan.kind != "highway":
        z = np.array([start, start + 0.4])
        brush.fill(ground, strip(camera, plan, (-plan.lane_m / 2, plan.lane_m / 2), z), colour)
    elif choice < 0.5:
        shape = np.array(
            [[-0.1, 0], [-0.1, 2.4], [-0.4, 2.4], [0, 4.2], [0.4, 2.4], [0.1, 2.4], [0.1, 0]]
        )
        x, z = shape[:, 0], shape[:, 1] + start * 0.6
        points = np.stack([plan.across(x, z), 0 * x, z], -1)
        brush.fill(ground, camera.project(points)[0], colour)


def _roughen(ground, camera, rng, top):
    """Grain and stains, laid on the plane so that they run away from the camera."""
    offsets = rng.uniform(0, 100, (2, 2))
    fine = grain.on_plane(grain.clouds(512, 1, 0.8), camera, 4.0, 1.0, top, 0.0, offsets[0])
    stains = grain.on_plane(grain.clouds(256), camera, 24.0, 0.5, top, 0.0, offsets[1])
    size_wh = (fine.shape[1], fine.shape[0])
    stains = cv2.resize(stains, size_wh, interpolation=cv2.INTER_LINEAR)
    rows = np.arange(top, ground.shape[0]) + 0.5 - camera.horizon_px
    # Far away one pixel covers many grains: they even out, and so does this.
    near = np.clip(rows / (0.25 * ground.shape[0]), 0, 1)[:, None] * 0.17
    level = np.broadcast_to(np.uint8(128 * (1 - near - 0.13)), fine.shape)
    gain = cv2.multiply(fine, np.repeat(np.uint8(255 * near), fine.shape[1], 1), scale=1 / 255)
    gain = cv2.add(cv2.addWeighted(gain, 1.0, stains, 0.13, 0), level)
    gain = cv2.cvtColor(gain, cv2.COLOR_GRAY2RGB)
    ground[top:] = cv2.multiply(ground[top:], gain, scale=1 / 128)


def _light_field(camera, plan, light, lamps_xz):
    """What falls on level ground and the haze before it, `[h, w, 3]` at an eighth of the size.

    Returns: gain in 64ths, and the haze's light; both uint8.
    """
    height, width = (max(2, side // 8) for side in camera.size_hw)
    y, x = np.mgrid[:height, :width] * 8.0 + 4
    world = np.stack([x, y, np.ones_like(x)], -1) @ np.linalg.inv(camera.plane_homography()).T
    # Above the horizon the division turns over; those pixels are sky.
    depth = np.where(np.abs(world[..., 2]) > 1e-9, world[..., 2], 1e-9)
    x, z = world[..., 0] / depth, world[..., 1] / depth
    valid = (z > 0.5) & (z < 500)
    x, z = np.where(valid, x, 0), np.where(valid, z, 500)
    field = np.broadcast_to(light.falls_on(np.array([0.0, 1.0, 0.0])), (height, width, 3))
    if light.head:
        pool = light.beam(x, z) * np.clip((z - 2.0) / 5, 0.15, 1) * 0.85
        field = field + pool[..., None] * (1.0, 0.96, 0.86)
    if light.street.any():
        for lamp_x, lamp_z in lamps_xz:
            distance = np.square(x - lamp_x) + np.square(z - lamp_z)
            field = field + np.exp(-distance / 60)[..., None] * light.street
    haze = light.haze(z)[..., None]
    gain = np.clip(field * (1 - haze) * 64, 0, 255)
    return np.uint8(gain), np.uint8(haze * np.minimum(light.horizon, 255))
