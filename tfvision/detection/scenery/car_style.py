"""What distinguishes two cars of one shape: paint, lamps, trim, and the plates they wear."""

import dataclasses

import numpy as np

from tfvision.detection.scenery import car_ends, car_shape, plates

_PAINTS = np.array(
    [
        (232, 232, 230),  # white
        (176, 180, 184),  # silver
        (118, 122, 126),  # grey
        (64, 67, 71),  # graphite
        (26, 27, 30),  # black
        (150, 22, 28),  # red
        (30, 62, 130),  # blue
        (24, 34, 62),  # navy
        (48, 78, 62),  # green
        (168, 150, 118),  # sand
        (216, 172, 38),  # yellow
        (196, 92, 34),  # orange
        (98, 40, 44),  # wine
        (120, 160, 176),  # pale blue
    ],
    np.float64,
)
_PAINT_SHARES = np.array([18, 15, 12, 11, 14, 8, 6, 5, 2, 3, 2, 1.5, 1.5, 1])
_RIMS = ((168, 170, 174), (120, 122, 126), (52, 54, 58))
_PLATE_K = (0.30, 0.36, 0.61, 0.64, 0.68)
_REAR_SHARES = {True: (0.2, 0.2, 0.4, 0.15, 0.05), False: (0.3, 0.3, 0.05, 0.2, 0.15)}


@dataclasses.dataclass(frozen=True)
class Car:
    """One car in its place.

    Args:
        name: A key of `car_shape.SHAPES`.
        stretch: `[3]`, factors on the measures of the shape.
        paint: RGB of the body.
        trim: Whether the lowest band is black plastic.
        rear_lamps, front_lamps: Keys of `car_ends.REAR_LAMPS` and `car_ends.FRONT_LAMPS`.
        roof: What stands on it, as in `car_flanks.roof`.
        rims: RGB of the wheels.
        extra: 0 … 5: which of the small things it has.
        x, z: Its middle on the ground, in the world.
        heading: Radians to the right; 0 drives away from the camera.
        lamps: Whether its lamps are on.
        braking: Whether its brake lamps are on.
        rear_plate, front_plate: `plates.Plate` or None.
        plate_k: Height of the rear plate, as a level of the lower body.
    """

    name: str
    stretch: np.ndarray
    paint: np.ndarray
    trim: bool
    rear_lamps: str
    front_lamps: str
    roof: str
    rims: tuple
    extra: int
    x: float
    z: float
    heading: float
    lamps: bool
    braking: bool
    rear_plate: plates.Plate | None
    front_plate: plates.Plate | None
    plate_k: float

    @property
    def size(self):
        """Width, height and length in metres."""
        shape = car_shape.SHAPES[self.name]
        return self.stretch * (shape.width, shape.height, shape.length)


def draw_car(rng, country, x, z, heading, lamps, parked):
    """A random car; `country` is (layout of the plates, share of cars with one in front)."""
    name = str(rng.choice(list(car_shape.SHAPES), p=car_shape.SHARES))
    paint = _PAINTS[rng.choice(len(_PAINTS), p=_PAINT_SHARES / _PAINT_SHARES.sum())]
    upright = name in ("van", "box", "offroad", "estate", "suv")
    layout, front_share = country
    return Car(
        name=name,
        stretch=rng.uniform(0.97, 1.04, 3),
        paint=np.clip(paint * rng.uniform(0.85, 1.1), 0, 245),
        trim=bool(rng.random() < 0.6),
        rear_lamps=str(rng.choice(list(car_ends.REAR_LAMPS), p=_REAR_SHARES[upright])),
        front_lamps=str(rng.choice(list(car_ends.FRONT_LAMPS), p=(0.55, 0.2, 0.25))),
        roof=str(
            rng.choice(("", "fin", "rack" if upright else "", "taxi"), p=(0.4, 0.3, 0.25, 0.05))
        ),
        rims=_RIMS[rng.integers(3)],
        extra=int(rng.integers(6)),
        x=x,
        z=z,
        heading=heading,
        lamps=bool(lamps and (not parked or rng.random() < 0.08)),
        braking=bool(not parked and rng.random() < 0.35),
        rear_plate=plates.draw_plate(rng, layout) if rng.random() < 0.97 else None,
        front_plate=plates.draw_plate(rng, layout) if rng.random() < front_share else None,
        plate_k=_PLATE_K[rng.integers(len(_PLATE_K))],
    )
