"""Batches of a pipeline and images as they are give the same figures."""

import numpy as np
import pytest
import tensorflow as tf

from tests.tiny_classifier import LABELS, tiny_classifier
from tfvision.classification.evaluate import evaluate_batches, measure
from tfvision.classification.metric import ConfusionMatrix
from tfvision.classification.pipeline import evaluation_batches


class Blocks:
    """Images of two sizes with labels at random."""

    def __init__(self, count):
        random = np.random.default_rng(5)
        self.sizes = [(50, 70) if i % 3 else (33, 90) for i in range(count)]
        self.images = [random.integers(0, 256, [*size, 3], "uint8") for size in self.sizes]
        self.labels = random.integers(0, 3, count).astype("int32")

    def __len__(self):
        return len(self.labels)

    def examples(self, seed=None):
        def each():
            for i, (image, label) in enumerate(zip(self.images, self.labels, strict=True)):
                yield {"image": image, "label": label, "image_id": i}

        spec = {"image": tf.TensorSpec([None, None, 3], tf.uint8)}
        spec |= {"label": tf.TensorSpec([], tf.int32), "image_id": tf.TensorSpec([], tf.int64)}
        return tf.data.Dataset.from_generator(each, output_signature=spec)


def test_both_ways_count_the_same():
    data, predictor = Blocks(11), tiny_classifier()
    metric = ConfusionMatrix(LABELS, 2)
    as_taken = measure(predictor, data, metric, 4)
    matrix = metric.matrix.copy()
    assert matrix.sum() == 11 and 0 < as_taken["top1"] < as_taken["top2"] < 1
    batches = evaluation_batches(data, (48, 64), 4)

    def classify(images):  # They are cropped already.
        return predictor.finish(predictor.model(images))

    assert evaluate_batches(classify, batches, metric) == pytest.approx(as_taken, nan_ok=True)
    np.testing.assert_array_equal(metric.matrix, matrix)


def test_a_used_up_generator_is_told():
    with pytest.raises(ValueError, match="at least one batch"):
        evaluate_batches(None, iter([]), ConfusionMatrix(LABELS))
