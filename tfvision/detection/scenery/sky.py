"""The sky, clouds in perspective, and the line of hills and roofs on the horizon."""

import cv2
import numpy as np

from tfvision.detection.scenery import brush, grain


def draw_sky(image, camera, light, rng):
    """Fills the whole of `image` with sky and skyline."""
    height, width = camera.size_hw
    horizon = camera.horizon_px
    rise = np.clip((horizon - np.arange(height) - 0.5) / (0.75 * height), 0, 1)[:, None] ** 0.7
    column = light.horizon * (1 - rise) + light.zenith * rise
    image[:] = np.uint8(np.clip(column, 0, 255))[:, None]
    cover, offset = rng.uniform(-0.25, 0.75), rng.uniform(0, 4000, 2)
    bright = rng.uniform(0.0, 0.5)
    if horizon > 4:
        _clouds(image, camera, light, cover, bright, offset, int(min(horizon, height)))
    if light.kind == "dusk" and rng.random() < 0.5:
        place = (rng.uniform(0, 1) * width, horizon - rng.uniform(0, 0.06) * height)
        brush.glow(image, place, 0.35 * width, light.horizon * 0.8, sharpness=3)
    _skyline(image, camera, light, rng)


def _clouds(image, camera, light, cover, bright, offset, bottom):
    shape = grain.on_plane(grain.clouds(256), camera, 2600.0, 1 / 3, 0, 700.0, offset)
    shape = shape[: max(bottom // 3, 1)].astype(np.float32) / 255
    fade = np.clip((len(shape) - np.arange(len(shape))) / (0.07 * camera.size_hw[0]), 0, 1)
    share = np.clip((shape - 1 + 0.8 * max(cover, 0.1)) * 3, 0, 0.85) * fade[:, None]
    if light.kind in ("sunny", "overcast"):
        colour = light.horizon * (0.8 + 0.4 * bright)
    else:
        colour = light.horizon * 0.55 + light.zenith * 0.4
    lit = (light.kind == "overcast") * (shape - 0.5) * 50
    layer = np.clip(colour + lit[..., None], 0, 255) * share[..., None]
    rgba = np.dstack([layer, share * 255]).astype(np.uint8)
    rgba = cv2.resize(rgba, (image.shape[1], bottom), interpolation=cv2.INTER_LINEAR)
    brush.mix(image, 0, 0, rgba)


def _skyline(image, camera, light, rng):
    height, width = camera.size_hw
    gain = light.falls_on(np.array([0.0, 0.3, -1.0]))
    for layer in range(2):
        tone = np.array([70, 92, 66]) if rng.random() < 0.7 else np.array([100, 98, 98])
        near = 0.35 + 0.3 * layer
        colour = light.horizon * (1 - near) + tone * gain * near
        places, rises = _outline(layer, rng)
        x, y = places * width, camera.horizon_px - (rises + 0.004) * height
        base = np.array([[1.05 * width, height], [-0.05 * width, height]])
        brush.fill(image, np.concatenate([np.stack([x, y], 1), base]), colour.tolist())
        if light.lamps:
            _far_lights(image, camera, rng)


def _outline(layer, rng):
    """Hills, roofs or woods from left to right: places and rises, as shares of the picture."""
    kind = rng.random()
    if kind < 0.25:  # roofs
        edges = np.cumsum(rng.uniform(0.01, 0.05, 40)) - 0.05
        rises = np.repeat(rng.uniform(0, 0.07, 39), 2)
        return np.repeat(edges, 2)[1:-1] * 1.1 / max(edges[-1], 1), rises
    rises = np.abs(rng.normal(0, 1, 24).cumsum() * 0.004 + rng.uniform(0.0, 0.05) * (1 - layer))
    places = np.linspace(-0.05, 1.05, 24)
    if kind < 0.6:  # woods: the same with crowns on it
        fine = np.linspace(-0.05, 1.05, 160)
        crowns = np.abs(np.sin(fine * 150)) * rng.uniform(0.2, 1, 160) * 0.012
        return fine, np.interp(fine, places, rises) * 0.6 + crowns
    return places, rises


def _far_lights(image, camera, rng):
    height, width = camera.size_hw
    for _ in range(int(rng.integers(3, 16))):
        place = (rng.uniform(0, width), camera.horizon_px - rng.uniform(-0.01, 0.06) * height)
        warm = np.array([255, rng.uniform(150, 255), rng.uniform(60, 230)])
        radius = rng.uniform(2, 6) * camera.unit
        brush.glow(image, place, radius, warm * rng.uniform(0.3, 1.0))
