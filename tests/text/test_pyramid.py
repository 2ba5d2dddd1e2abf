"""Levels of a page: which characters of two are kept, by a plain loop; and a detector with some."""

import numpy as np
import pytest
import tensorflow as tf

from tests.tiny_text import Bright, lattice, page
from tfvision import text
from tfvision.text import pyramid
from tfvision.text.predictor import CharacterDetector


def some(rng, count, largest):
    low = rng.uniform(0, 200, [count, 2])
    return np.concatenate([low, low + rng.uniform(1, largest, [count, 2])], 1).astype("float32")


def chosen(finer, coarser):
    """Rows of the coarser boxes that have at most eight parts, and of finer ones that are none."""
    parts = {k: set() for k in range(len(coarser))}
    for i, (x1, y1, x2, y2) in enumerate(finer.tolist()):
        for k, (left, top, right, bottom) in enumerate(coarser.tolist()):
            width, height = min(x2, right) - max(x1, left), min(y2, bottom) - max(y1, top)
            if max(width, 0) * max(height, 0) > 0.5 * (x2 - x1) * (y2 - y1):
                parts[k].add(i)
    whole = [k for k, own in parts.items() if len(own) <= 8]
    gone = set().union(*(parts[k] for k in whole))
    return [i for i in range(len(finer)) if i not in gone], whole


def test_parts_of_larger_characters_go_and_all_others_stay(rng):
    refused = 0
    for _ in range(20):
        finer, coarser = some(rng, 60, 30), some(rng, 6, 130)
        kept, whole = chosen(finer, coarser)
        refused += 6 - len(whole)
        assert 0 < len(kept) < 60 and whole
        columns = [
            {"boxes": boxes, "scores": rng.uniform(size=len(boxes)), "word": np.arange(len(boxes))}
            for boxes in (finer, coarser)
        ]
        found = pyramid.joined(*columns)
        boxes = np.concatenate([finer[kept], coarser[whole]])
        np.testing.assert_array_equal(found["boxes"], boxes)
        scores = np.concatenate([columns[0]["scores"][kept], columns[1]["scores"][whole]])
        np.testing.assert_array_equal(found["scores"], scores)
        assert found["word"].tolist() == [*kept, *(60 + k for k in whole)]
    assert refused > 3


def test_only_what_is_large_on_its_own_level_is_believed():
    boxes = np.array([[0, 0, 20, 3], [0, 0, 19.9, 19.9], [5, 5, 8, 30]], "float32")
    found = pyramid.only_large({"boxes": boxes, "scores": np.arange(3)})
    assert found["scores"].tolist() == [0, 2]
    none = pyramid.only_large({"boxes": boxes[:0], "scores": np.zeros(0)})
    assert pyramid.joined(found, none)["scores"].tolist() == [0, 2]
    assert pyramid.joined(none, found)["scores"].tolist() == [0, 2]


def test_in_a_graph_it_is_the_same(rng):
    counts = [(30, 8), (0, 5), (12, 0), (0, 0)]
    levels = [[some(rng, count, 50) for count in both] for both in counts]
    padded = []
    for which in (0, 1):
        rows = [both[which] for both in levels]
        lengths = [len(row) for row in rows]
        boxes = tf.ragged.constant([row.tolist() for row in rows], ragged_rank=1, inner_shape=(4,))
        scores = tf.ragged.constant([row[:, 0].tolist() for row in rows])
        found = {"boxes": boxes.to_tensor(), "scores": scores.to_tensor()}
        padded.append({**found, "num_detections": tf.constant(lengths)})
    traced = tf.function(
        lambda fine, coarse: pyramid.joined_in_graph(fine, pyramid.only_large_in_graph(coarse))
    )
    answer = traced(*padded)
    for i, both in enumerate(levels):
        columns = [{"boxes": boxes, "scores": boxes[:, 0]} for boxes in both]
        expected = pyramid.joined(columns[0], pyramid.only_large(columns[1]))
        count = int(answer["num_detections"][i])
        for name, values in expected.items():
            np.testing.assert_array_equal(answer[name][i, :count], values)
            assert not np.any(answer[name][i, count:])


@pytest.mark.parametrize("size_hw", [(300, 400), (301, 403)])
def test_a_detector_takes_large_characters_from_the_smaller_page(size_hw):
    boxes_px = np.concatenate([lattice(size_hw)[:4], [[40, 90, 130, 170], [180, 100, 270, 180]]])
    image, model = page(boxes_px, size_hw), Bright()
    found = CharacterDetector(model, levels=2, direction="horizontal").predict(image)
    fine, coarse = (CharacterDetector(model, scale=scale).predict(image) for scale in (1, 1 / 3))
    large = (coarse["box"][:, 2:] - coarse["box"][:, :2]).max(1) >= 60
    assert large.sum() == 2
    kept, whole = chosen(fine["box"], coarse["box"][large])
    assert (len(kept), len(whole)) == (4, 2)
    expected = np.concatenate([fine["box"][kept], coarse["box"][large]])
    np.testing.assert_allclose(found["box"], expected, atol=1e-4)
    np.testing.assert_allclose(found["box"][found["order"]], boxes_px, atol=4)
    assert found["line"][found["order"]].tolist() == [0, 0, 0, 0, 1, 1]


def test_any_page_has_an_answer_on_every_level():
    detector = CharacterDetector(
        text.ghost_craft(faithful=False, width=0.125), levels=4, tile=64, overlap=16
    )
    for size_hw in [(1, 1), (1, 700), (9, 2), (130, 90)]:
        noise = np.random.default_rng(0).integers(0, 256, [*size_hw, 3], "uint8")
        found = detector.predict(noise)
        assert (found["box"] >= 0).all() and (found["box"] <= np.tile(size_hw[::-1], 2)).all()
        assert sorted(found["order"]) == list(range(found["num_detections"]))
