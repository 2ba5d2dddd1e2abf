"""Words by CRAFT's rule against a drawn one, and the words of given characters."""

import cv2
import numpy as np
import pytest

from tfvision.text.words import boxes_of_words, word_boxes, word_of_each


def drawn_words(region, affinity, text_threshold, link_threshold, low_text):
    """CRAFT's rule by drawing: join, grow the joined, keep what is text, box it."""
    text, link = region > low_text, affinity > link_threshold
    joined = np.uint8(text | link)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    boxes = []
    for label in range(1, count):
        w, h, size = stats[label, 2:].tolist()
        mine = labels == label
        if size < 10 or region[mine].max() < text_threshold:
            continue
        more = int(np.sqrt(size * min(w, h) / (w * h)) * 2)
        grown = cv2.dilate(np.uint8(mine & text), np.ones([1 + more, 1 + more], "uint8"))
        y, x = np.nonzero(grown)
        boxes.append([2 * x.min(), 2 * y.min(), 2 * x.max(), 2 * y.max()])
    return np.array(boxes, "float32").reshape(-1, 4)


def maps(rng, noise=0.0):
    region, affinity = np.zeros((40, 90), "float32"), np.zeros((40, 90), "float32")
    for x in (5, 15, 25, 50, 60, 76):
        region[6:14, x : x + 7] = 0.9
    for x in (11, 21, 56):
        affinity[8:12, x : x + 6] = 0.8
    affinity[8:12, 81:90] = 0.8  # A link that leads away: no text
    region[25:30, 5:60], affinity[33:36, 5:80] = 0.6, 0.9  # Never above 0.7; a link alone
    return region + noise * rng.normal(size=region.shape), affinity


@pytest.mark.parametrize("noise", [0, 0.2])
def test_boxes_equal_the_drawn_ones(rng, noise):
    region, affinity = maps(rng, noise)
    found, scores = word_boxes(region, affinity)
    np.testing.assert_array_equal(
        found, drawn_words(region.astype("float32"), affinity, 0.7, 0.4, 0.4)
    )
    assert len(scores) == len(found)
    if not noise:
        assert len(found) == 3 and np.allclose(scores, 0.9)


def test_each_character_has_its_word(rng):
    region, affinity = maps(rng)
    x = np.array([50, 5, 15, 25, 60, 76, 40])  # The last is none.
    boxes = 2.0 * np.stack([x, x * 0 + 6, x + 7, x * 0 + 14], axis=1)
    words = word_of_each(boxes, region, affinity)
    assert words.tolist() == [0, 1, 1, 1, 0, 2, 3]
    around = boxes_of_words(boxes, words)
    assert around.tolist()[:2] == [[100, 12, 134, 28], [10, 12, 64, 28]]


def test_none(rng):
    blank = np.zeros((20, 30))
    assert word_boxes(blank, blank)[0].shape == (0, 4)
    assert word_boxes(np.zeros((0, 30)), np.zeros((0, 30)))[0].shape == (0, 4)
    words = word_of_each(np.zeros([0, 4]), blank, blank)
    assert words.shape == (0,) and boxes_of_words(np.zeros([0, 4]), words).shape == (0, 4)


def test_maps_must_fit():
    with pytest.raises(ValueError, match=r"must have one shape, got \(3, 4\) and \(4, 3\)"):
        word_boxes(np.zeros((3, 4)), np.zeros((4, 3)))
    with pytest.raises(ValueError, match="affinity must be finite"):
        word_boxes(np.zeros((3, 4)), np.full((3, 4), np.nan))
