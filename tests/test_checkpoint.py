"""From what training leaves behind to a model, whatever its task."""

import json
import pathlib
import subprocess
import sys

import keras
import pytest

from tests.tiny_detector import TwoConvolutions
from tfvision import checkpoint
from tfvision.backbones import Backbone
from tfvision.checkpoint import CheckpointError
from tfvision.detection import SSD
from tfvision.layers import ConvNormAct

ROOT = pathlib.Path(__file__).parents[1]


@pytest.fixture(scope="module")
def model():
    model = TwoConvolutions()
    model(keras.Input([30, 50, 3]))
    return model


def test_one_of_several_kinds_is_taken(model, tmp_path):
    model.save(tmp_path / "a.keras")
    file, found = checkpoint.load_model(str(tmp_path / "a.keras"), SSD, Backbone)
    assert file == tmp_path / "a.keras" and type(found) is TwoConvolutions
    words = "a.keras: holds a TwoConvolutions, expected a detection.SSD or a layers.ConvNormAct"
    with pytest.raises(CheckpointError, match=words):
        checkpoint.load_model(tmp_path, SSD, ConvNormAct)


def test_the_task_of_a_model_need_not_be_imported(tmp_path):
    from tfvision.classification import Classifier

    Classifier(TwoConvolutions(), 2).save(tmp_path / "a.keras")
    script = (
        "import sys, keras, tests.tiny_detector, tfvision.checkpoint\n"
        "name = 'tfvision.classification.model'\n"
        "assert sys.modules.pop(name, None) is None\n"
        f"tfvision.checkpoint.load_model({str(tmp_path / 'a.keras')!r}, keras.Model)\n"
        "assert name in sys.modules"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"class_names": ["a"]}, {"class_names": ["a"]}),
        ({"seed": 1, "recipe": {"top": 3, "seed": 2}}, {"seed": 1, "top": 3}),
    ],
)
def test_settings_of_a_run_and_of_its_recipe(tmp_path, content, expected):
    (tmp_path / "run.json").write_text(json.dumps(content))
    found = checkpoint.settings_of(tmp_path / "best" / "epoch_0001.keras")
    assert {name: found[name] for name in expected} == expected
    (tmp_path / "best").mkdir()
    (tmp_path / "best" / "epoch_0001.json").write_text("{}")
    assert checkpoint.settings_of(tmp_path / "best" / "epoch_0001.keras") == {}


def test_settings_that_are_none_are_said(tmp_path):
    assert checkpoint.settings_of(tmp_path / "a.keras") == {}
    for content in ("[", "[1]", '{"recipe": "ssd300"}'):
        (tmp_path / "run.json").write_text(content)
        with pytest.raises(CheckpointError, match=r"run.json: not the settings of a run \("):
            checkpoint.settings_of(tmp_path / "a.keras")


def test_a_folder_without_notes_has_no_best(tmp_path):
    assert checkpoint.best_of(tmp_path) is None
