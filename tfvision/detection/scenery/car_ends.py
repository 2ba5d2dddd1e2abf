"""The rear and the front of a car: windows, lamps, seams, grille."""

import functools

import numpy as np

from tfvision.detection.scenery import car_shape
from tfvision.detection.scenery.marks import Batch, Lamp, Mark, ellipse, outline, pane

_DARK, _CHROME = (24, 25, 27), (150, 152, 156)
_SPAN = np.linspace(-1, 1, 9)
_ROUND = [(0.17 * np.cos(a), 0.16 * np.sin(a)) for a in np.arange(0, 6.2, 0.5)]

REAR_LAMPS = {  # polygons of the right lamp: (u, k)
    "corner": [
        (0.60, 0.70),
        (0.94, 0.66),
        (0.995, 0.72),
        (0.995, 0.90),
        (0.93, 0.93),
        (0.63, 0.88),
    ],
    "wedge": [(0.66, 0.78), (0.95, 0.62), (0.995, 0.70), (0.995, 0.86), (0.90, 0.92), (0.70, 0.90)],
    "upright": [
        (0.84, 0.52),
        (0.98, 0.50),
        (0.995, 0.80),
        (0.98, 0.99),
        (0.88, 0.99),
        (0.83, 0.75),
    ],
    "band": [(0.46, 0.78), (0.97, 0.74), (0.995, 0.82), (0.97, 0.90), (0.46, 0.86)],
    "round": [(0.68 + x, 0.77 + y) for x, y in _ROUND],
}
FRONT_LAMPS = {
    "swept": [(0.56, 0.62), (0.90, 0.64), (0.995, 0.74), (0.995, 0.92), (0.86, 0.90), (0.60, 0.78)],
    "round": [(0.74 + x, 0.71 + y) for x, y in _ROUND],
    "slim": [(0.50, 0.74), (0.90, 0.72), (0.995, 0.82), (0.98, 0.92), (0.84, 0.86), (0.52, 0.82)],
}


@functools.cache
def rear(name, lamps, low_plate, extra, fine):
    """Details of the rear of `car_shape.SHAPES[name]`, from below upwards, and its lamps.

    Args:
        name: A key of `car_shape.SHAPES`.
        lamps: A key of `REAR_LAMPS`.
        low_plate: Whether the plate sits on the bumper, which frees the lid for a handle.
        extra: 0 or 1: another set of small things.
        fine: Whether details of a few centimetres are worth it.
    """
    shape = car_shape.SHAPES[name]

    def surface(u, k):
        return shape.lower.end(u, k, front=False)

    def window(u, k):
        return shape.cabin.end(u, k, front=False)

    diffuser = outline(surface, [(-0.8, 0.0), (0.8, 0.0), (0.72, 0.13), (-0.72, 0.13)])
    found = [
        Mark(diffuser, (20, 21, 22)),
        Mark(surface(_SPAN * 0.97, 0.47 + 0 * _SPAN), share=0.35, width=0.018),
        Mark(surface(_SPAN * 0.95, 0.445 + 0 * _SPAN), (14, 14, 14), share=1.05, width=0.02),
    ]
    found += pane(window, (0.08, -0.85, 0.85), (0.87, -0.80, 0.80), "rear_glass", 8 if fine else 3)
    if fine:
        seam = [(-0.66, 0.5), (-0.68, 0.8), (-0.66, 0.98), (0.66, 0.98), (0.68, 0.8), (0.66, 0.5)]
        found.append(Mark(outline(surface, seam), share=0.5, width=0.012))
        found += _inside(window, "rear_glass", 0.2, extra)
        for side in (-1, 1):
            box = [(side * 0.86, 0.2), (side * 0.7, 0.2), (side * 0.7, 0.25), (side * 0.86, 0.25)]
            found.append(Mark(outline(surface, box), (150, 20, 18)))
        found.append(Mark(ellipse(surface, (0, 0.9), (0.055, 0.05)), (190, 192, 196)))
        if extra:
            found.append(Mark(ellipse(surface, (0.62, 0.03), (0.05, 0.04), 8), (120, 120, 122)))
            word = [(-0.55, 0.88), (-0.33, 0.88), (-0.33, 0.905), (-0.55, 0.905)]
            found.append(Mark(outline(surface, word), _CHROME))
            wiper = outline(window, [(0.05, 0.11), (-0.35, 0.17), (-0.55, 0.17)])
            found.append(Mark(wiper, (12, 12, 12), "rear_glass", width=0.02))
        if low_plate:
            grip = [(-0.2, 0.76), (0.2, 0.76), (0.2, 0.80), (-0.2, 0.80)]
            found.append(Mark(outline(surface, grip), _CHROME))
    glowing = _rear_lamps(found, surface, window, lamps)
    return Batch.of(found), tuple(glowing)


def _rear_lamps(found, surface, window, lamps):
    shape, glowing = np.array(REAR_LAMPS[lamps]), []
    middle = shape.mean(0)
    for side in (-1, 1):
        points, centre = shape * (side, 1), middle * (side, 1)
        found.append(Mark(outline(surface, points), (92, 10, 12), role="tail_rim"))
        inner = outline(surface, centre + (points - centre) * 0.74)
        found.append(Mark(inner, (168, 22, 22), role="tail"))
        white = centre + (points - centre) * (0.3, 0.26) + (-0.04 * side, -0.03)
        found.append(Mark(outline(surface, white), (206, 196, 190)))
        glowing.append(Lamp(surface(centre[0], centre[1]), "rear", "tail"))
    if lamps == "band":
        bar = [(-0.46, 0.80), (0.46, 0.80), (0.46, 0.84), (-0.46, 0.84)]
        found.append(Mark(outline(surface, bar), (168, 22, 22), role="tail"))
    third = [(-0.16, 0.89), (0.16, 0.89), (0.15, 0.93), (-0.15, 0.93)]
    found.append(Mark(outline(window, third), (96, 14, 16), "rear_glass", role="third"))
    glowing.append(Lamp(window(0.0, 0.91), "rear", "third"))
    return glowing


def _inside(window, face, height, extra):
    """Seats and perhaps a head, only a little darker than the window around them."""
    found = []
    for u in (-0.46, 0.46):
        rest = [
            (u - 0.13, height),
            (u + 0.13, height),
            (u + 0.10, height + 0.2),
            (u - 0.10, height + 0.2),
        ]
        found.append(Mark(outline(window, rest), (4, 5, 6), face, glass=True))
    back = [(-0.8, 0.08), (0.8, 0.08), (0.74, height), (-0.74, height)]
    found.append(Mark(outline(window, back), (6, 7, 8), face, glass=True))
    if extra:
        found.append(
            Mark(
                ellipse(window, (-0.42, height + 0.24), (0.1, 0.16), 8), (8, 7, 7), face, glass=True
            )
        )
    return found


@functools.cache
def front(name, lamps, extra, fine):
    """Details of the front of `car_shape.SHAPES[name]`, from below upwards, and its lamps.

    Args:
        name: A key of `car_shape.SHAPES`.
        lamps: A key of `FRONT_LAMPS`.
        extra: 0, 1 or 2: the grille.
        fine: Whether details of a few centimetres are worth it.
    """
    shape = car_shape.SHAPES[name]

    def surface(u, k):
        return shape.lower.end(u, k, front=True)

    def window(u, k):
        return shape.cabin.end(u, k, front=True)

    intake = [(-0.62, 0.06), (0.62, 0.06), (0.70, 0.27), (-0.70, 0.27)]
    found = [Mark(outline(surface, intake), _DARK, "front")]
    wide = 0.40 + 0.12 * extra
    low = (0.52, 0.56, 0.62)[extra]
    grille = [(-wide, low), (wide, low), (wide + 0.05, 0.72), (wide, 0.84), (-wide, 0.84)]
    grille.append((-wide - 0.05, 0.72))
    found.append(Mark(outline(surface, grille), _DARK, "front"))
    found += pane(window, (0.06, -0.88, 0.88), (0.88, -0.84, 0.84), "front_glass", 8 if fine else 3)
    if fine:
        bars = _SPAN[2:-2] * wide * 1.9
        for k in np.arange(low + 0.06, 0.83, 0.07):
            found.append(Mark(surface(bars, k + 0 * bars), (112, 114, 118), "front", width=0.014))
        found.append(Mark(ellipse(surface, (0, 0.72), (0.07, 0.08)), (196, 198, 202), "front"))
        bonnet = surface(_SPAN * 0.9, 0.97 + 0 * _SPAN)
        found.append(Mark(bonnet, face="front", share=0.45, width=0.014))
        found += _inside(window, "front_glass", 0.22, True)
        mirror = [(-0.09, 0.76), (0.09, 0.76), (0.09, 0.86), (-0.09, 0.86)]
        found.append(Mark(outline(window, mirror), (14, 14, 15), "front_glass"))
        for u in (-0.1, 0.4):
            wiper = outline(window, [(u, 0.07), (u - 0.5, 0.13)])
            found.append(Mark(wiper, (12, 12, 12), "front_glass", width=0.02))
    glowing = _front_lamps(found, surface, lamps, fine and extra)
    return Batch.of(found), tuple(glowing)


def _front_lamps(found, surface, lamps, fog):
    shape, glowing = np.array(FRONT_LAMPS[lamps]), []
    middle = shape.mean(0)
    for side in (-1, 1):
        points, centre = shape * (side, 1), middle * (side, 1)
        found.append(Mark(outline(surface, points), (92, 96, 102), "front"))
        inner = outline(surface, centre + (points - centre) * 0.74)
        found.append(Mark(inner, (190, 194, 200), "front"))
        bulb = ellipse(surface, centre, (0.075, 0.085), 8)
        found.append(Mark(bulb, (232, 234, 238), "front", role="bulb"))
        if fog:
            lens = ellipse(surface, (side * 0.8, 0.2), (0.07, 0.07), 8)
            found.append(Mark(lens, _CHROME, "front"))
        glowing.append(Lamp(surface(centre[0], centre[1]), "front", "bulb"))
    return glowing
