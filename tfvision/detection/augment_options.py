"""What the augmentation of detection may do: every probability and range, by name."""

import dataclasses
import math

from tfvision.detection.crop import WHOLE

_NUMBERS = (
    ("colour_probability", 0, 1),
    ("brightness", 0, 255),
    ("hue", 0, 180),
    ("expand_probability", 0, 1),
    ("crop_tries", 1, 1000),
    ("crop_on_object", 0, 1),
    ("flip_probability", 0, 1),
    ("min_visible", 0, 1),
    ("min_side", 0, math.inf),
)
_RANGES = (
    ("contrast", 0, math.inf),
    ("saturation", 0, math.inf),
    ("expand", 1, math.inf),
    ("crop_scale", 0.01, 1),
    ("crop_aspect", 0.01, 100),
)


@dataclasses.dataclass(frozen=True)
class AugmentOptions:
    """What `augment` may do to an image, and how often; the defaults are SSD's.

    Args:
        colour_probability: Chance of each of the four changes of colour, drawn one by one.
        brightness: Largest shift, in grey levels.
        contrast: Range of the factor.
        saturation: Range of the factor.
        hue: Largest turn, in degrees.
        expand_probability: Chance that the image is laid on a larger canvas: its objects shrink.
        expand: Range of the canvas's side, in sides of the image.
        fill: Colour of the canvas, RGB.
        crop_samplers: What a crop must show: an IoU that at least one object reaches with it, 0
            for anything, "whole" for no crop. One of those that found a window is picked at
            random; list one twice to pick it twice as often.
        crop_tries: Windows that each sampler may draw.
        crop_scale: Range of the window's side, as a share of the canvas's. A smaller minimum
            zooms in further.
        crop_aspect: Range of the window's width / height, in units of the canvas's own.
        crop_on_object: Chance that the windows are placed so that each holds the centre of some
            object. For small and few objects: a free crop shows mostly background.
        crop_keep_object: True accepts only crops that hold the centre of an object, if there is
            one.
        flip_probability: Chance of a mirror image.
        min_visible: Share of a box that must remain in the crop; a box below it is dropped.
        min_side: Shortest side of a box in pixels of the result; a box below it is dropped.

    Raises: ValueError naming the argument that is out of its range.

    Example:
        >>> AugmentOptions(expand_probability=0.0, hue=0.0).crop_scale
        (0.3, 1.0)
    """

    colour_probability: float = 0.5
    brightness: float = 32.0
    contrast: tuple[float, float] = (0.5, 1.5)
    saturation: tuple[float, float] = (0.5, 1.5)
    hue: float = 18.0
    expand_probability: float = 0.5
    expand: tuple[float, float] = (1.0, 4.0)
    fill: tuple[int, int, int] = (123, 117, 104)
    crop_samplers: tuple[str | float, ...] = (WHOLE, 0.1, 0.3, 0.5, 0.7, 0.9, 0.0)
    crop_tries: int = 50
    crop_scale: tuple[float, float] = (0.3, 1.0)
    crop_aspect: tuple[float, float] = (0.5, 2.0)
    crop_on_object: float = 0.0
    crop_keep_object: bool = False
    flip_probability: float = 0.5
    min_visible: float = 0.0
    min_side: float = 1.0

    def __post_init__(self):
        for field in dataclasses.fields(self):
            if isinstance(getattr(self, field.name), list):  # As JSON gives it back.
                object.__setattr__(self, field.name, tuple(getattr(self, field.name)))
        for name, low, high in _NUMBERS:
            self._check(name, low <= getattr(self, name) <= high, f"in [{low}, {high}]")
        for name, low, high in _RANGES:
            value = getattr(self, name)
            right = len(value) == 2 and low <= value[0] <= value[1] <= high
            self._check(name, right, f"(smallest, largest) within [{low}, {high}]")
        numbers = [s for s in self.crop_samplers if s != WHOLE]
        right = all(isinstance(s, (int, float)) and 0 <= s <= 1 for s in numbers)
        right = right and len(self.crop_samplers) > 0
        self._check("crop_samplers", right, f'one or more of "{WHOLE}" and IoUs in [0, 1]')
        right = len(self.fill) == 3 and all(0 <= level <= 255 for level in self.fill)
        self._check("fill", right, "three grey levels in [0, 255]")

    def _check(self, name, right, allowed):
        if not right:
            raise ValueError(f"{name} must be {allowed}, got {getattr(self, name)!r}")
