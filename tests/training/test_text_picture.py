"""The sheet of pages: what is right, false and missed has its colour."""

import numpy as np

from training.text_picture import FALSE, MISSED, ORDER, RIGHT, UNJUDGED, draw_page, sheet

IMAGE = np.zeros([60, 90, 3], np.uint8)
TRUTH = {
    "boxes": np.float32([[5, 5, 20, 20], [30, 5, 45, 20], [60, 5, 75, 20]]),
    "ignored": np.array([False, False, True]),
}
FOUND = {
    "box": np.float32([[5, 5, 20, 20], [5, 40, 20, 55], [60, 5, 75, 20]]),
    "score": np.float32([0.9, 0.8, 0.7]),
    "order": np.int32([0, 2, 1]),
    "line": np.int32([0, 1, 0]),
}
EMPTY = {
    **{"box": np.zeros([0, 4], "float32"), "score": np.zeros(0, "float32")},
    **{"order": np.zeros(0, "int32"), "line": np.zeros(0, "int32")},
}
NO_TRUTH = {"boxes": np.zeros([0, 4], "float32"), "ignored": np.zeros(0, bool)}


def test_each_box_has_the_colour_of_its_verdict():
    drawn = draw_page(IMAGE, FOUND, TRUTH, 0.5)
    places = {RIGHT: (5, 10), FALSE: (40, 10), MISSED: (5, 35), UNJUDGED: (5, 65)}
    for colour, (y, x) in places.items():
        assert drawn[y, x].tolist() == list(colour)
    # From the first character of the line to the next, its edges softened
    np.testing.assert_allclose(drawn[12, 40], ORDER, atol=30)
    assert not IMAGE.any()


def test_pages_without_characters():
    np.testing.assert_array_equal(draw_page(IMAGE, EMPTY, NO_TRUTH, 0.5), IMAGE)
    assert draw_page(IMAGE, EMPTY, TRUTH, 0.5)[5, 10].tolist() == list(MISSED)


def test_a_sheet_of_pages_of_several_sizes():
    pages = [(IMAGE, FOUND, TRUTH), (IMAGE[:20], EMPTY, NO_TRUTH), (IMAGE, EMPTY, NO_TRUTH)]
    assert sheet(pages, 0.5, width=180).shape == (240, 360, 3)
