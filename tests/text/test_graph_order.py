"""The order of reading in a graph is the one in NumPy, whatever stands on the page."""

import numpy as np
import pytest

from tests.text.set_pages import columns, line, page, rows
from tfvision.text import graph_lines, graph_neighbours, graph_order, screens
from tfvision.text.reading_order import reading_order


def check(boxes, direction="auto"):
    boxes = np.asarray(boxes, "float32").reshape(-1, 4)
    expected = reading_order(boxes, direction).order
    found = graph_order.reading_orders(boxes[None], [len(boxes)], direction)
    np.testing.assert_array_equal(found, expected[None])


def scattered(rng, count):
    corner, size = rng.uniform(0, 300, [count, 2]), rng.uniform(0, 30, [count, 2])
    size *= rng.uniform(size=[count, 1]) < 0.9  # Some are nothing but a point.
    return np.concatenate([corner, corner + size], axis=1)


def grid(rng):
    """A table with holes: equal coordinates everywhere."""
    shape, gaps, size = rng.integers(1, 8, 2), rng.integers(0, 30, 2), rng.integers(6, 20)
    corner = np.stack(np.meshgrid(*map(np.arange, shape)), -1).reshape(-1, 2) * (size + gaps)
    corner = corner[rng.uniform(size=len(corner)) < 0.8]
    return rng.permutation(np.concatenate([corner, corner + size], axis=1))


def test_rendered_screens(rng):
    for screen in (screens.Screens(10, 5, (240, 320))[i] for i in range(10)):
        boxes = screen["boxes_xyxy"] * [320, 240, 320, 240]
        check(rng.permutation(boxes))
        check(boxes + rng.uniform(-0.25, 0.25, boxes.shape))


def test_scattered_boxes_and_tables(rng):
    for _ in range(25):
        check(scattered(rng, int(rng.integers(1, 90))))
        check(np.round(scattered(rng, int(rng.integers(1, 90)))))
        check(grid(rng))


@pytest.mark.parametrize("direction", ["auto", "vertical"])
def test_pages_set_on_purpose(rng, direction):
    text = ["いろはにほ、", "へとちり。", "ぬるを"]
    ruby = [line("少女は言う", 0, 34), line("しょうじょ", 0, 25, 9)]
    for lines in (rows(text, 0, 0), columns(text, 300, 0), ruby, rows(text, 0, 0) + ruby):
        check(rng.permutation(page(*lines)[0]), direction)
    check([], direction)
    check([[3, 4, 9, 12]], direction)


def test_parts_are_the_whole(rng, monkeypatch):
    boxes = scattered(rng, 60).astype("float32")
    monkeypatch.setattr(graph_neighbours, "_PAIRS_AT_ONCE", 50)
    monkeypatch.setattr(graph_lines, "_AT_ONCE", 100)
    expected = reading_order(boxes, "horizontal").order
    found = graph_order._traced.__wrapped__("horizontal")(boxes[None], [60])
    np.testing.assert_array_equal(found[0], expected)


def test_batches_are_padded(rng):
    pages = scattered(rng, 12).reshape(2, 6, 4).astype("float32")
    found = graph_order.reading_orders(pages, [6, 2]).numpy()
    np.testing.assert_array_equal(found[0], reading_order(pages[0]).order)
    assert found[1].tolist() == [*reading_order(pages[1, :2]).order, -1, -1, -1, -1]
    assert graph_order.reading_orders(np.zeros([0, 0, 4]), np.zeros(0)).shape == (0, 0)
