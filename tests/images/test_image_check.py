"""Examining samples in threads: in order, and broken images as problems."""

import types

from tfvision.images.image_check import check
from tfvision.images.problems import Problem
from tfvision.images.read import ImageError


def test_problems_come_in_the_order_of_the_samples():
    samples = [types.SimpleNamespace(path=f"{i}.png") for i in range(20)]

    def examine(sample):
        if sample.path == "3.png":
            raise ImageError("3.png: it is cut off")
        return Problem(sample.path, None, "odd", "odd") if sample.path == "11.png" else None

    assert check(samples, examine) == [
        (3, Problem("3.png", None, "bad_image", "it is cut off")),
        (11, Problem("11.png", None, "odd", "odd")),
    ]
    assert check([], examine) == []
