"""Who follows whom, and where the link between them lies."""

import numpy as np

from tfvision.text.affinity import followers, links


def test_characters_follow_each_other_in_their_line():
    assert followers([4, 1, 4, -1, 4, 1, 7]).tolist() == [[1, 5], [0, 2], [2, 4]]
    for none in ([], [3], [-1, -1], [1, 2, 3]):
        assert followers(np.array(none, int)).shape == (0, 2)


def test_links_of_a_line_and_of_a_column():
    boxes = np.array([[0, 0, 12, 12], [12, 3, 18, 9], [0, 14, 12, 26]])
    line, column = links(boxes, np.array([[0, 1], [0, 2]]))
    assert line.tolist() == [[6, 2], [15, 4], [15, 8], [6, 10]]
    assert column.tolist() == [[2, 6], [2, 20], [10, 20], [10, 6]]
    assert links(boxes, np.zeros([0, 2], int)).shape == (0, 4, 2)
