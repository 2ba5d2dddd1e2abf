"""The data doctor's picture: what it shows of sick data, and where boxes fall on turned photos."""

import numpy as np
import pytest

from tests.detection.annotation_files import box, write_pair, xml
from tests.detection.test_loading import turned
from tfvision.detection import doctor
from tfvision.detection.dataset import Annotations, read
from tfvision.detection.default_boxes import Level, default_boxes
from tfvision.detection.doctor_picture import figure
from tfvision.images import draw_boxes

SIZE = (60, 80)
LEVELS = (Level("fine", (12, 20), (2,)), Level("coarse", (30,), ()))
BOXES = default_boxes(LEVELS, [(6, 8), (3, 4)], SIZE)


@pytest.fixture
def folder(tmp_path):
    """Image `a` has one object, `b` two, `c` three."""
    for count, stem in enumerate("abc", 1):
        write_pair(tmp_path, stem, xml(*[box()] * count, filename=f"{stem}.jpg"))
    return tmp_path


def titles(drawing):
    return [panel.get_title() for panel in drawing.axes]


def test_the_readable_image_with_the_most_objects(folder):
    assert any(
        "match 3 objects" in title for title in titles(figure(read(folder), LEVELS, BOXES, SIZE))
    )
    data = read(folder)
    (folder / "c.jpg").write_bytes(b"no image")
    assert any("match 2 objects" in title for title in titles(figure(data, LEVELS, BOXES, SIZE)))


def test_no_readable_image(folder):
    data = read(folder)
    for image in folder.glob("*.jpg"):
        image.write_bytes(b"no image")
    for sick in (data, Annotations(("car",), []), Annotations((), [])):
        drawing = figure(sick, LEVELS, BOXES, SIZE)
        drawing.canvas.draw()
        assert titles(drawing).count("no image can be read") == 2


@pytest.mark.parametrize("stored_hw", [(30, 40), (40, 30)])
def test_boxes_fall_in_place_on_a_turned_photo(tmp_path, stored_hw):
    """Annotated as 30 high and 40 wide, upright or as its pixels are stored."""
    write_pair(tmp_path)
    turned(tmp_path / "a.jpg", stored_hw)
    data = read(tmp_path)
    far = np.array([[0.9, 0.9, 0.01, 0.01]], "float32")  # Matches nothing, and so is not drawn.
    (shown,) = figure(data, LEVELS, far, SIZE).axes[-1].get_images()
    (example,) = data.examples()
    expected = draw_boxes(
        example["image"].numpy(), data.samples[0].boxes_px, colours=(40, 200, 80), scale=0.6
    )
    np.testing.assert_array_equal(shown.get_array(), expected)


def test_sizes_are_shared_out_over_octaves(folder):
    data = read(folder)
    drawing = figure(data, LEVELS, BOXES, SIZE)
    panel = next(panel for panel in drawing.axes if panel.get_title().startswith("sizes"))
    sides = doctor.sizes_wh(doctor.unit_boxes(data)[0], SIZE)
    assert len(sides) == 6
    # 16 x 13 pixels of 40 x 30, at twice the size: 28.8 on a side.
    assert [(bar.get_x(), bar.get_height()) for bar in panel.patches] == [(4, 100)]
    marks = sorted(2 ** line.get_xdata()[0] for line in panel.lines)
    np.testing.assert_allclose(marks, [12, 12, 12, 240**0.5, 30], rtol=1e-6)


def test_no_objects_no_octaves():
    assert [len(values) for values in doctor.octaves(np.zeros([0, 2]))] == [0, 0]
