"""From what training leaves behind to a detector; how it is found is `test_checkpoint`'s."""

import json

import numpy as np
import pytest

from tests.text.tiny_craft import tiny_craft
from tests.tiny_detector import tiny_ssd
from tfvision.checkpoint import CheckpointError
from tfvision.text import checkpoint
from tfvision.text.codec import Codec


@pytest.fixture(scope="module")
def model():
    return tiny_craft()


@pytest.fixture
def run(model, tmp_path):
    (tmp_path / "best").mkdir()
    model.save(tmp_path / "best" / "epoch_0002.keras")
    recipe = {"codec": Codec(dratio=3.0, threshold=0.2).get_config(), "scale": 1.5}
    settings = {"recipe": recipe, "direction": "vertical", "seed": 0}
    (tmp_path / "run.json").write_text(json.dumps(settings), "utf-8")
    return tmp_path


def test_a_run_gives_its_model_with_its_codec(run, model):
    detector = checkpoint.load(run)
    assert (detector.codec.dratio, detector.codec.threshold) == (3.0, 0.2)
    assert (detector.scale, detector.direction) == (1.5, "vertical")
    for ours, theirs in zip(detector.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_given_wins(run):
    detector = checkpoint.load(run, codec=Codec(), scale=1.0, tile=640)
    assert (detector.codec.dratio, detector.scale, detector.tile) == (2.5, 1.0, 640)
    assert detector.direction == "vertical"


def test_settings_of_the_codec_leave_a_second_map_its_words(tmp_path):
    tiny_craft(outputs=2).save(tmp_path / "a.keras")
    (tmp_path / "a.json").write_text(json.dumps({"codec": {"dratio": 3.0}}), "utf-8")
    codec = checkpoint.load(tmp_path / "a.keras").codec
    assert codec.affinity and codec.dratio == 3.0


def test_a_lone_checkpoint_has_defaults(model, tmp_path):
    model.save(tmp_path / "a.keras")
    detector = checkpoint.load(tmp_path / "a.keras")
    assert detector.codec.get_config() == Codec().get_config() and detector.longest_side is None


def test_what_cannot_be_used_is_said(run, tmp_path):
    tiny_ssd().save(tmp_path / "plates.keras")
    with pytest.raises(CheckpointError, match=r"holds a SSD, expected a text\.CRAFT"):
        checkpoint.load(tmp_path / "plates.keras")
    for settings, words in (
        ({"codec": {"threshold": 7}}, "threshold must be in"),
        ({"codec": {"affinity": True}}, "codec must be for the model's 1 map"),
        ({"codec": {"colour": 7}}, "epoch_0002.keras: .*colour"),
        ({"scale": "large"}, "epoch_0002.keras: "),
    ):
        (run / "run.json").write_text(json.dumps(settings))
        with pytest.raises(CheckpointError, match=words):
            checkpoint.load(run)
