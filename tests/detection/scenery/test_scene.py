"""Whole scenes: their boxes are sound, tight, and the same at every size."""

import numpy as np
import pytest

from tfvision.detection.roads import render
from tfvision.detection.scenery import scene

_SMALL = (90, 160)


def _extent(mask):
    """Box of the true pixels of a mask."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])


def test_another_size_shows_the_same_scene():
    compared = 0
    for index in range(8):
        small, large = (scene.paint_scene(2, index, size) for size in ((180, 320), (360, 640)))
        larger = dict(zip(large.box_ids.tolist(), large.boxes_px, strict=True))
        easy = np.flatnonzero(~small.difficult)
        apart = [np.abs(2 * small.boxes_px[i] - larger[small.box_ids[i]]) for i in easy]
        assert not apart or np.median(apart) < 1
        compared += len(apart)
    assert compared > 20


def test_no_box_is_degenerate_or_outside_in_300_scenes():
    height, width = 96, 160
    empty = 0
    for seed in range(300):
        example = render(seed, seed % 7, (height, width))
        boxes, labels = example["boxes_px"], example["labels"]
        assert np.isfinite(boxes).all()
        assert (boxes[:, :2] >= 0).all() and (boxes[:, 2:] <= (width, height)).all()
        assert (boxes[:, 2] - boxes[:, 0] >= 3).all() and (boxes[:, 3] - boxes[:, 1] >= 2).all()
        assert np.isin(labels, (0, 1)).all()
        widths = (boxes[:, 2] - boxes[:, 0])[~example["difficult"] & (labels == 1)]
        assert (widths >= width / 27).all()
        empty += len(boxes) == 0
    assert 0.03 <= empty / 300 <= 0.14


@pytest.mark.parametrize("size_hw", [(32, 200), (200, 48), (361, 641)])
def test_odd_sizes(size_hw):
    for index in range(6):
        example = render(0, index, size_hw)
        assert example["image"].shape == (*size_hw, 3)
        assert (example["boxes_px"] <= np.tile(size_hw[::-1], 2)).all()


def test_boxes_bound_what_is_seen():
    checked = 0
    for index in range(25):
        painted = scene.paint_scene(6, index, (180, 320))
        rows = zip(painted.boxes_px, painted.labels, painted.box_ids, strict=True)
        for box, label, ident in rows:
            mask = painted.ids == ident
            if label == scene.CAR:
                mask |= painted.ids == ident + 1
            assert np.abs(_extent(mask) - box).max() <= 1
            checked += 1
    assert checked > 80


def test_pictures_differ_in_light_and_have_empty_ones():
    pictures = [render(0, i, _SMALL) for i in range(40)]
    brightness = [picture["image"].mean() for picture in pictures]
    assert min(brightness) < 50 and max(brightness) > 110
    assert any(len(picture["boxes_px"]) == 0 for picture in pictures)
    counts = [(picture["labels"] == label).sum() for picture in pictures for label in (0, 1)]
    assert max(counts) >= 4
