"""Digits from a file, from what Keras and TensorFlow Datasets have here, and rendered."""

import numpy as np
import pytest

from tests import tiny_tfds
from tests.training import tiny_scaled_mnist as tiny_run
from training import digit_sources


def assert_are_tiny(found):
    expected = tiny_run.arrays()
    for name, (images, labels) in found.items():
        np.testing.assert_array_equal(images, expected[f"x_{name}"])
        np.testing.assert_array_equal(labels, expected[f"y_{name}"])
        assert (images.dtype, labels.dtype) == (np.uint8, np.int32)


def test_a_file(tmp_path):
    assert_are_tiny(digit_sources.read(str(tiny_run.write_digits(tmp_path / "digits.npz"))))


def test_what_keras_keeps_by_name(tmp_path, monkeypatch):
    (tmp_path / "datasets").mkdir()
    tiny_run.write_digits(tmp_path / "datasets" / "mnist.npz")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert_are_tiny(digit_sources.read("mnist"))


def test_what_tensorflow_datasets_has_prepared(tmp_path, monkeypatch):
    def features(tfds):
        shape = tfds.features.Image(shape=(4, 6, 1))
        return {"image": shape, "label": tfds.features.ClassLabel(num_classes=10)}

    def examples(tfds):
        found = tiny_run.arrays()
        pairs = zip(found["x_train"], found["y_train"], strict=True)
        return [{"image": image[..., None], "label": int(label)} for image, label in pairs]

    builder = tiny_tfds.prepare(tmp_path, features, examples)
    from tfvision.classification import from_tfds

    monkeypatch.setattr(
        "tfvision.classification.from_tfds", lambda name, split: from_tfds(builder, "train")
    )
    images, labels = digit_sources.read("tiny")["train"]
    expected = tiny_run.arrays()
    at = {image.tobytes(): i for i, image in enumerate(expected["x_train"])}
    order = [at[image.tobytes()] for image in images]  # They come shuffled.
    assert sorted(order) == list(range(16))
    np.testing.assert_array_equal(labels, expected["y_train"][order])


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(digit_sources, "RENDERED", 12)
    monkeypatch.setattr(digit_sources, "RENDERED_TEST", 11)


@pytest.mark.usefixtures("few")
def test_rendered_ones_to_train_and_to_test_on():
    one, other = digit_sources.read(None), digit_sources.read(None, seed=1)
    assert [len(labels) for _, labels in one.values()] == [12, 11]
    pictures = [images[0].tobytes() for found in (one, other) for images, _ in found.values()]
    assert len(set(pictures)) == 4
