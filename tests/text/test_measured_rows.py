"""All the forms in which people have boxes of characters are understood."""

import numpy as np

from tfvision.text.measured_rows import as_images
from tfvision.text.metric import character_scores

LINE = np.array([[x, 0.0, x + 9, 10] for x in range(0, 50, 10)])  # Five characters


def test_forms_of_input():
    singular = {"box": LINE, "score": np.ones(5), "order": np.arange(5), "num_detections": 5}
    padded = {"boxes": np.stack([LINE, LINE]), "num_detections": [5, 2]}
    assert character_scores(singular, LINE)["recall"] == 1
    assert character_scores([singular, LINE[:2]], [{"boxes": LINE}, LINE])["recall"] == 0.7
    assert character_scores(padded, np.stack([LINE, LINE]))["recall"] == 0.7
    assert character_scores([LINE.tolist(), []], [LINE.tolist(), []])["total"] == 5
    assert character_scores(LINE.tolist(), LINE.tolist())["total"] == 5


def test_one_image_or_several():
    assert len(as_images([])) == len(as_images(LINE.tolist())) == len(as_images(LINE)) == 1
    assert len(as_images([[], []])) == len(as_images([LINE, {"boxes": LINE}])) == 2
