"""Draws one car: shades its skin, lays its details and plates on it, and says where all that is.

The car is drawn at twice the size on a patch of its own, without smoothing, and averaged down: so
its edges are smooth and neighbouring faces leave no seams.
"""

import dataclasses
import math

import cv2
import numpy as np

from tfvision.detection.scenery import brush, car_ends, car_flanks, car_lamps, car_shape
from tfvision.detection.scenery.marks import NORMAL_ROWS, NORMALS, Batch
from tfvision.detection.scenery.placing import Placing

_SCALE = 2
_FINE = 40  # pixels of width under which small details are left out
_FACETS = ((24, 8), (60, 16), (float("inf"), 32))  # around the body, by width in pixels


@dataclasses.dataclass(frozen=True)
class Painted:
    """Where a car ended up.

    Args:
        box_px: float64 `[4]` xyxy of all that was drawn of the body, not clipped to the image.
        area: Pixels that the car covers in the picture as long as nothing covers it.
        plates_px: List of float64 `[4, 2]`, the corners of the plates that are seen.
        lamps: List of (pixel, colour, radius in pixels, foot of the lamp on the road in pixels).
    """

    box_px: np.ndarray
    area: int
    plates_px: list
    lamps: list


def paint_car(image, ids, ident, camera, light, car):
    """Draws `car` on `image`, and `ident` for its body on `ids`, `ident + 1` for its plates.

    Returns: `Painted`, or None if nothing of it lies in the picture.
    """
    place = Placing(camera, light, car)
    # About how wide it will look, to choose how much to draw.
    span = float(car.size[0] * camera.focal_px / max(place.distance, 1.0))
    corners, normals, lowest = car_shape.skin(car.name, next(n for w, n in _FACETS if span < w))
    early, late, lamps = _details(place, car, span > _FINE)
    marks = Batch.joined([*early, *late])
    early = sum(len(batch.ends) for batch in early)
    tyres = car_flanks.tyres(car.name)  # [4, 32, 3]
    points = [corners.reshape(-1, 3), tyres.reshape(-1, 3), marks.points]
    drawn = place.pixels(np.concatenate(points))
    region = brush.region_of(drawn, camera.size_hw)
    if region is None:
        return None
    left, top, right, bottom = region
    patch = np.zeros(((bottom - top) * _SCALE, (right - left) * _SCALE, 4), np.uint8)

    def on_patch(points):
        return (points - (left, top)) * _SCALE

    fixed = brush.fixed_point(on_patch(drawn))
    skin = fixed[: 4 * len(corners)].reshape(-1, 4, 2)
    hulls = fixed[4 * len(corners) :][: 4 * 32].reshape(4, 32, 2)
    strokes = _strokes(marks, fixed[4 * len(corners) + 4 * 32 :], place, car)
    tyre = (22 * place.gain(np.array(NORMALS["rear"]))).clip(2, 60).tolist()
    for hull in hulls:
        cv2.fillConvexPoly(patch, cv2.convexHull(hull), (*tyre, 255), 8, brush.SHIFT)
    _draw_marks(patch, strokes[:early])
    _draw_skin(patch, skin, corners, normals, lowest, place, car, span)
    _draw_marks(patch, strokes[early:])
    behind = place.eye[2] < 0
    quads = _draw_plates(patch, on_patch, place, car, behind)
    small = cv2.resize(patch, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    haze = float(light.haze(place.distance))
    brush.mix(image, left, top, cv2.transform(small, brush.tone(1.0, light.horizon, haze)))
    area = _identify(ids, ident, small, quads, region)
    box = np.concatenate([drawn.min(0), drawn.max(0)])
    return Painted(box, area, quads, car_lamps.shining(place, car, lamps))


def _identify(ids, ident, small, quads, region):
    left, top, right, bottom = region
    solid = small[..., 3] > 127
    part = ids[top:bottom, left:right]
    part[solid] = ident
    for quad in quads:
        spot = brush.region_of(quad - (left, top), solid.shape)
        if spot is None:
            continue
        x0, y0, x1, y1 = spot
        cover = np.zeros(((y1 - y0) * 4, (x1 - x0) * 4), np.uint8)
        brush.fill(cover, (quad - (left + x0, top + y0)) * 4, 255, smooth=False)
        cover = cv2.resize(cover, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
        part[y0:y1, x0:x1][(cover > 127) & solid[y0:y1, x0:x1]] = ident + 1
    return int(np.count_nonzero(solid))


def _details(place, car, fine):
    """Batches of marks under the skin and on it, as far as they can be seen, and the lamps."""
    half_w, _, half_l = car.size / 2 * 0.97
    behind, face = (True, "rear") if place.eye[2] < 0 else (False, "front")
    early, late, lamps = [], [car_flanks.roof(car.name, car.roof, face)], ()
    if abs(place.eye[0]) > half_w:
        late.append(car_flanks.flank(car.name, bool(place.eye[0] > 0), car.rims, fine))
    if abs(place.eye[2]) > half_l:
        if behind:
            low_plate = car.plate_k < 0.5
            end, lamps = car_ends.rear(car.name, car.rear_lamps, low_plate, car.extra % 2, fine)
        else:
            end, lamps = car_ends.front(car.name, car.front_lamps, car.extra % 3, fine)
        late.append(end)
    for right in (False, True):
        # From behind a mirror stands beyond the body, unless one looks along that very side.
        beyond = behind and (place.eye[0] < half_w if right else place.eye[0] > -half_w)
        (early if beyond else late).append(car_flanks.mirror(car.name, right, face))
    return early, late, lamps


def _draw_skin(patch, skin, corners, normals, lowest, place, car, span):
    """Fills the faces that look at the camera, then evens them out into curved surfaces."""
    one, two = skin[:, 2] - skin[:, 0], skin[:, 3] - skin[:, 1]
    one, two = one.astype(np.float64), two.astype(np.float64)
    seen = np.flatnonzero(one[:, 0] * two[:, 1] > one[:, 1] * two[:, 0])
    skin, lowest = skin[seen], lowest[seen]
    # A matt colour under a clear coat, which mirrors at a flat angle.
    mirrored, grazing = place.mirrored(corners[seen].mean(1), normals[seen])
    gloss = 0.07 + 0.55 * grazing
    matt, shine = place.gain(normals[seen]) * (1 - 0.4 * gloss), mirrored * gloss
    _fill_faces(patch, skin, car.paint * matt + shine)
    size = int(span * _SCALE * 0.022) * 2 + 1
    if size > 1:
        soft = cv2.blur(patch, (size, size))
        cover = cv2.merge([soft[..., 3]] * 4)
        soft = cv2.divide(soft, np.maximum(cover, 1), scale=255)
        cv2.copyTo(soft, patch[..., 3].copy(), patch)
    if car.trim:
        _fill_faces(patch, skin[lowest], 32.0 * matt[lowest] + shine[lowest])


def _fill_faces(patch, faces, colours):
    rgba = np.full((len(faces), 4), 255.0)
    np.minimum(colours, 255, out=rgba[:, :3])
    for points, colour in zip(faces, rgba.tolist(), strict=True):
        cv2.fillConvexPoly(patch, points, colour, 8, brush.SHIFT)


def _strokes(marks, points, place, car):
    """Marks ready for OpenCV: (points, colour, width in pixels of the patch, 0 to fill)."""
    metre = place.camera.focal_px / max(place.distance, 1.0) * _SCALE
    widths = np.where(marks.widths > 0, np.maximum(np.rint(marks.widths * metre), 1), 0)
    ends = marks.ends.tolist()
    pieces = [points[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    colours = _mark_colours(marks, place, car).tolist()
    return list(zip(pieces, colours, widths.astype(int).tolist(), strict=True))


def _mark_colours(marks, place, car):
    """Colours `[M, 4]`: what is painted takes the light, glass mirrors, lamps have their own."""
    faces, panes = marks.faces, marks.panes
    rgb = (marks.colours + marks.shares * car.paint) * place.gain(NORMAL_ROWS)[faces]
    if len(panes):
        points = marks.middles[panes]
        # A pane leans back more towards its upper edge, and so mirrors more of the sky there.
        normals = NORMAL_ROWS[faces[panes]]
        normals[:, 1] += (points[:, 1] - 1.25) * 0.8
        normals /= np.sqrt(np.square(normals).sum(-1, keepdims=True))
        colour, grazing = place.mirrored(points, normals)
        rgb[panes] += colour * (0.24 + 0.6 * grazing)
    car_lamps.light_up(rgb, marks.roles, car)
    rgba = np.full((len(rgb), 4), 255.0)
    np.minimum(rgb, 255, out=rgba[:, :3])
    return rgba


def _draw_marks(patch, strokes):
    for points, colour, width in strokes:
        if width:
            cv2.polylines(patch, [points], False, colour, width, cv2.LINE_AA, brush.SHIFT)
        else:
            cv2.fillPoly(patch, [points], colour, cv2.LINE_8, brush.SHIFT)


def _draw_plates(patch, on_patch, place, car, behind):
    """Lays the plate on the end that is seen; returns its corners in pixels, in a list."""
    plate = car.rear_plate if behind else car.front_plate
    if plate is None or abs(place.eye[2]) <= car.size[2] / 2:
        return []
    centre = car_shape.plate_spot(car.name, car.plate_k if behind else 0.36, not behind)
    centre = centre * car.stretch
    half_w, half_h = np.array(plate.size_wh_m) / 2
    out = -1 if behind else 1
    x = np.array([-half_w, half_w, half_w, -half_w]) * -out  # from the front, x runs backwards
    y = centre[1] + np.array([half_h, half_h, -half_h, -half_h])
    corners = np.stack([x, y, np.full(4, centre[2] + out * 0.02)], -1)
    quad = place.pixels(corners / car.stretch)
    gain = place.gain(np.array([0, 0, out * 1.0]))
    middle = quad.mean(0)
    rim = middle + (quad - middle) * (1.05, 1.22)
    brush.fill(patch, on_patch(rim), (*(24 * gain).clip(0, 255).tolist(), 255), smooth=False)
    # Plates throw headlights back to where they came from, and have a lamp of their own.
    bright = np.clip(1.3 * gain + 0.7 * place.beam, 0.5, 1.1)
    across, down = (quad[1] - quad[0]) * _SCALE, (quad[3] - quad[0]) * _SCALE
    texture = plate.picture.levels[plate.picture.number_for(math.hypot(*across), math.hypot(*down))]
    brush.warp(patch, texture, on_patch(quad), brush.tone(bright))
    return [quad]
