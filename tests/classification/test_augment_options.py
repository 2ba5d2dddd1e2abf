"""The options of the augmentation refuse what is out of range, and survive JSON."""

import dataclasses
import json

import pytest

from tfvision.classification.augment_options import AugmentOptions


def test_survives_json_and_can_be_a_key():
    options = AugmentOptions(crop_scale=(0.3, 0.9), policy="augmix", pad_crop=4, mixup=0.2)
    loaded = AugmentOptions(**json.loads(json.dumps(dataclasses.asdict(options))))
    assert loaded == options
    assert hash(loaded) == hash(options)


@pytest.mark.parametrize(
    "name, value, allowed",
    [
        ("crop_scale", (0.0, 1.0), "smallest, largest"),
        ("crop_scale", (0.5, 1.5), "smallest, largest"),
        ("crop_ratio", (1.3, 0.7), "smallest, largest"),
        ("crop_ratio", (1.0,), "smallest, largest"),
        ("crop_scale", 0.5, "smallest, largest"),
        ("crop_scale", ("a", "b"), "smallest, largest"),
        ("interpolation", "nearest", "one of .*bilinear"),
        ("flip", 1.5, r"in \[0, 1\]"),
        ("flip", "yes", r"in \[0, 1\]"),
        ("policy", "ra", "one of .*randaugment"),
        ("policy", None, "one of .*randaugment"),
        ("magnitude", 31, r"in \[0, 30\]"),
        ("magnitude", 9.5, "whole number"),
        ("magnitude", "strong", r"in \[0, 30\]"),
        ("num_ops", -1, r"in \[0, "),
        ("severity", 0, r"in \[1, 10\]"),
        ("erasing", float("nan"), r"in \[0, 1\]"),
        ("erasing_scale", (0.5, 0.1), "smallest, largest"),
        ("erasing_ratio", (0.0, 1.0), "smallest, largest"),
        ("erasing_fill", (0, 0), "0, 255"),
        ("erasing_fill", (0, 0, 256), "0, 255"),
        ("erasing_fill", 124, "0, 255"),
        ("mixup", -0.1, r"in \[0, "),
        ("mixup", None, r"in \[0, "),
        ("mixup", float("inf"), r"in \[0, "),
        ("cutmix", -1, r"in \[0, "),
        ("pad_crop", -1, "whole number of pixels"),
        ("pad_crop", 0.5, "whole number of pixels"),
    ],
)
def test_names_what_is_out_of_range(name, value, allowed):
    with pytest.raises(ValueError, match=rf"{name} must .*{allowed}.* got "):
        AugmentOptions(**{name: value})
