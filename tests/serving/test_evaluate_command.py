"""An exported model measured: the figures of the model in memory, down to its lowest score."""

import json

import numpy as np
import pytest

from tests.tiny_detector import LABELS, tiny_ssd
from tfvision import cli, serving
from tfvision.detection import dataset
from tfvision.detection.metric import MeanAveragePrecision
from tfvision.detection.originals import measure
from tfvision.detection.predictor import Detector
from tfvision.detection.roads import Roads


@pytest.fixture(scope="module")
def voc(tmp_path_factory):
    """Scenes of another size than the model's, with objects of two of its three classes."""
    return Roads(8, seed=3, size_hw=(60, 90)).write(tmp_path_factory.mktemp("scenes") / "voc")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A detector that answers little, and its model's folder."""
    detector = Detector(tiny_ssd(), LABELS, score_threshold=0.6)
    folder = tmp_path_factory.mktemp("models") / "plates"
    serving.export(detector, folder)
    return detector, folder


def in_process(model, data, score_threshold=0, **options):
    detector = Detector(model, LABELS, score_threshold=score_threshold)
    return measure(detector, data, MeanAveragePrecision(LABELS, **options), 3)


def evaluate(voc, folder, *words):
    return cli.main(["evaluate", str(voc), "--model", str(folder), *map(str, words)])


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (("--iou", 0.05, 0.1), {"iou": [0.05, 0.1]}),
        (("--iou", 0.05, "--method", "11_point"), {"iou": 0.05, "method": "11_point"}),
    ],
)
def test_the_exported_map_is_that_of_the_model_in_memory(
    voc, exported, tmp_path, capsys, words, options
):
    detector, folder = exported
    data = dataset.read(voc, LABELS)
    expected = in_process(detector.model, data, **options)
    assert evaluate(voc, folder, *words, "--json", tmp_path / "new" / "found.json") == 0
    found = json.loads((tmp_path / "new" / "found.json").read_text("utf-8"))
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        value = None if np.isnan(value) else pytest.approx(value, abs=1e-6)
        assert found[name] == value, name
    # The threshold of the export would have cut the tail.
    assert 0 < in_process(detector.model, data, 0.6, **options)["mAP"] < found["mAP"]
    out = capsys.readouterr().out
    assert "8 images, scores from 0.01" in out and f"{found['mAP']:.4f}" in out


def test_only_the_listed_images_count(voc, exported, tmp_path, capsys):
    detector, folder = exported
    data = dataset.read(voc, LABELS).subset([1, 4, 6])
    names = [sample.path.rsplit("/", 1)[-1] for sample in data.samples]
    (tmp_path / "validation.txt").write_text("\n".join(names))
    words = ("--validation-list", tmp_path / "validation.txt", "--iou", 0.05)
    assert evaluate(voc, folder, *words, "--json", tmp_path / "found.json") == 0
    found = json.loads((tmp_path / "found.json").read_text())
    expected = in_process(detector.model, data, iou=0.05)["mAP"]
    assert found["mAP"] == pytest.approx(expected, abs=1e-6)
    assert "3 images" in capsys.readouterr().out


def test_what_cannot_be_measured_is_said(voc, exported, tmp_path, capsys):
    _, folder = exported
    (tmp_path / "list.txt").write_text("gone.jpg")
    serving.export(Detector(tiny_ssd()), tmp_path / "others")
    for words, sentence in (
        (("--validation-list", tmp_path / "list.txt"), "list.txt: files has 1 names that no image"),
        (("--validation-list", tmp_path / "none.txt"), "none.txt: "),
        (("--iou", "2"), "iou must lie in (0, 1], got [2.0]"),
        (("--model", tmp_path / "others"), "is not among the classes ['class_0', 'class_1'"),
        (("--model", tmp_path), "no saved model in it"),
    ):
        assert evaluate(voc, folder, *words) == 1
        err = capsys.readouterr().err.splitlines()[-1]
        assert err.startswith("tfvision evaluate: ") and sentence in err
    (tmp_path / "others" / "1" / "assets.extra" / "default_boxes.npy").unlink()
    assert evaluate(voc, tmp_path / "others") == 1
    assert "holds no default boxes" in capsys.readouterr().err
