"""The images that a check finds: broken ones, and those of which something is lost."""

from tests.classification.image_folders import write_image
from tests.images.odd_files import animated_gif, cmyk_jpeg, sixteen_bit_png
from tfvision.classification import Sample
from tfvision.classification.image_check import check


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
    found = check([Sample(str(tmp_path / name), 0) for name in names])
    assert [(i, problem.kind, problem.severity) for i, problem in found] == [
        (1, "cmyk", "warning"),
        (2, "sixteen_bit", "warning"),
        (3, "animated", "warning"),
        (4, "bad_image", "error"),
        (5, "bad_image", "error"),
        (6, "tiny", "warning"),
    ]
    assert str(found[3][1]) == f"{tmp_path / 'd.png'}: the file is empty"
