"""An export asked below the score that it answers from."""

import numpy as np
import pytest

from tests.video.striped import Seeing
from tfvision import serving
from tfvision.serving.raw_detector import answering_from

IMAGE = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype="uint8")


@pytest.fixture(scope="module")
def saved(folder):
    return serving.load(folder)


def test_above_its_own_score_an_export_answers_itself(saved):
    assert answering_from(saved, saved.settings["score_threshold"]) is saved
    other = Seeing()
    assert answering_from(other, 0.01) is other


def test_below_it_the_same_and_more_is_found(saved):
    own = saved.settings["score_threshold"]
    raw = answering_from(saved, own / 2)
    assert isinstance(raw, serving.RawDetector) and raw.folder == saved.folder
    found, more = saved.predict(IMAGE), raw.predict(IMAGE)
    assert more["score"].min() >= own / 2 and len(more["score"]) >= len(found["score"])
    sure = more["score"] >= own
    for name in ("box", "score", "label"):
        np.testing.assert_allclose(more[name][sure], found[name], atol=1e-3)


def test_not_below_the_decoding(saved):
    lowest = saved.settings["codec"]["score_threshold"]
    assert serving.RawDetector(saved, 0.0).codec.score_threshold == lowest


def test_an_export_without_default_boxes_stays_as_it_is(saved, monkeypatch, tmp_path):
    monkeypatch.setattr(saved, "folder", tmp_path)
    assert answering_from(saved, 0.01) is saved
