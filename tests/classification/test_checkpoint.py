"""From what training leaves behind to a predictor; how it is found is `test_checkpoint`'s."""

import json

import numpy as np
import pytest

from tests.tiny_classifier import LABELS, tiny_model
from tests.tiny_detector import tiny_ssd
from tfvision.checkpoint import CheckpointError
from tfvision.classification import checkpoint


@pytest.fixture(scope="module")
def model():
    return tiny_model()


@pytest.fixture
def run(model, tmp_path):
    (tmp_path / "best").mkdir()
    model.save(tmp_path / "best" / "epoch_0002.keras")
    recipe = {"crop_fraction": 0.5, "interpolation": "bicubic", "epochs": 3}
    settings = {"class_names": LABELS, "recipe": recipe, "seed": 0}
    (tmp_path / "run.json").write_text(json.dumps(settings), "utf-8")
    return tmp_path


def test_a_run_gives_its_model_with_labels_and_crop(run, model):
    predictor = checkpoint.load(run)
    assert predictor.labels == LABELS and predictor.codec.top == 3
    assert (predictor.crop_fraction, predictor.interpolation) == (0.5, "bicubic")
    for ours, theirs in zip(predictor.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_given_wins(run):
    predictor = checkpoint.load(run, ["x", "y", "z"], top=1, crop_fraction=1.0)
    assert predictor.labels == ("x", "y", "z") and predictor.codec.top == 1
    assert (predictor.crop_fraction, predictor.interpolation) == (1.0, "bicubic")


def test_a_lone_checkpoint_has_defaults(model, tmp_path):
    model.save(tmp_path / "pets.keras")
    predictor = checkpoint.load(tmp_path / "pets.keras")
    assert (
        predictor.labels == ("class_0", "class_1", "class_2") and predictor.crop_fraction == 0.875
    )


def test_what_cannot_be_used_is_said(run, tmp_path):
    tiny_ssd().save(tmp_path / "plates.keras")
    with pytest.raises(CheckpointError, match=r"holds a SSD, expected a classification.Classifier"):
        checkpoint.load(tmp_path / "plates.keras")
    for settings, words in (
        ({"class_names": ["one"]}, "labels must name the 3 classes"),
        ({"recipe": {"crop_fraction": 7}}, "crop_fraction must be in"),
        ({"top": "many"}, "epoch_0002.keras: "),
    ):
        (run / "run.json").write_text(json.dumps(settings))
        with pytest.raises(CheckpointError, match=words):
            checkpoint.load(run)
