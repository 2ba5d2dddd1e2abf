"""Examining samples in threads: in order; broken images, and those of which something is lost."""

import types

from tests.detection.annotation_files import write_image
from tests.images.odd_files import animated_gif, cmyk_jpeg, sixteen_bit_png
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


def test_each_finding_is_one_problem_in_order(tmp_path):
    write_image(tmp_path / "good.jpg")
    files = {
        "a.jpg": cmyk_jpeg(),
        "b.png": sixteen_bit_png(),
        "c.gif": animated_gif(),
        "d.png": b"",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    write_image(tmp_path / "e.png", (1, 5))
    names = ["good.jpg", *files, "gone.png", "e.png"]
    found = check([types.SimpleNamespace(path=str(tmp_path / name)) for name in names])
    assert [(i, problem.kind, problem.severity) for i, problem in found] == [
        (1, "cmyk", "warning"),
        (2, "sixteen_bit", "warning"),
        (3, "animated", "warning"),
        (4, "bad_image", "error"),
        (5, "bad_image", "error"),
        (6, "tiny", "warning"),
    ]
    assert str(found[3][1]) == f"{tmp_path / 'd.png'}: the file is empty"
