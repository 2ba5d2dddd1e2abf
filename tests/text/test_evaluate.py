"""Measuring over a data set gives what measuring image by image gives."""

import numpy as np
import pytest
import tensorflow as tf

from tests.tiny_text import Bright, lattice, page
from tfvision.text.evaluate import measure, truth
from tfvision.text.metric import CharacterMetric
from tfvision.text.predictor import CharacterDetector


class Drawn:
    """Pages of several sizes; the last character of each is to be ignored, one is not drawn."""

    sizes_hw = ((90, 170), (120, 230), (60, 70))

    def __len__(self):
        return len(self.sizes_hw)

    def examples(self):
        def generate():
            for size_hw in self.sizes_hw:
                boxes = lattice(size_hw)
                yield {
                    "image": page(boxes[1:], size_hw),
                    "boxes_xyxy": boxes / np.tile(size_hw[::-1], 2).astype("float32"),
                    "ignored": np.arange(len(boxes)) == len(boxes) - 1,
                }

        spec = {
            "image": tf.TensorSpec([None, None, 3], tf.uint8),
            "boxes_xyxy": tf.TensorSpec([None, 4], tf.float32),
            "ignored": tf.TensorSpec([None], tf.bool),
        }
        return tf.data.Dataset.from_generator(generate, output_signature=spec)


@pytest.mark.parametrize("batch_size", [1, 2, 16])
def test_every_image_counts_once(batch_size):
    metric = CharacterMetric()
    results = measure(CharacterDetector(Bright()), Drawn(), metric, batch_size)
    total = sum(len(lattice(size_hw)) - 1 for size_hw in Drawn.sizes_hw)
    assert results["total"] == total and results["precision"] == 1
    assert results["recall"] == pytest.approx(1 - 3 / total)
    again = measure(CharacterDetector(Bright()), Drawn(), metric, batch_size)
    assert again == pytest.approx(results, nan_ok=True)


def test_truth_is_in_pixels_and_ignores_nothing_unless_told():
    example = {"image": np.zeros([30, 50, 3]), "boxes_xyxy": np.float32([[0.1, 0.2, 0.5, 1]])}
    found = truth(example)
    np.testing.assert_allclose(found["boxes"], [[5, 6, 25, 30]])
    assert found["ignored"].tolist() == [False]
