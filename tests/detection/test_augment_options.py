"""The options of the augmentation refuse what is out of range, and survive JSON."""

import dataclasses
import json

import pytest

from tfvision.detection.augment_options import AugmentOptions


def test_survives_json_and_can_be_a_key():
    options = AugmentOptions(crop_samplers=("whole", 0.5), crop_scale=(0.15, 0.6), hue=0.0)
    loaded = AugmentOptions(**json.loads(json.dumps(dataclasses.asdict(options))))
    assert loaded == options
    assert hash(loaded) == hash(options)


@pytest.mark.parametrize(
    "name, value, allowed",
    [
        ("colour_probability", 1.5, r"in \[0, 1\]"),
        ("expand_probability", -0.1, r"in \[0, 1\]"),
        ("flip_probability", 2, r"in \[0, 1\]"),
        ("crop_on_object", -1, r"in \[0, 1\]"),
        ("min_visible", 1.1, r"in \[0, 1\]"),
        ("brightness", -1.0, r"in \[0, "),
        ("hue", float("nan"), r"in \[0, "),
        ("crop_tries", 0, r"in \[1, "),
        ("min_side", -2, r"in \[0, "),
        ("contrast", (1.5, 0.5), "smallest, largest"),
        ("saturation", (-1.0, 1.0), "smallest, largest"),
        ("expand", (0.5, 2.0), "smallest, largest"),
        ("crop_scale", (0.0, 1.0), "smallest, largest"),
        ("crop_scale", (0.3, 1.2), "smallest, largest"),
        ("crop_aspect", (0.5,), "smallest, largest"),
        ("crop_samplers", ("whole", 1.5), "whole"),
        ("crop_samplers", ("all",), "whole"),
        ("crop_samplers", (), "whole"),
        ("fill", (0, 0, 256), "0, 255"),
        ("fill", (0, 0), "0, 255"),
    ],
)
def test_names_what_is_out_of_range(name, value, allowed):
    with pytest.raises(ValueError, match=rf"{name} must .*{allowed}.* got "):
        AugmentOptions(**{name: value})
