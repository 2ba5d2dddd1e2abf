"""From what training leaves behind to a detector."""

import json

import keras
import numpy as np
import pytest

from tests.tiny_detector import LABELS, tiny_ssd
from tfvision.detection import checkpoint
from tfvision.detection.checkpoint import CheckpointError


@pytest.fixture(scope="module")
def model():
    return tiny_ssd()


@pytest.fixture
def run(model, tmp_path):
    """A run's folder as training writes it, with its two best epochs."""
    (tmp_path / "best").mkdir()
    for epoch in (2, 11):
        model.save(tmp_path / "best" / f"epoch_{epoch:04d}.keras")
    settings = {"class_names": LABELS, "recipe": {"codec": {"nms_iou": 0.3}}, "seed": 0}
    (tmp_path / "run.json").write_text(json.dumps(settings), "utf-8")
    best = {"file": "epoch_0002.keras", "epoch": 2, "val_mAP": 0.9}
    (tmp_path / "best" / "best.json").write_text(json.dumps(best))
    return tmp_path


def chosen(monkeypatch, path):
    opened = []
    load = keras.saving.load_model
    monkeypatch.setattr(
        keras.saving, "load_model", lambda file, **kw: opened.append(file) or load(file, **kw)
    )
    return checkpoint.load(path), opened[0].name


def test_a_run_gives_its_best_epoch_with_labels_and_codec(run, model, monkeypatch):
    detector, name = chosen(monkeypatch, run)
    assert name == "epoch_0002.keras"
    assert detector.labels == LABELS and detector.codec.nms_iou == 0.3
    for ours, theirs in zip(detector.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_best_epoch_that_is_not_there_is_said(run):
    for content, words in (
        ('{"file": "epoch_0001.keras"}', "names epoch_0001.keras, which is not there"),
        ("{}", "best.json: names no file"),
        ("[", "best.json: names no file"),
    ):
        (run / "best" / "best.json").write_text(content)
        with pytest.raises(CheckpointError, match=words):
            checkpoint.load(run)


def test_without_measurements_the_last_epoch_is_taken(run, monkeypatch):
    (run / "best" / "best.json").unlink()
    assert chosen(monkeypatch, run)[1] == "epoch_0011.keras"


def test_one_checkpoint_of_a_run_knows_the_run(run, monkeypatch):
    monkeypatch.chdir(run / "best")
    detector = checkpoint.load("epoch_0011.keras", score_threshold=0.7)
    assert detector.labels == LABELS and detector.score_threshold == 0.7


def test_a_lone_checkpoint_may_bring_its_own_settings(model, tmp_path):
    file = tmp_path / "plates.keras"
    model.save(file)
    assert checkpoint.load(file).labels == ("class_0", "class_1", "class_2")
    assert checkpoint.load(file, ["x", "y", "z"]).labels == ("x", "y", "z")
    settings = {"class_names": LABELS, "codec": {"max_detections": 5}}
    file.with_suffix(".json").write_text(json.dumps(settings), "utf-8")
    detector = checkpoint.load(file)
    assert detector.labels == LABELS and detector.codec.max_detections == 5


def test_what_cannot_be_used_is_said(run, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.keras").write_text("no")
    (tmp_path / "last.weights.h5").write_text("no")
    inputs = keras.Input([2])
    keras.Model(inputs, keras.layers.Dense(1)(inputs)).save(tmp_path / "other.keras")
    for name, words in {
        "gone": "no such file or folder",
        "empty": "no .keras file in it",
        "text.keras": "no Keras model that can be read",
        "last.weights.h5": "expected a run's folder or a .keras file",
        "other.keras": "holds a Functional, expected a detection.SSD",
    }.items():
        with pytest.raises(CheckpointError, match=name) as told:
            checkpoint.load(tmp_path / name)
        assert words in str(told.value) and "\n" not in str(told.value)


def test_settings_that_do_not_fit_are_said(run):
    for settings, words in (
        ("[", "run.json: not the settings of a run"),
        ('{"class_names": ["one"]}', "labels must name the 3 classes"),
        ('{"codec": {"nms_iou": 7}}', "nms_iou must be in"),
        ('{"codec": {"unknown": 7}}', "unknown"),
    ):
        (run / "run.json").write_text(settings)
        with pytest.raises(CheckpointError) as told:
            checkpoint.load(run)
        assert words in str(told.value)
