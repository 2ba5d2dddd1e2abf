"""Characters that one threshold joins come apart, and one character stays whole."""

import numpy as np

from tests.text.characters import lines_of, overlaps
from tfvision.text import components
from tfvision.text.gaussian import GaussianGenerator
from tfvision.text.region import region_to_bboxes
from tfvision.text.splitting import split


def two_peaks(valley=0.45, low=0.9):
    heat = np.zeros((9, 24), "float32")
    heat[3:6, 4:9], heat[3:6, 9:13], heat[3:6, 13:18] = 0.9, valley, low
    return heat


def test_each_pixel_goes_to_the_nearer_part():
    found = components.find(two_peaks(), 0.3, 1, 0.4)
    assert len(found) == 1
    parts = split(found, (0.5,))
    assert parts.ltwh.tolist() == [[4, 3, 7, 3], [11, 3, 7, 3]]
    assert parts.sizes.tolist() == [21, 21] and parts.peaks.tolist() == found.peaks.tolist() * 2
    assert np.array_equal(parts.labels > 0, found.labels > 0)


def test_what_hardly_rises_is_no_part():
    for heat in (two_peaks(0.55), two_peaks(0.45, low=0.55), two_peaks(0.95)):
        found = components.find(heat, 0.3, 1, 0.4)
        assert len(split(found, (0.5,))) == 1
    assert len(split(components.find(two_peaks(), 0.3, 1, 0.4), ())) == 1


def test_others_keep_their_place():
    heat = np.zeros((30, 24), "float32")
    heat[:9], heat[12:14, 2:5], heat[20:29] = two_peaks(), 0.45, two_peaks(0.6)
    parts = split(components.find(heat, 0.3, 1, 0.4), (0.4, 0.5, 0.7))
    tops = [[12, 2], [3, 4], [3, 11], [23, 4], [23, 11]]
    assert parts.ltwh[:, 1::-1].tolist() == tops
    assert np.array_equal(np.unique(parts.labels), np.arange(6))


def test_nothing_to_split():
    found = components.find(np.zeros((5, 7), "float32"), 0.3, 1, 0.4)
    assert len(split(found, (0.4, 0.6))) == 0


def test_small_characters_that_touch_are_found(rng):
    boxes, _ = lines_of(rng, 8, (100, 160), least=0.8)
    heat = GaussianGenerator(dratio=2.5, mode="calibrated", smallest=1.5)((50, 80), boxes / 2)
    shares = {}
    for levels in ((), (0.4, 0.5, 0.6)):
        found, _ = region_to_bboxes(heat, 0.3, 1, 0.4, smallest=1.5, split=levels)
        shares[levels] = (overlaps(found, boxes) > 0.5).mean()
    assert shares[()] < 0.6 and shares[0.4, 0.5, 0.6] > 0.9
