"""Zooms within their ranges; windows that hold characters and cut few."""

import numpy as np
import pytest

from tfvision.text import crop
from tfvision.text.augment_options import AugmentOptions

WINDOW = np.array([60.0, 40.0])


def slow_visible(box, window):
    width = min(box[2], window[2]) - max(box[0], window[0])
    height = min(box[3], window[3]) - max(box[1], window[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return max(width, 0) * max(height, 0) / area if area > 0 else 0


def test_visible_against_a_loop(rng):
    corner = rng.uniform(-20, 80, [30, 2])
    boxes = np.concatenate([corner, corner + rng.integers(0, 3, [30, 2]) * 9.5], 1)
    windows = np.concatenate([corner[:5], corner[:5] + WINDOW], 1)
    found = crop.visible(boxes, windows[:, None])
    expected = [[slow_visible(box, window) for box in boxes] for window in windows]
    np.testing.assert_allclose(found, expected)
    assert crop.visible(boxes[:0], windows[0]).shape == (0,)


def test_the_usual_size_is_that_of_legible_characters():
    boxes = np.array([[0, 0, 10, 20], [0, 0, 30, 5], [0, 0, 2, 90]], float)
    assert crop.character_px(boxes, np.array([False, False, True])) == 25
    assert (
        crop.character_px(boxes, np.ones(3, bool))
        == crop.character_px(boxes[:0], np.ones(0, bool))
        == 24
    )


@pytest.mark.parametrize(
    ("size_px", "low", "high"), [(25, 0.5, 2), (60, 0.5, 1.0), (8, 1.5, 2), (400, 0.15, 0.15)]
)
def test_zoom_is_bounded_by_the_size_of_characters(rng, size_px, low, high):
    options = AugmentOptions(stretch=(0.8, 1.25), character_px=(12, 60))
    zooms = np.array([crop.draw_zoom(rng, size_px, options) for _ in range(400)])
    zoom, stretch = np.sqrt(zooms.prod(1)), zooms[:, 0] / zooms[:, 1]
    assert zoom.min() >= low - 1e-9 and zoom.max() <= high + 1e-9
    assert zoom.min() < low * 1.05 and zoom.max() > high / 1.05
    assert 0.8 <= stretch.min() < 0.82 and 1.22 < stretch.max() <= 1.25


def windows(rng, page_wh, boxes, count=200, **options):
    options = AugmentOptions(**options)
    boxes = np.array(boxes, float).reshape(-1, 4)
    return [
        crop.choose_window(rng, np.array(page_wh, float), WINDOW, boxes, options)
        for _ in range(count)
    ]


@pytest.mark.parametrize("boxes", [[], [[30, 30, 40, 45]]])
def test_windows_lie_in_a_large_page_and_hold_a_small_one(rng, boxes):
    for start in windows(rng, (150, 41), boxes):
        assert (start >= 0).all() and (start <= [90, 1]).all()
    for start in windows(rng, (50, 30), boxes):
        assert (start <= 0).all() and (start + WINDOW >= [50, 30]).all()
    starts = np.array(windows(rng, (50, 90), boxes))
    assert (starts[:, 0] <= 0).all() and (starts[:, 1] >= 0).all()


def test_windows_on_characters_hold_one(rng):
    """Two small characters on a large page, of which a free window shows hardly ever one."""
    boxes = np.array([[30, 900, 40, 912], [960, 20, 971, 30]])

    def share(chance):
        starts = windows(rng, (1000, 1000), boxes, crop_on_character=chance)
        shown = [crop.visible(boxes, np.concatenate([s, s + WINDOW])).max() > 0 for s in starts]
        return np.mean(shown)

    assert share(1.0) == 1 and share(0.0) < 0.1 and 0.4 < share(0.5) < 0.6


def test_more_tries_cut_fewer_characters(rng):
    x, y = np.meshgrid(np.arange(0, 300, 15), np.arange(0, 200, 20))
    corner = np.stack([x, y], -1).reshape(-1, 2)
    boxes = np.concatenate([corner, corner + [13, 15]], 1)

    def cut(tries):
        starts = windows(rng, (300, 200), boxes, crop_tries=tries, crop_on_character=1.0)
        shares = [crop.visible(boxes, np.concatenate([s, s + WINDOW])) for s in starts]
        return np.mean([((s > 0) & (s < 0.85)).sum() / (s > 0).sum() for s in shares])

    assert cut(30) < 0.6 * cut(1)
