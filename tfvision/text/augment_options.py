"""What the augmentation of text may do: every probability and range, by name."""

import dataclasses
import math
import numbers

_NUMBERS = (
    ("rotation", 0, 45),
    ("rotation_probability", 0, 1),
    ("crop_tries", 1, 1000),
    ("crop_on_character", 0, 1),
    ("min_visible", 0, 1),
    ("min_side", 0, math.inf),
    ("colour_probability", 0, 1),
    ("brightness", 0, 255),
    ("hue", 0, 180),
    ("rescale_probability", 0, 1),
    ("blur_probability", 0, 1),
    ("noise_probability", 0, 1),
    ("jpeg_probability", 0, 1),
)
_RANGES = (
    ("scale", 0.01, 100),
    ("stretch", 0.1, 10),
    ("character_px", 1, math.inf),
    ("contrast", 0, math.inf),
    ("saturation", 0, math.inf),
    ("rescale", 0.05, 1),
    ("blur", 0, 1),
    ("noise", 0, 255),
    ("jpeg", 1, 100),
)


@dataclasses.dataclass(frozen=True)
class AugmentOptions:
    """What `augment` may do to a page, and how often.

    Nothing is mirrored: the mirror image of a character is none.

    Args:
        scale: Range of the zoom, small and large factors equally often.
        stretch: Range of the width in units of the height, over what it was.
        character_px: What the size of the page's characters (the median of their longer sides)
            may become; it bounds the zoom, so that screens of any resolution can be mixed.
        rotation: Largest turn, in degrees. Boxes stay upright.
        rotation_probability: Chance of a turn.
        crop_tries: Windows that are drawn; the one that cuts the smallest share of its
            characters is taken.
        crop_on_character: Chance that windows are placed so that each holds the centre of some
            character; otherwise a single one is drawn, wherever it may lie.
        min_visible: Share of a character's box that must remain in the window. One below it is
            marked as ignored.
        min_side: A character whose longer side has fewer pixels in the result is marked as
            ignored.
        fill: Colour, RGB, of what lies beyond the page; None draws one.
        colour_probability: Chance of each of the four changes of colour, drawn one by one.
        brightness: Largest shift, in grey levels.
        contrast: Range of the factor, around middle grey.
        saturation: Range of the factor.
        hue: Largest turn, in degrees.
        rescale_probability: Chance that the image is shrunk and enlarged again.
        rescale: Range of the factor; one that would make characters smaller than
            `character_px[0]` is not drawn.
        blur_probability: Chance of a blur.
        blur: Range of its sigma, in sizes of a character, so that small ones stay legible.
        noise_probability: Chance of noise.
        noise: Range of its standard deviation, in grey levels.
        jpeg_probability: Chance of a compression as JPEG.
        jpeg: Range of its quality.

    Raises: ValueError naming the argument that is out of its range.

    Example:
        >>> AugmentOptions(rotation=5.0, jpeg_probability=0.0).scale
        (0.5, 2.0)
    """

    scale: tuple[float, float] = (0.5, 2.0)
    stretch: tuple[float, float] = (0.9, 1.1)
    character_px: tuple[float, float] = (8.0, 96.0)
    rotation: float = 0.0
    rotation_probability: float = 0.5
    crop_tries: int = 10
    crop_on_character: float = 0.9
    min_visible: float = 0.85
    min_side: float = 4.0
    fill: tuple[int, int, int] | None = None
    colour_probability: float = 0.5
    brightness: float = 32.0
    contrast: tuple[float, float] = (0.6, 1.4)
    saturation: tuple[float, float] = (0.0, 1.5)
    hue: float = 180.0
    rescale_probability: float = 0.2
    rescale: tuple[float, float] = (0.5, 0.9)
    blur_probability: float = 0.2
    blur: tuple[float, float] = (0.01, 0.06)
    noise_probability: float = 0.2
    noise: tuple[float, float] = (1.0, 12.0)
    jpeg_probability: float = 0.3
    jpeg: tuple[int, int] = (40, 95)

    def __post_init__(self):
        for field in dataclasses.fields(self):
            if isinstance(getattr(self, field.name), list):  # As JSON gives it back.
                object.__setattr__(self, field.name, tuple(getattr(self, field.name)))
        for name, low, high in _NUMBERS:
            self._check(name, _within([getattr(self, name)], 1, low, high), f"in [{low}, {high}]")
        self._check("crop_tries", isinstance(self.crop_tries, int), "a whole number")
        for name, low, high in _RANGES:
            value = getattr(self, name)
            right = _within(value, 2, low, high) and value[0] <= value[1]
            self._check(name, right, f"(smallest, largest) within [{low}, {high}]")
        right = self.fill is None or _within(self.fill, 3, 0, 255)
        self._check("fill", right, "None or three grey levels in [0, 255]")

    def _check(self, name, right, allowed):
        if not right:
            raise ValueError(f"{name} must be {allowed}, got {getattr(self, name)!r}")


def _within(values, count, low, high):
    """Whether there are `count` numbers, each in its bounds."""
    if not isinstance(values, (tuple, list)) or len(values) != count:
        return False
    real = all(isinstance(v, numbers.Real) and not isinstance(v, bool) for v in values)
    return real and all(low <= value <= high for value in values)
