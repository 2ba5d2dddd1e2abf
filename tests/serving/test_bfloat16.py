"""Exports computed in bfloat16: nearly the same answers, and nothing else changes."""

import numpy as np
import pytest

from tests.serving.test_raw_detector import IMAGE
from tfvision import serving
from tfvision.cli import main


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
        assert 1e-5 < away < 0.05, name


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
    assert len(found["score"]) >= len(sure["score"])
    assert found["box"].dtype == np.float32


def test_characters_and_classes(characters_folder, classifier_folder):
    page = np.zeros([96, 128, 3], "uint8")
    page[30:42, 20:30] = page[30:42, 40:50] = 255
    exact, faster = (serving.load(characters_folder, bfloat16=on).predict(page) for on in (0, 1))
    assert len(exact["box"]) == 2
    np.testing.assert_allclose(faster["box"], exact["box"], atol=0.5)
    exact, faster = (serving.load(classifier_folder, bfloat16=on).predict(page) for on in (0, 1))
    np.testing.assert_allclose(faster["score"], exact["score"], atol=0.02)
    assert faster["name"].tolist() == exact["name"].tolist()


def test_a_server_decides_itself(capsys, tmp_path):
    words = ["detect", str(tmp_path), "--model", "plates", "--server", "nowhere:1", "--bfloat16"]
    assert main(words)
    assert "--bfloat16 is of a model that runs here" in capsys.readouterr().err
