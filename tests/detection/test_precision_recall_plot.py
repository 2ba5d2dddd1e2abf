"""The plot is written, also for classes without truths or detections."""

import sys

import numpy as np
import pytest

from tfvision.detection.metric import MeanAveragePrecision
from tfvision.detection.precision_recall_plot import plot_precision_recall


@pytest.fixture
def metric():
    metric = MeanAveragePrecision(["car", "plate", "sign"])
    boxes_xyxy = [[0, 0, 4, 2], [5, 5, 9, 7], [20, 20, 30, 30]]
    found = {"boxes": boxes_xyxy, "scores": [0.9, 0.5, 0.4], "labels": [0, 0, 2]}
    metric.update(found, {"boxes": boxes_xyxy[:2], "labels": [0, 1]})
    return metric


def test_it_writes_a_picture(metric, tmp_path, capfd):
    pytest.importorskip("matplotlib")
    from matplotlib.image import imread

    plot_precision_recall(metric, tmp_path / "curves.png")
    picture = imread(tmp_path / "curves.png")[..., :3]
    assert picture.shape == (720, 960, 3)
    coloured = np.ptp(picture, axis=-1) > 0.2
    assert coloured.any()
    plot_precision_recall(MeanAveragePrecision(["car"]), tmp_path / "empty.png")
    assert capfd.readouterr() == ("", "")


def test_without_matplotlib_the_error_names_the_extra(metric, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"tfvision\[training\]"):
        plot_precision_recall(metric, tmp_path / "curves.png")
