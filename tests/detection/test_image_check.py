"""The broken images that a check finds before training does."""

from tests.detection.annotation_files import box, write_pair, xml
from tfvision.detection.dataset import read


def test_good_images_are_no_problem(tmp_path):
    write_pair(write_pair(tmp_path), "b", xml(filename="b.png"), ".png")
    assert read(tmp_path).check_images() == []


def test_each_bad_image_is_one_problem_in_order(tmp_path):
    for stem in "abcd":
        write_pair(tmp_path, stem)
    size = "<size><width>80</width><height>60</height></size>"
    write_pair(tmp_path, "e", xml(box(), filename="e.jpg", size=size))
    data = read(tmp_path)
    (tmp_path / "a.jpg").unlink()
    (tmp_path / "b.jpg").write_bytes((tmp_path / "b.jpg").read_bytes()[:-30])
    (tmp_path / "d.jpg").write_bytes(b"")
    a, b, d, e = data.check_images()
    assert [p.kind for p in (a, b, d, e)] == ["bad_image", "bad_image", "bad_image", "wrong_size"]
    assert a.message == "No such file or directory"
    assert b.message.startswith("a JPEG file that is cut off or damaged")
    assert d.message == "the file is empty"
    assert e.message.startswith("the image is 40 wide and 30 high, but annotated as 80 wide and 60")
    assert [p.path for p in (a, e)] == [str(tmp_path / "a.jpg"), str(tmp_path / "e.jpg")]
