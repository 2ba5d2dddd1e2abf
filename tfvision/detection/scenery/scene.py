"""One whole picture: chooses a scene, paints it from far to near, and reads off the boxes."""

import dataclasses

import cv2
import numpy as np

from tfvision.detection.scenery import (
    brush,
    car_paint,
    ground,
    lens,
    light,
    panels,
    road_plan,
    roadside,
    shadows,
    sky,
    traffic,
)
from tfvision.detection.scenery.camera import Camera

CAR, PLATE = 0, 1
EMPTY_SHARE = 0.08
_SMALL = {CAR: 1 / 27, PLATE: 1 / 27}  # of the picture's width; narrower ones are difficult
_LEAST_WH = (3.0, 2.0)  # pixels; what is smaller is left out
_HIDDEN = {CAR: 0.4, PLATE: 0.4}  # less than this share to be seen is difficult
_GONE = 0.08
_CUT = 0.15  # less than this share of a box inside the picture is difficult


@dataclasses.dataclass(frozen=True)
class Scene:
    """A painted scene.

    Args:
        image: uint8 RGB `[H, W, 3]`.
        ids: uint8 `[H, W]`: what each pixel shows; 0 for no object.
        boxes_px: float32 `[N, 4]`, xyxy.
        labels: int32 `[N]`, `CAR` or `PLATE`.
        difficult: bool `[N]`.
        box_ids: int32 `[N]`, the value on `ids` of each box's own object. A plate's pixels count
            as its car's too, whose value is one less.
    """

    image: np.ndarray
    ids: np.ndarray
    boxes_px: np.ndarray
    labels: np.ndarray
    difficult: np.ndarray
    box_ids: np.ndarray


def paint_scene(seed, index, size_hw):
    """Paints scene number `index` of a seed; the same scene at every size."""
    # What is in the scene comes from one stream and what the lens adds from another, so that no
    # number of draws that depends on the size can change the scene.
    plot, shot = (np.random.default_rng([seed, index, stream]) for stream in (0, 1))
    camera = Camera(
        size_hw,
        view_deg=float(plot.uniform(34, 52)),
        height_m=float(plot.uniform(1.28, 1.6)),
        yaw=float(plot.normal(0, 0.025)),
        pitch=float(plot.normal(0.03, 0.025)),
        roll=float(plot.normal(0, 0.012)),
    )
    air = light.draw_light(plot)
    plan = road_plan.draw_plan(plot)
    empty = plot.random() < EMPTY_SHARE
    boards, feet = roadside.draw_roadside(plan, air, plot)
    cars = [] if empty else traffic.draw_traffic(plan, air, plot)
    scene = compose(camera, air, plan, boards, feet, cars, plot)
    return dataclasses.replace(scene, image=lens.expose(scene.image, camera, air, shot))


def compose(camera, air, plan, boards, feet, cars, rng):
    """Paints what was chosen, as the eye would see it: `lens.expose` makes a camera's picture.

    Args:
        camera: `Camera`.
        air: `Light`.
        plan: `RoadPlan`.
        boards: List of `Panel`.
        feet: `[N, 2]`, the feet of street lamps as (x, z).
        cars: List of `Car`.
        rng: `numpy.random.Generator`, of sky, ground and bonnet.

    Returns: `Scene`.
    """
    size_hw = camera.size_hw
    image = np.empty((*size_hw, 3), np.uint8)
    ids = np.zeros(size_hw, np.uint8)
    sky.draw_sky(image, camera, air, rng)
    ground.draw_ground(image, camera, plan, air, feet, rng)
    shadows.draw_shadows(image, camera, air, cars, boards)
    found = _paint(image, ids, camera, air, cars, boards)
    lens.bonnet(image, ids, camera, air, rng)
    boxes, labels, difficult, box_ids = _annotate(found, ids, size_hw)
    return Scene(image, ids, boxes, labels, difficult, box_ids)


def _paint(image, ids, camera, air, cars, boards):
    """Paints what stands on the ground, far things first; returns (id, `Painted`, areas)."""
    things = [(depth, None, ready) for depth, ready in panels.ready(boards, camera, air)]
    things += [(car.z, 2 * i + 1, car) for i, car in enumerate(cars)]
    found = []
    for _, ident, thing in sorted(things, key=lambda thing: -thing[0]):
        if ident is None:
            thing.paint(image, ids, camera, air)
            continue
        painted = car_paint.paint_car(image, ids, ident, camera, air, thing)
        if painted is None:
            continue
        found.append((ident, painted))
        for place, colour, radius, foot in painted.lamps:
            strength = {"night": 1.0, "dusk": 0.75}.get(air.kind, 0.4)
            brush.glow(image, place, radius * (0.4 + 0.6 * strength), np.multiply(colour, strength))
            if air.wet:
                dim = np.multiply(colour, 0.45 * strength)
                brush.glow(image, foot, radius * 0.7, dim, sharpness=3, stretch=2.6)
    return found


def _annotate(found, ids, size_hw):
    rows = []
    for ident, painted in found:
        seen = _seen(ids, ident, ident + 1, painted.box_px, painted.area)
        rows.append((CAR, ident, *seen))
        for quad in painted.plates_px:
            box = np.concatenate([quad.min(0), quad.max(0)])
            x, y = quad[:, 0], quad[:, 1]
            area = abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
            rows.append((PLATE, ident + 1, *_seen(ids, ident + 1, ident + 1, box, area)))
    kept = []
    for label, ident, box, share, inside in rows:
        if box is None or share < _GONE or (box[2:] - box[:2] < _LEAST_WH).any():
            continue
        hard = box[2] - box[0] < _SMALL[label] * size_hw[1] or share < _HIDDEN[label]
        kept.append((box, label, hard or inside < _CUT, ident))
    boxes = np.array([row[0] for row in kept], np.float32).reshape(-1, 4)
    labels = np.array([row[1] for row in kept], np.int32)
    difficult = np.array([row[2] for row in kept], bool)
    return boxes, labels, difficult, np.array([row[3] for row in kept], np.int32)


def _seen(ids, first, last, box_px, area):
    """What is left to be seen of an object: its box or None, and two shares.

    The shares are that of its pixels, and that of its whole box which lies inside the picture.
    Sides that nothing hides come from the geometry, to a fraction of a pixel.
    """
    height, width = ids.shape
    region = brush.region_of(np.stack([box_px[:2] - 1, box_px[2:] + 1]), ids.shape)
    if region is None:
        return None, 0.0, 0.0
    left, top, right, bottom = region
    mask = cv2.inRange(ids[top:bottom, left:right], first, last)
    x, y, wide, high = cv2.boundingRect(mask)
    if not wide:
        return None, 0.0, 0.0
    low, high = (left + x, top + y), (left + x + wide, top + y + high)
    box = np.concatenate([np.maximum(box_px[:2], low), np.minimum(box_px[2:], high)])
    inside = np.prod(np.minimum(box_px[2:], (width, height)) - np.maximum(box_px[:2], 0))
    inside = inside / np.prod(box_px[2:] - box_px[:2])
    return box, cv2.countNonZero(mask) / max(area, 1), inside
