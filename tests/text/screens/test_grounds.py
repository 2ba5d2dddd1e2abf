"""Grounds, patterns and windows: any size, the same from the same seed, inside the picture."""

import numpy as np
import pytest

from tfvision.text.screens import grounds, textures, windows


@pytest.mark.parametrize("kind", [kind for kind, _ in grounds.KINDS], ids=lambda k: k.__name__)
def test_every_ground_fills_a_picture(kind):
    for seed, size_hw in enumerate([(32, 200), (201, 48), (120, 161)]):
        pictures = [np.zeros((*size_hw, 3), np.uint8) for _ in range(2)]
        for picture in pictures:
            kind(picture, np.random.default_rng(seed))
        np.testing.assert_array_equal(*pictures)
        assert (pictures[0] > 0).mean() > 0.2


def test_a_figure_may_stand_at_the_edge():
    picture = np.zeros((80, 120, 3), np.uint8)
    grounds.figure(picture, np.random.default_rng(0), 118, 0.9)
    assert picture[:, 90:].any() and not picture[:, :60].any()


@pytest.mark.parametrize("texture", textures.ALL, ids=lambda t: t.__name__)
def test_every_texture_marks_any_area(texture):
    for size_hw in ((9, 9), (20, 150), (130, 31)):
        area = np.zeros((*size_hw, 3), np.uint8)
        for seed in range(4):
            texture(area, np.random.default_rng(seed), (200, 100, 50))
        assert area.any() or min(size_hw) < 10
        assert area[..., 1].max() <= 140


def test_a_texture_stays_in_its_area():
    image = np.full((60, 80, 3), 90, np.uint8)
    for seed in range(30):
        textures.draw(image[20:40, 30:60], np.random.default_rng(seed))
    outside = image.copy()
    outside[20:40, 30:60] = 90
    assert (outside == 90).all() and (image != 90).any()


def test_windows_cover_their_oblong_and_no_more(rng):
    for _ in range(40):
        image = np.full((70, 100, 3), 77, np.uint8)
        x0, y0 = rng.integers(-20, 60, 2).tolist()
        rect = (x0, y0, x0 + int(rng.integers(5, 90)), y0 + int(rng.integers(5, 60)))
        windows.paint(image, rect, windows.draw_skin(rng))
        inside = np.zeros(image.shape[:2], bool)
        inside[max(y0, 0) : rect[3], max(x0, 0) : rect[2]] = True
        assert (image[~inside] == 77).all()


def test_windows_off_the_picture_or_without_size_are_nothing(rng):
    image = np.full((50, 60, 3), 77, np.uint8)
    for rect in ((70, 10, 90, 30), (10, 10, 11, 40), (10, 30, 40, 20), (-30, 5, -5, 30)):
        windows.paint(image, rect, windows.draw_skin(rng))
    assert (image == 77).all()


def test_gauges_and_markers_draw(rng):
    for _ in range(20):
        image = np.zeros((40, 60, 3), np.uint8)
        windows.gauge(image, (5, 5, 50, 12), rng)
        assert image[5:13, 5:51].any() and not image[20:].any()
        windows.marker(image, (20, 22), 9, rng, (200, 200, 200))
        assert image[22:32, 20:30].any()
