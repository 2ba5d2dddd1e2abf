"""Time of day and weather: what falls on a surface, what a glossy one mirrors, what haze hides."""

import dataclasses

import numpy as np

KINDS = ("sunny", "overcast", "dusk", "night")
_SHARES = (0.34, 0.24, 0.18, 0.24)


@dataclasses.dataclass(frozen=True)
class Light:
    """The light of one scene; colours are RGB, 0 to 255 for seen ones, about 1 for gains.

    Args:
        kind: One of `KINDS`.
        zenith, horizon: Colours of the sky above and far ahead.
        ambient: Gain of a surface that looks up, without sun.
        sun: Direction to the sun, or None.
        sunshine: Gain of a surface that looks into the sun.
        head: Gain of a surface in the beam of the camera's own car, at its brightest.
        street: Gain right under a street lamp.
        haze_m: Distance at which haze hides 63 % of a thing.
        lamps: Whether cars and windows are lit.
        wet: Whether the road mirrors.
        rain: Density of streaks, 0 for none.
    """

    kind: str
    zenith: np.ndarray
    horizon: np.ndarray
    ambient: np.ndarray
    sun: np.ndarray | None
    sunshine: np.ndarray
    head: float
    street: np.ndarray
    haze_m: float
    lamps: bool
    wet: bool
    rain: float

    @property
    def dark(self):
        """Whether lamps do more than the sky."""
        return self.kind == "night"

    def falls_on(self, normals, beam=None):
        """Gain `[..., 3]` of matt surfaces with unit normals `[..., 3]` in the world's axes.

        `beam`, a number or `[..., 1]`, is what `beam` says for the place; None is out of it.
        """
        up = normals[..., 1:2]
        gain = self.ambient * (0.8 + 0.2 * up)
        if self.sun is not None:
            gain = gain + self.sunshine * np.maximum(normals @ self.sun, 0)[..., None]
        if beam is not None and self.head:
            facing = np.maximum(-normals[..., 2:3], 0) + 0.08
            gain = gain + beam * facing * np.array([1.0, 0.97, 0.9])
        return gain

    def beam(self, x, z):
        """How much of the camera's own headlights arrives `x` metres aside and `z` ahead."""
        far = np.maximum(z, 1.0)
        return self.head / (1 + (far / 13.0) ** 2) * np.exp(-np.square(x / (1.8 + 0.28 * far)))

    def mirrored(self, directions, ground):
        """Colour `[..., 3]` of the surroundings in unit directions; `ground` is that below."""
        up = directions[..., 1:2]
        sky = self.horizon + (self.zenith - self.horizon) * np.sqrt(np.clip(up, 0, 1))
        near = np.clip(-up * 2.5, 0, 1)
        below = self.horizon * 0.3 * (1 - near) + ground * near
        # Trees and houses stand around a car: a dark band between road and sky.
        band = np.clip(1 - np.abs(up - 0.06) / 0.14, 0, 1) * 0.55
        return np.where(up > 0, sky, below) * (1 - band)

    def haze(self, distance_m):
        """Share of haze before a thing at a distance."""
        return 1 - np.exp(-np.maximum(distance_m, 0) / self.haze_m)


def draw_light(rng):
    """A random time of day and weather."""
    kind = str(rng.choice(KINDS, p=_SHARES))
    rainy = rng.random() < {"sunny": 0.0, "overcast": 0.22, "dusk": 0.1, "night": 0.14}[kind]
    wet = rainy or (kind != "sunny" and rng.random() < 0.2)
    jitter = rng.uniform(0.85, 1.12)
    warm = rng.uniform(-0.06, 0.06)
    tint = np.array([1 + warm, 1.0, 1 - warm])
    foggy = rng.random() < 0.12
    side, ahead = rng.uniform(-1, 1), rng.uniform(-0.8, 0.8)
    sun = np.array([side, rng.uniform(0.55, 1.6), ahead])
    zenith, horizon, ambient, sunshine, head, street = _palette(kind, rng)
    return Light(
        kind=kind,
        zenith=zenith * jitter * tint,
        horizon=np.minimum(horizon * jitter * tint, 250),
        ambient=ambient * jitter * tint,
        sun=sun / np.linalg.norm(sun) if kind == "sunny" else None,
        sunshine=sunshine * tint,
        head=head,
        street=street,
        haze_m=float(rng.uniform(70, 160) if foggy else rng.uniform(260, 900)),
        lamps=kind == "night" or (kind == "dusk" and rng.random() < 0.85) or rainy,
        wet=wet,
        rain=float(rng.uniform(0.3, 1.0)) if rainy else 0.0,
    )


def _palette(kind, rng):
    def rgb(*values):
        return np.array(values, np.float64)

    none = rgb(0, 0, 0)
    if kind == "sunny":
        high = rng.uniform(0.75, 1.1)
        sunshine = rgb(0.80, 0.75, 0.65) * rng.uniform(0.75, 1.1)
        blue, pale = rgb(72, 124, 196) * high, rgb(196, 214, 230)
        return blue, pale, rgb(0.46, 0.51, 0.60), sunshine, 0.0, none
    if kind == "overcast":
        grey = rng.uniform(0.75, 1.08)
        ambient = rgb(0.78, 0.80, 0.83) * grey
        return rgb(158, 166, 176) * grey, rgb(208, 211, 214) * grey, ambient, none, 0.0, none
    if kind == "dusk":
        glow = rgb(238, 158, 100) if rng.random() < 0.6 else rgb(205, 160, 185)
        level = rng.uniform(0.7, 1.1)
        ambient = rgb(0.42, 0.38, 0.44) * level
        street = rgb(0.22, 0.16, 0.08) * (rng.random() < 0.5)
        return rgb(66, 74, 122) * level, glow * level, ambient, none, 0.12, street
    level = rng.uniform(0.7, 2.0)
    lamp = (rgb(0.75, 0.50, 0.20), rgb(0.62, 0.57, 0.46), rgb(0.46, 0.52, 0.6))[rng.integers(3)]
    sky, low = rgb(9, 10, 20) * level, rgb(44, 36, 34) * level
    return sky, low, rgb(0.10, 0.095, 0.11) * level, none, rng.uniform(0.65, 1.1), lamp
