"""Exports computed in bfloat16: nearly the same answers, and nothing else changes."""

import cv2
import numpy as np
import pytest

from tests.serving.test_raw_detector import IMAGE
from tfvision import serving
from tfvision.cli import main
from tfvision.serving import blur_command, prediction_arguments
from tfvision.serving.bfloat16_signatures import Bfloat16Signatures


@pytest.fixture(scope="module")
def faster(folder):
    return serving.load(folder, bfloat16=True)


def test_the_network_is_computed_in_bfloat16_and_near_to_float32(folder, faster):
    images = IMAGE[None].astype("float32")[:, :48, :64]
    exact = serving.load(folder).signatures["raw"](images=images)
    found = faster.signatures["raw"](images=images)
    assert found.keys() == exact.keys()
    for name, values in exact.items():
        away = np.abs(found[name] - values).max() / np.abs(values).max()
        assert 0 < away < 0.05, name


def test_outside_of_it_all_stays_as_it_was(folder):
    exact = serving.load(folder)
    before = exact.predict(IMAGE)
    serving.load(folder, bfloat16=True).predict(IMAGE)
    after = serving.load(folder).predict(IMAGE)
    for name, values in before.items():
        np.testing.assert_array_equal(after[name], values)


def test_a_detector_below_its_own_score(faster):
    raw = serving.RawDetector(faster, 0.0)
    found, sure = raw.predict(IMAGE), faster.predict(IMAGE)
    kept = found["score"] >= faster.settings["score_threshold"]
    np.testing.assert_allclose(found["box"][kept], sure["box"], atol=1e-2)
    assert len(found["score"]) > len(sure["score"]) > 0


def test_characters_and_classes(characters_folder, classifier_folder):
    page = np.zeros([96, 128, 3], "uint8")
    page[30:42, 20:30] = page[30:42, 40:50] = 255
    exact, faster = (serving.load(characters_folder, bfloat16=on).predict(page) for on in (0, 1))
    assert len(exact["box"]) == 2
    np.testing.assert_allclose(faster["box"], exact["box"], atol=0.5)
    exact, faster = (serving.load(classifier_folder, bfloat16=on).predict(page) for on in (0, 1))
    np.testing.assert_allclose(faster["score"], exact["score"], atol=0.02)
    assert faster["name"].tolist() == exact["name"].tolist()


@pytest.mark.parametrize("count", [1, 2])
def test_a_lone_output_outside_a_graph(characters_folder, classifier_folder, count):
    saved = (serving.load(each, bfloat16=True) for each in (characters_folder, classifier_folder))
    characters, classes = (each.signatures for each in saved)
    assert type(characters) is type(classes) is Bfloat16Signatures
    maps = characters["heat_map"](images=np.zeros([count, 32, 48, 3], "uint8"))["heat_map"]
    assert maps.shape[:3] == (count, 16, 24)
    spec = classes["raw"].structured_outputs["logits"]
    size = serving.load(classifier_folder).signatures["raw"].structured_input_signature[1]
    found = classes["raw"](images=np.zeros([count, *size["images"].shape[1:]], "float32"))
    assert found["logits"].shape == (count, spec.shape[1])


def test_nothing_is_said_of_other_ways_to_load(folder, capfd):
    serving.load(folder, bfloat16=True).predict(IMAGE)
    assert "saved_model" not in capfd.readouterr().err


def test_commands_hand_it_on(folder, tmp_path, monkeypatch, capsys):
    cv2.imwrite(str(tmp_path / "a.png"), IMAGE)
    told = []

    def load(path, *, batch_size, bfloat16):
        told.append(bfloat16)
        return serving.load(path, batch_size=batch_size)

    for module in (prediction_arguments, blur_command):
        monkeypatch.setattr(module, "load", load)
    words = [str(tmp_path), "--model", str(folder), "--output", str(tmp_path / "out")]
    for command in ("detect", "blur"):
        assert main([command, *words]) == 0
        assert main([command, *words, "--bfloat16"]) == 0
    assert told == [False, True, False, True]


def test_another_network_is_not_computed_in_it(folder, capsys):
    words = ["evaluate", "data", "--model", str(folder), "--network", "a.tflite", "--bfloat16"]
    assert main(words)
    assert "--bfloat16 is of the export's own network" in capsys.readouterr().err


def test_a_server_decides_itself(capsys, tmp_path):
    words = ["detect", str(tmp_path), "--model", "plates", "--server", "nowhere:1", "--bfloat16"]
    assert main(words)
    assert "--bfloat16 is of a model that runs here" in capsys.readouterr().err
