"""Three decoders: the seed's boxes, calibrated ones, and fitted ones that undo the encoding."""

import pathlib

import cv2
import numpy as np
import pytest

from tests.text import seed_loops
from tests.text.characters import lines_of, overlaps
from tfvision.text.gaussian import GaussianGenerator
from tfvision.text.quads import bounds, ordered
from tfvision.text.region import SMALLEST, region_to_bboxes

GOLDEN = pathlib.Path(__file__).parent.parent / "goldens" / "gaussian_seed.npz"
IMAGE_HW = (150, 230)
MAP_HW = (75, 115)


def draw(boxes_px, smallest=SMALLEST):
    generator = GaussianGenerator(dratio=2.5, mode="calibrated", smallest=smallest)
    return generator(MAP_HW, boxes_px / 2)


def noisy(heat, rng, noise=0.02, blur=0.3):
    return cv2.GaussianBlur(heat, (0, 0), blur) + rng.normal(0, noise, heat.shape)


def test_niter_golden():
    with np.load(GOLDEN) as golden:
        for name in ("usual", "other"):
            heat = (golden[f"{name}/map"] / 255).astype("float32")
            boxes, scores = region_to_bboxes(heat, 0.3, 3, 0.4, "niter")
            np.testing.assert_array_equal(boxes, golden[f"{name}/found"])
            assert scores.shape == (len(boxes),) and scores.min() >= 0.4


@pytest.mark.parametrize("threshold", [0.1, 0.4])
@pytest.mark.parametrize("size", [9, 17, 40])
def test_niter_equals_the_loop(rng, size, threshold):
    boxes, _ = lines_of(rng, size, IMAGE_HW, gap=0.4, margin=-3.0)  # Over the edge, too
    for heat in (draw(boxes, smallest=0), noisy(draw(boxes), rng).astype("float32")):
        found, scores = region_to_bboxes(heat, threshold, 4, 0.5, "niter")
        np.testing.assert_array_equal(found, seed_loops.decode(heat, threshold, 4, 0.5))
        assert len(found) > 5 and scores.min() >= 0.5


def test_niter_of_every_extent():
    for width in range(1, 30):
        for height in (1, 2, 5, 11):
            heat = np.zeros((60, 80), "float32")
            heat[30 : 30 + height, 22 : 22 + width] = 1
            found, _ = region_to_bboxes(heat, 0.5, 1, 0.5, "niter")
            np.testing.assert_array_equal(found, seed_loops.decode(heat, 0.5, 1, 0.5))


@pytest.mark.parametrize("smallest", [0.0, SMALLEST])
@pytest.mark.parametrize("size", [10, 14, 24, 40, 64])
def test_fit_undoes_the_encoding(rng, size, smallest):
    boxes, _ = lines_of(rng, size, IMAGE_HW)
    found, scores = region_to_bboxes(draw(boxes, smallest), 0.3, 1, 0.4, smallest=smallest)
    assert len(found) == len(boxes) and found.dtype == scores.dtype == np.float32
    iou = overlaps(found, boxes)
    assert iou.mean() > 0.99 and (iou > 0.9).mean() > 0.99
    assert size < 14 or iou.mean() > 0.999


def test_thin_characters_come_back_thin(rng):
    boxes = np.array([[10, 10, 30, 12], [50, 10, 52, 30], [80, 10, 83, 13], [100.5, 9, 102, 11]])
    found, _ = region_to_bboxes(draw(boxes), 0.3, 1, 0.35)
    assert overlaps(found, boxes).min() > 0.95
    found, _ = region_to_bboxes(noisy(draw(boxes), rng, 0.005, 0.1), 0.3, 1, 0.35)
    assert overlaps(found, boxes).min() > 0.7


def test_a_known_blur_is_taken_off(rng):
    boxes, _ = lines_of(rng, 16, IMAGE_HW, gap=0.1, least=0.5)
    heat = cv2.GaussianBlur(draw(boxes), (0, 0), 0.6)
    raw, _ = region_to_bboxes(heat, 0.3, 1, 0.4)
    sharp, _ = region_to_bboxes(heat, 0.3, 1, 0.4, smallest=np.hypot(SMALLEST, 2.5 * 0.6))
    assert overlaps(sharp, boxes).mean() > overlaps(raw, boxes).mean() + 0.05


@pytest.mark.parametrize(
    ("decoder", "size", "least"), [("unclip", 12, 0.75), ("unclip", 40, 0.93), ("fit", 12, 0.85)]
)
def test_boxes_from_noisy_maps(rng, decoder, size, least):
    boxes, _ = lines_of(rng, size, IMAGE_HW, gap=0.05)
    found, _ = region_to_bboxes(noisy(draw(boxes), rng), 0.3, 1, 0.4, decoder)
    assert len(found) == len(boxes)
    assert overlaps(found, boxes).mean() > least


@pytest.mark.parametrize("decoder", ["fit", "unclip"])
def test_boxes_at_the_edge_are_clipped(decoder):
    boxes = np.array(
        [[-6.0, 20, 14, 40], [120, -5, 140, 15], [216, 80, 240, 104], [60, 130, 82, 155]]
    )
    found, _ = region_to_bboxes(draw(boxes), 0.3, 1, 0.4, decoder)
    assert (found >= 0).all() and (found[:, 2] <= 230).all() and (found[:, 3] <= 150).all()
    clipped = np.clip(boxes, 0, [230, 150, 230, 150])
    assert overlaps(found, clipped).min() > (0.99 if decoder == "fit" else 0.7)


def test_an_odd_image_has_a_last_column_that_the_map_lacks():
    boxes = np.array([[210.0, 20, 231, 40]])
    heat = draw(boxes)
    assert region_to_bboxes(heat, 0.3, 1, 0.4)[0][0, 2] == 230
    assert region_to_bboxes(heat, 0.3, 1, 0.4, size_hw=(151, 231))[0][0, 2] == pytest.approx(231)


@pytest.mark.parametrize("angle", [-40, -15, 8, 30])
def test_turned_quads(angle):
    centres = np.stack(np.meshgrid([40, 110, 180], [40, 100]), -1).reshape(-1, 2)
    sizes = [(30, 18), (18, 30), (26, 14), (40, 20), (16, 26), (34, 22)]
    quads = [
        cv2.boxPoints((tuple(map(float, c)), s, angle)) for c, s in zip(centres, sizes, strict=True)
    ]
    quads = ordered(quads)
    heat = GaussianGenerator(dratio=2.5, mode="calibrated", smallest=SMALLEST)(MAP_HW, quads / 2)
    for decoder, worst in (("fit", 0.05), ("unclip", 3.0)):
        boxes, _, found = region_to_bboxes(heat, 0.3, 1, 0.4, decoder, quads=True)
        turns = [np.roll(found, turn, 1) for turn in range(4)]  # Near 45 degrees, either is first.
        apart = np.abs(np.stack(turns)[:, :, None] - quads).max((3, 4))
        assert apart.min((0, 1)).max() < worst
        np.testing.assert_allclose(boxes, bounds(found), atol=1e-3)


def test_a_plateau_falls_back_to_unclip():
    heat = np.zeros(MAP_HW, "float32")
    heat[20:40, 30:60] = 1.0  # No Gaussian has this shape; whatever comes is finite and on it.
    heat[60, 100] = 0.9  # One pixel
    for decoder in ("fit", "unclip"):
        found, scores = region_to_bboxes(heat, 0.3, 1, 0.4, decoder)
        assert len(found) == 2 and np.isfinite(found).all()
        np.testing.assert_allclose((found[0, :2] + found[0, 2:]) / 2, [90, 60], atol=1e-3)
        assert overlaps(found, np.array([[60.0, 40, 120, 80]]))[0] > 0.25
        np.testing.assert_allclose(scores, [1, 0.9])


def test_size_and_peak_are_asked_for():
    heat = np.zeros(MAP_HW, "float32")
    heat[10:12, 10:12], heat[30, 30:33], heat[50:54, 50:54] = 0.9, 0.9, 0.45
    for decoder in ("niter", "unclip", "fit"):
        assert len(region_to_bboxes(heat, 0.3, 1, 0.4, decoder)[0]) == 3
        assert len(region_to_bboxes(heat, 0.3, 4, 0.4, decoder)[0]) == 2
        assert len(region_to_bboxes(heat, 0.3, 4, 0.5, decoder)[0]) == 1


@pytest.mark.parametrize("decoder", ["niter", "unclip", "fit"])
def test_odd_maps(rng, decoder):
    for shape in ((0, 0), (0, 9), (1, 1), (1, 40), (30, 1), (2, 2)):
        for value in (0.0, 1.0):
            found, scores = region_to_bboxes(np.full(shape, value), 0.3, 1, 0.4, decoder)
            assert found.shape == (int(value and min(shape) > 0), 4) and len(scores) == len(found)
            assert np.isfinite(found).all()
    noise = rng.uniform(-1, 1, (60, 90))
    found, scores = region_to_bboxes(noise, 0.3, 1, 0.4, decoder)
    assert len(found) > 50 and np.isfinite(found).all() and scores.min() >= 0.4


@pytest.mark.parametrize(
    ("region", "options", "message"),
    [
        (np.full((3, 4), np.nan), {}, "region must be finite, got NaN or infinity in 12 of 12 px"),
        (np.array([[1.0, np.inf]]), {}, "infinity in 1 of 2 px"),
        (np.zeros((3, 4, 1)), {}, r"region must be \[h, w\], got \[3, 4, 1\]"),
        (np.zeros((3, 4)), {"decoder": "best"}, "decoder must be one of .*, got 'best'"),
        (np.zeros((3, 4)), {"decoder": "niter", "quads": True}, "quads must be False"),
        (np.zeros((3, 4)), {"dratio": 0}, "dratio must be above 0 and .* got 0.3, 0 and 1.5"),
    ],
)
def test_bad_arguments(region, options, message):
    with pytest.raises(ValueError, match=message):
        region_to_bboxes(region, 0.3, 1, 0.4, **options)


def test_niter_boxes_what_lies_askew_upright():
    heat = np.zeros(MAP_HW, "float32")
    for i in range(24):
        heat[10 + i, 20 + 2 * i : 26 + 2 * i] = 1
    found, _ = region_to_bboxes(heat, 0.3, 1, 0.4, "niter")
    turned = seed_loops.decode(heat, 0.3, 1, 0.4)
    upright = [[40, 20, 2 * (20 + 46 + 6 - 1), 2 * (10 + 24 - 1)]]
    assert np.abs(found - upright).max() <= 6  # What it grew by
    assert np.abs(turned - found).max() > 4
