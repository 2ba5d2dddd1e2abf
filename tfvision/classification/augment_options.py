"""What the augmentation of classification may do: every probability and range, by name."""

import dataclasses
import math
import numbers

from tfvision.images.resample import KERNELS

POLICIES = ("none", "randaugment", "trivialaugment_wide", "augmix", "autoaugment")

_NUMBERS = (
    ("flip", 0, 1),
    ("magnitude", 0, 30),
    ("num_ops", 0, 100),
    ("severity", 1, 10),
    ("erasing", 0, 1),
    ("mixup", 0, math.inf),
    ("cutmix", 0, math.inf),
)
_RANGES = (
    ("crop_scale", 1e-6, 1),
    ("crop_ratio", 0.01, 100),
    ("erasing_scale", 0, 1),
    ("erasing_ratio", 0.01, 100),
)
_CHOICES = (("interpolation", tuple(KERNELS)), ("policy", POLICIES))
_WHOLE = ("magnitude", "num_ops", "severity")


@dataclasses.dataclass(frozen=True)
class AugmentOptions:
    """What `augment` may do to an image and `mix` to a batch; the defaults are the plain preset.

    Args:
        crop_scale: Range of the crop's area, as a share of the image's.
        crop_ratio: Range of the crop's width / height.
        interpolation: "bilinear" or "bicubic", of the resize to the model's size.
        flip: Chance of a mirror image.
        policy: "none", "randaugment", "trivialaugment_wide", "augmix" or "autoaugment" (the
            policy that was found on ImageNet).
        magnitude: Strength of RandAugment's operations, 0 … 30.
        num_ops: Operations that RandAugment applies one after the other.
        severity: Strength of AugMix's operations, 1 … 10.
        erasing: Chance that a rectangle is erased.
        erasing_scale: Range of the rectangle's area, as a share of the result's.
        erasing_ratio: Range of the rectangle's height / width.
        erasing_fill: Its colour, RGB; the default is ImageNet's mean, 0 once normalised.
        mixup: The alpha of MixUp's Beta distribution; 0 for no MixUp.
        cutmix: The alpha of CutMix's; 0 for none. With both, each batch gets one of them.
        pad_crop: Pixels of black around the resized image out of which the crop is cut, at the
            size of the model, as is usual for CIFAR; None for the crop of random size.

    Raises: ValueError naming the argument that is out of its range.

    Example:
        >>> AugmentOptions(policy="randaugment", erasing=0.1).magnitude
        9
    """

    crop_scale: tuple[float, float] = (0.08, 1.0)
    crop_ratio: tuple[float, float] = (3 / 4, 4 / 3)
    interpolation: str = "bilinear"
    flip: float = 0.5
    policy: str = "none"
    magnitude: int = 9
    num_ops: int = 2
    severity: int = 3
    erasing: float = 0.0
    erasing_scale: tuple[float, float] = (0.02, 0.33)
    erasing_ratio: tuple[float, float] = (0.3, 3.3)
    erasing_fill: tuple[int, int, int] = (124, 116, 104)
    mixup: float = 0.0
    cutmix: float = 0.0
    pad_crop: int | None = None

    def __post_init__(self):
        for field in dataclasses.fields(self):
            if isinstance(getattr(self, field.name), list):  # As JSON gives it back.
                object.__setattr__(self, field.name, tuple(getattr(self, field.name)))
        for name, choices in _CHOICES:
            self._check(name, getattr(self, name) in choices, f"one of {list(choices)}")
        for name, low, high in _NUMBERS:
            self._check(name, _within([getattr(self, name)], 1, low, high), f"in [{low}, {high}]")
        for name in _WHOLE:
            self._check(name, isinstance(getattr(self, name), int), "a whole number")
        for name, low, high in _RANGES:
            value = getattr(self, name)
            right = _within(value, 2, low, high) and value[0] <= value[1]
            self._check(name, right, f"(smallest, largest) within [{low}, {high}]")
        right = _within(self.erasing_fill, 3, 0, 255)
        self._check("erasing_fill", right, "three grey levels in [0, 255]")
        right = self.pad_crop is None or (isinstance(self.pad_crop, int) and self.pad_crop >= 0)
        self._check("pad_crop", right, "a whole number of pixels or None")

    def _check(self, name, right, allowed):
        if not right:
            raise ValueError(f"{name} must be {allowed}, got {getattr(self, name)!r}")


def _within(values, count, low, high):
    """Whether these are `count` finite numbers from `low` to `high`."""
    return (
        isinstance(values, tuple | list)
        and len(values) == count
        and all(isinstance(value, numbers.Real) for value in values)
        and all(low <= value <= high and math.isfinite(value) for value in values)
    )
