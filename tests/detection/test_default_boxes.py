"""Default boxes: the order inside a cell, the published geometries, and levels that do not fit."""

import numpy as np
import pytest

from tfvision.detection.default_boxes import Level, default_boxes
from tfvision.detection.geometries import PUBLISHED, published, scaled

# Count and sum of all cx, cy, w, h, from the public implementations themselves.
GOLDEN = {
    "caffe_voc300": (8732, 11908.751902),
    "amdegroot_voc300": (8732, 11906.589237),
    "amdegroot_coco300": (8732, 11230.228706),
    "coco300": (8732, 11232.289402),
    "torchvision_coco300": (8732, 11231.828671),
    "voc512_float": (24564, 30856.283394),
    "caffe_voc512": (24564, 30775.108908),
    "jjjkkkjjj_voc300": (8732, 11764.695753),
    "jjjkkkjjj_voc512": (24564, 30853.997191),
    "qfgaohao_mb2_lite": (3000, 4802.778004),
    "qfgaohao_vgg300": (8732, 11906.5893),
    "qfgaohao_mb1": (3000, 4802.7780),
    "qfgaohao_mb3_lite": (3000, 4802.7780),
    "lufficc_voc300": (8732, 11906.5893),
    "lufficc_coco300": (8732, 11230.2287),
    "lufficc_voc512": (24564, 30853.9973),
    "lufficc_coco512": (24564, 28947.8775),
    "lufficc_mb2_320": (3234, 4953.0112),
    "torchvision_mb3_320": (3234, 5064.8035),
}


def default_boxes_loop(levels, sizes_hw, image_size):
    """Nested loops over levels, cells and boxes of a cell."""
    rows, (height, width) = [], image_size
    for level, (cells_y, cells_x) in zip(levels, sizes_hw, strict=True):
        shapes = [(level.sizes[0],) * 2, ((level.sizes[0] * level.sizes[1]) ** 0.5,) * 2]
        for ratio in level.aspect_ratios:
            long, short = level.sizes[0] * ratio**0.5, level.sizes[0] / ratio**0.5
            shapes += [(long, short), (short, long)]
        shapes += level.boxes_wh
        for y in range(cells_y):
            for x in range(cells_x):
                for w, h in shapes:
                    cx = (x + 0.5) * (level.step or width / cells_x)
                    cy = (y + 0.5) * (level.step or height / cells_y)
                    rows.append((cx / width, cy / height, w / width, h / height))
    return np.array(rows)


@pytest.mark.parametrize("name", GOLDEN)
def test_published_counts_and_sums(name):
    boxes_cxcywh = published(name).default_boxes()
    count, total = GOLDEN[name]
    assert boxes_cxcywh.shape == (count, 4)
    assert boxes_cxcywh.dtype == np.float32
    assert boxes_cxcywh.astype("float64").sum() == pytest.approx(total, abs=2e-3)


def test_published_geometries_are_not_interchangeable():
    def difference(a, b):
        a, b = (published(name).default_boxes() for name in (a, b))
        return np.abs(a - b).max(), int(np.sum(np.any(a != b, axis=1)))

    largest, rows = difference("caffe_voc300", "amdegroot_voc300")
    assert (largest, rows) == (pytest.approx(0.2445, abs=1e-4), 134)
    largest, _ = difference("caffe_voc512", "voc512_float")
    assert largest == pytest.approx(0.0027, abs=1e-4)
    jk = published("jjjkkkjjj_voc300").default_boxes()
    am = np.clip(published("amdegroot_voc300").default_boxes(), 0, 1)
    assert jk.shape == am.shape
    assert np.abs(np.clip(jk, 0, 1) - am)[:, :2].max() == pytest.approx(0.06, abs=5e-3)
    tv = published("torchvision_coco300").default_boxes()
    coco = np.clip(published("coco300").default_boxes(), 0, 1)
    assert np.abs(tv - coco).max() == pytest.approx(0.0133, abs=1e-4)


def test_boxes_of_a_cell_stand_in_the_papers_order():
    first = published("caffe_voc300").default_boxes()[:4]
    wide, tall, middle = 30 * 2**0.5, 30 / 2**0.5, (30 * 60) ** 0.5
    expected = [[4, 4, 30, 30], [4, 4, middle, middle], [4, 4, wide, tall], [4, 4, tall, wide]]
    np.testing.assert_allclose(first * 300, expected, rtol=1e-6)
    seventh = published("caffe_voc300").default_boxes()[4 * 38 : 4 * 38 + 1] * 300
    np.testing.assert_allclose(seventh, [[4, 12, 30, 30]], rtol=1e-6)  # the second row of cells


def test_any_size_equals_the_loop():
    levels = (
        Level("a", (10, 24), (2, 3), step=16),
        Level("b", (24, 40), (), boxes_wh=((50, 14), (13, 9))),
        Level("c", (40, 60), (1.5,)),
    )
    sizes_hw, image_size = [(6, 10), (3, 5), (1, 2)], (90, 160)
    boxes_cxcywh = default_boxes(levels, sizes_hw, image_size)
    expected = default_boxes_loop(levels, sizes_hw, image_size)
    np.testing.assert_allclose(boxes_cxcywh, expected, rtol=1e-6)
    assert [level.boxes_per_cell for level in levels] == [6, 4, 4]
    clipped = default_boxes(levels, sizes_hw, image_size, clip="cxcywh")
    np.testing.assert_allclose(clipped, np.clip(expected, 0, 1), rtol=1e-6)
    narrow = default_boxes(levels, sizes_hw, image_size, clip="wh")
    np.testing.assert_allclose(narrow[:, :2], expected[:, :2], rtol=1e-6)
    np.testing.assert_allclose(narrow[:, 2:], np.clip(expected[:, 2:], 0, 1), rtol=1e-6)


def test_a_level_from_boxes_alone():
    level = Level("c", (), (), boxes_wh=((50, 14),))
    boxes_cxcywh = default_boxes([level], [(1, 2)], (20, 100))
    np.testing.assert_allclose(boxes_cxcywh, [[0.25, 0.5, 0.5, 0.7], [0.75, 0.5, 0.5, 0.7]])


def test_one_more_level_is_one_more_line():
    levels, sizes = (
        published("qfgaohao_mb2_lite").levels,
        published("qfgaohao_mb2_lite").feature_sizes,
    )
    finer = (Level("block_6_expand", (21, 60), (2, 3), 8), *levels)
    pairs = [(side, side) for side in (38, *sizes)]
    assert len(default_boxes(finer, pairs, (300, 300))) == 3000 + 6 * 38 * 38


def test_scaled_levels():
    larger = scaled(published("caffe_voc300").levels, 2)
    assert larger[0].sizes == (60, 120)
    assert larger[0].step is None
    assert scaled(published("caffe_voc300").levels, 2, keep_steps=True)[0].step == 8


def test_config_round_trip():
    level = Level("a", (10, 24), (2, 3), step=16, boxes_wh=((50, 14), (13, 9)))
    assert Level.from_config(level.get_config()) == level


@pytest.mark.parametrize(
    ("level", "message"),
    [
        (("f", (0, 5), ()), "Level 'f': sizes must be"),
        (("f", (9, 5), ()), "Level 'f': sizes must not fall"),
        (("f", (1, 2, 3), ()), "Level 'f': sizes must be"),
        (("f", (5,), (0.5,)), "Level 'f': aspect_ratios must be above 1"),
        (("f", (), (2,)), "Level 'f': aspect_ratios need sizes"),
        (("f", (), ()), "Level 'f': has no boxes"),
        (("f", (5,), (), 0), "Level 'f': step must be above 0"),
    ],
)
def test_bad_levels(level, message):
    with pytest.raises(ValueError, match=message):
        Level(*level)


def test_a_map_that_does_not_fit_is_named():
    levels = [Level("fine", (10,), (), step=8), Level("coarse", (20,), (), step=8)]
    with pytest.raises(ValueError, match="Level 'coarse': 4 rows at step 8"):
        default_boxes(levels, [(8, 16), (4, 8)], (64, 128))
    with pytest.raises(ValueError, match="Level 'coarse': 16 columns at step 8"):
        default_boxes(levels, [(4, 8), (4, 16)], (32, 64))
    with pytest.raises(ValueError, match="2 levels but 1 feature sizes"):
        default_boxes(levels, [(8, 16)], (64, 128))
    with pytest.raises(ValueError, match="clip must be one of"):
        default_boxes(levels[:1], [(8, 16)], (64, 128), clip="xyxy")
    with pytest.raises(ValueError, match=r"name must be one of \['amdegroot_coco300'"):
        published("voc300")
    assert set(GOLDEN) == set(PUBLISHED)


def test_a_row_of_another_image_size_is_scaled():
    level = Level("a", (10,), (2,), step=16, boxes_wh=((50, 14),), image_size=(96, 160))
    assert Level.from_config(level.get_config()) == level
    twice = level.at((192, 321))
    assert twice.step is None and twice.image_size == (192, 321)
    np.testing.assert_allclose(twice.boxes_wh, [[50 * 321 / 160, 28]])
    np.testing.assert_allclose(twice.sizes, [20], rtol=0.01)
    small = default_boxes([level], [(6, 10)], (96, 160))
    np.testing.assert_allclose(default_boxes([level], [(6, 10)], (192, 320)), small, rtol=1e-6)
    assert level.at([96, 160]) is level
    with pytest.raises(ValueError, match=r"Level 'a' is for .* 96 x 160, which those of 160 x 96"):
        default_boxes([level], [(10, 6)], (160, 96))
    with pytest.raises(ValueError, match=r"image_size must be \(height, width\) above 0 or None"):
        Level("a", (10,), (), image_size=(96,))


def test_rows_written_before_they_knew_their_image_size():
    config = Level("a", (10,), ()).get_config()
    assert config.pop("image_size") is None
    assert Level.from_config(config) == Level("a", (10,), ())
