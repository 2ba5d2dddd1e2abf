"""The picture is written for few classes, many, and none that was seen."""

import sys

import numpy as np
import pytest

from tfvision.classification.confusion_plot import plot_confusion
from tfvision.classification.metric import ConfusionMatrix


def filled(classes, names=None):
    metric = ConfusionMatrix(names or [f"class {i}" for i in range(classes)], top=1)
    true = np.arange(5 * classes) % classes
    found = np.where(np.arange(5 * classes) < classes, (true + 1) % classes, true)
    metric.update({"labels": found[:, None]}, {"label": true})
    return metric


@pytest.mark.parametrize("classes", [2, 30, 70])
def test_it_writes_a_picture(classes, tmp_path, capfd):
    pytest.importorskip("matplotlib")
    from matplotlib.image import imread

    plot_confusion(filled(classes), tmp_path / "matrix.png")
    picture = imread(tmp_path / "matrix.png")[..., :3]
    assert picture.shape[0] >= 720 and picture.shape[1] > picture.shape[0]
    blue = picture[..., 2] - picture[..., 0] > 0.3
    assert blue.mean() > 0.002
    assert capfd.readouterr() == ("", "")


def test_odd_names_and_no_images_are_drawn(tmp_path):
    pytest.importorskip("matplotlib")
    plot_confusion(filled(2, ["$x_$ \\frac", "a" * 80]), tmp_path / "odd.png")
    plot_confusion(ConfusionMatrix(["a", "b"]), tmp_path / "empty.png")
    assert (tmp_path / "odd.png").stat().st_size > 1000
    assert (tmp_path / "empty.png").stat().st_size > 1000


def test_without_matplotlib_the_error_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"tfvision\[training\]"):
        plot_confusion(filled(2), tmp_path / "matrix.png")
