"""Films of rendered roads: where every plate is in every frame is known to a fraction of a pixel.

The scenery is that of `tfvision.detection.roads`, set in motion: the camera's car drives, nods and
turns; one drives ahead, others overtake, come towards it, stand at the kerb or cross before it.
The road's surface goes along with the camera, which only the eye minds.
"""

import dataclasses
import itertools

import cv2
import numpy as np

from tests.benchmarks.plate_film_truth import Plate
from tfvision.detection.scenery import (
    brush,
    car_style,
    lens,
    light,
    plates,
    road_plan,
    roadside,
    scene,
)
from tfvision.detection.scenery.camera import Camera

RATE = 30
SIZE_HW = (360, 640)
_COUNTRY = ("long", 0.97)  # Plates as in Europe, nearly always one in front
_FARTHEST_M = 80.0
_WHITE = 150.0
_BUMP_S = 1.3  # When the road has its bump


@dataclasses.dataclass(frozen=True)
class Take:
    """What is filmed between two cuts.

    Args:
        air: One of `light.KINDS`.
        road: One of `road_plan.KINDS`.
        seed: Of everything that is drawn by lot.
        speed: Of the camera, in metres a second.
        bump: Radians by which it nods at the bump; blurred by that.
        crossing: Whether a car crosses before it, and hides the one ahead for a while.
        seconds: How long.
    """

    air: str
    road: str
    seed: int
    speed: float = 9.0
    bump: float = 0.0
    crossing: bool = False
    seconds: float = 3.0


TAKES = (
    Take("sunny", "city", 1),
    Take("overcast", "suburb", 2, crossing=True),
    Take("night", "city", 3, bump=0.012),
    Take("overcast", "highway", 4, speed=26.0),
    Take("dusk", "suburb", 5, bump=0.02),
    Take("night", "suburb", 6, crossing=True),
)


def film(takes=TAKES, size_hw=SIZE_HW):
    """Yields `(image, plates)` of frame after frame: uint8 `[H, W, 3]` and a list of `Plate`."""
    for number, take in enumerate(takes):
        stage = _Stage(take, size_hw)
        for i in range(round(take.seconds * RATE)):
            image, plates = stage.frame(i / RATE)
            yield image, [Plate((number, name), box) for name, box in plates]


class _Stage:
    """The road, the light and the actors of one `Take`."""

    def __init__(self, take, size_hw):
        self.take, self.size_hw = take, size_hw
        rng = np.random.default_rng([take.seed, 0])
        self.air = _drawn(light.draw_light, lambda air: air.kind == take.air, rng)
        self.plan = _drawn(road_plan.draw_plan, self._suits, rng)
        self.boards, self.feet = roadside.draw_roadside(self.plan, self.air, rng)
        self.base = (rng.uniform(40, 48), rng.uniform(1.3, 1.5), rng.normal(0.02, 0.01))
        self.actors = list(self._cast(rng))

    def _suits(self, plan):
        """Straight, for the roadside is moved along z, and with traffic of both directions."""
        against = [lane.offset for lane in plan.lanes if lane.direction < 0]
        return plan.kind == self.take.road and not plan.bend and against and max(against) < 0

    def _cast(self, rng):
        """Yields `(car, path)` of every car: `path(seconds)` is its x, z and heading."""
        plan, speed = self.plan, self.take.speed

        def actor(path, heading=0.0, parked=False):
            lamps = self.air.lamps
            car = car_style.draw_car(rng, _COUNTRY, 0.0, 0.0, heading, lamps, parked)
            return dataclasses.replace(car, rear_plate=_white(rng), front_plate=_white(rng)), path

        def straight(offset, z, relative, heading):
            x = plan.across(offset, 0)
            return lambda t: (x, z + relative * t, heading)

        ahead, swing, phase = 9.5 + 3 * self.take.crossing, 2.6, rng.uniform(0, 6)
        lead = plan.across(rng.normal(0, 0.2), 0)
        for gap in (0.0, 11.0):
            yield actor(
                lambda t, gap=gap: (
                    lead + 0.4 * np.sin(0.9 * t + gap),
                    ahead + gap + swing * np.sin(1.3 * t + phase),
                    0.08 * np.cos(0.9 * t + gap),
                )
            )
        for lane in plan.lanes:
            if lane.parked:
                for z in np.arange(rng.uniform(4, 9), 40 + 4 * speed, 7.5):
                    heading = 0.0 if lane.direction > 0 else np.pi
                    yield actor(straight(lane.offset, z, -speed, heading), parked=True)
            elif lane.direction < 0:
                for z in np.arange(rng.uniform(12, 25), 50 + 4 * (speed + 12), 24.0):
                    yield actor(straight(lane.offset, z, -speed - 12, np.pi), np.pi)
            elif lane.offset:
                relative = rng.uniform(1.5, 4) * rng.choice((-1, 1))
                start = rng.uniform(2, 6) if relative > 0 else rng.uniform(14, 22)
                yield actor(straight(lane.offset, start, relative, 0.0))
        if self.take.crossing:
            yield actor(lambda t: (6.5 * (t - 1.3), 6.0, np.pi / 2), np.pi / 2)

    def _camera(self, seconds):
        view, height, pitch = self.base
        since = max(seconds - _BUMP_S, 0.0)
        nod = self.take.bump * np.exp(-3 * since) * np.sin(15 * since)
        return Camera(
            self.size_hw,
            view,
            height,
            yaw=0.03 * np.sin(0.8 * seconds + self.take.seed),
            pitch=pitch + 0.002 * np.sin(9 * seconds) + nod,
            roll=0.004 * np.sin(2.1 * seconds),
        )

    def frame(self, seconds):
        """The picture, and `(name, box_px)` of the plates in it."""
        camera, cars = self._camera(seconds), {}
        for name, (car, path) in enumerate(self.actors):
            x, z, heading = path(seconds)
            if car.size[2] / 2 + 1.3 < z < _FARTHEST_M:
                cars[name] = dataclasses.replace(car, x=x, z=z, heading=heading)
        names = sorted(cars, key=lambda name: -cars[name].z)
        rng = np.random.default_rng([self.take.seed, 1])
        gone = self.take.speed * seconds
        boards = [near for near in (_nearer(board, gone) for board in self.boards) if near]
        feet = self.feet - (0, gone)
        painted = scene.compose(
            camera, self.air, self.plan, boards, feet, [cars[name] for name in names], rng
        )
        image = lens.expose(
            painted.image, camera, self.air, np.random.default_rng([self.take.seed, 2])
        )
        image = self._shaken(image, seconds)
        found = zip(painted.labels, painted.box_ids, painted.boxes_px, strict=True)
        plates = [(names[(i - 2) // 2], box) for label, i, box in found if label == scene.PLATE]
        return self._noisy(image, seconds), [(n, box.astype("float64")) for n, box in plates]

    def _shaken(self, image, seconds):
        """Blurs by how far the camera turns while the shutter is open."""
        half = 1 / 120 if not self.air.dark else 1 / 60
        before, after = self._camera(seconds - half), self._camera(seconds + half)
        turned = np.array([after.yaw - before.yaw, after.pitch - before.pitch])
        along = turned * after.focal_px
        if np.hypot(*along) < 1:
            return image
        size = int(np.hypot(*along)) + 2
        kernel = np.zeros((2 * size + 1, 2 * size + 1), np.float32)
        middle = np.full(2, size + 0.5)
        brush.line(kernel, np.stack([middle - along / 2, middle + along / 2]), 1.0)
        return cv2.filter2D(image, -1, kernel / kernel.sum())

    def _noisy(self, image, seconds):
        rng = np.random.default_rng([self.take.seed, 3, round(seconds * 1000)])
        noise = rng.standard_normal(image.shape, "float32") * (5.0 if self.air.dark else 2.0)
        return cv2.add(image, noise, dtype=cv2.CV_8U)


def _drawn(draw, suits, rng):
    """The first of many draws that suits."""
    return next(each for each in (draw(rng) for _ in itertools.count()) if suits(each))


def _white(rng):
    """A plate as most in Europe are."""
    bright = _drawn(
        lambda rng: plates.draw_plate(rng, "long"),
        lambda plate: plate.picture.levels[0][..., :3].min(-1).mean() > _WHITE,
        rng,
    )
    return bright


def _nearer(panel, metres):
    """A panel after the camera has come nearer, or None once it is beside or behind it."""
    corners = panel.corners - (0, 0, metres)
    if corners[:, 2].min() < 1.6:
        return None
    lamps = [(point - (0, 0, metres), colour, radius) for point, colour, radius in panel.lamps]
    return dataclasses.replace(panel, depth=panel.depth - metres, corners=corners, lamps=lamps)
