"""The options of text's augmentation refuse what is out of range, and survive JSON."""

import dataclasses
import json

import pytest

from tfvision.text.augment_options import AugmentOptions


def test_survives_json_and_can_be_a_key():
    options = AugmentOptions(scale=(0.3, 1.5), fill=(1, 2, 3), rotation=4.0)
    loaded = AugmentOptions(**json.loads(json.dumps(dataclasses.asdict(options))))
    assert loaded == options
    assert hash(loaded) == hash(options)


@pytest.mark.parametrize(
    "name, value, allowed",
    [
        ("scale", (0.0, 1.0), "smallest, largest"),
        ("stretch", (1.1, 0.9), "smallest, largest"),
        ("character_px", 12, "smallest, largest"),
        ("rotation", 90.0, r"in \[0, 45\]"),
        ("rotation_probability", 1.5, r"in \[0, 1\]"),
        ("crop_tries", 0, r"in \[1, "),
        ("crop_tries", 2.5, "a whole number"),
        ("crop_on_character", -1, r"in \[0, 1\]"),
        ("min_visible", 1.1, r"in \[0, 1\]"),
        ("min_side", -2, r"in \[0, "),
        ("fill", (0, 0, 256), "None or three grey levels"),
        ("fill", (0, 0), "None or three grey levels"),
        ("colour_probability", True, r"in \[0, 1\]"),
        ("brightness", "much", r"in \[0, 255\]"),
        ("hue", float("nan"), r"in \[0, 180\]"),
        ("contrast", (1.5, 0.5), "smallest, largest"),
        ("saturation", (-1.0, 1.0), "smallest, largest"),
        ("rescale", (0.5, 1.5), "smallest, largest"),
        ("blur", (0.1,), "smallest, largest"),
        ("noise", (0, 300), "smallest, largest"),
        ("jpeg", (0, 95), "smallest, largest"),
        ("jpeg_probability", 2, r"in \[0, 1\]"),
    ],
)
def test_names_what_is_out_of_range(name, value, allowed):
    with pytest.raises(ValueError, match=rf"{name} must .*{allowed}.* got "):
        AugmentOptions(**{name: value})
