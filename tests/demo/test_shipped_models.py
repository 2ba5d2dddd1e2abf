"""The tour tells how often the shipped models are right, and shows it."""

import numpy as np

from tfvision import cli
from tfvision.demo import shipped_models
from tfvision.detection import roads
from tfvision.images import read
from tfvision.text.screens import series


class Knowing:
    """Finds in picture 1 of seed 3 what is there, but for the last one, and something else."""

    def __init__(self, folder):
        render = roads.render if folder == "plates" else series.render
        truth = render(3, 1, (540, 960))
        if folder == "plates":
            boxes = truth["boxes_px"][(truth["labels"] == 1) & ~truth["difficult"]]
        else:
            boxes = truth["boxes_xyxy"][~truth["ignored"]] * [960, 540, 960, 540]
        self.found, self.image = len(boxes) - 1, truth["image"]
        boxes = np.concatenate([boxes[:-1], [[0, 530, 9, 539]]]).astype("float32")
        order = np.arange(len(boxes))
        self.answer = {"box": boxes, "score": np.ones(len(boxes)), "name": ["plate"] * len(boxes)}
        self.answer |= {"order": order, "line": order, "ruby": order < 0, "vertical": order < 0}

    def predict(self, image):
        none = {key: values[:0] for key, values in self.answer.items()}
        return self.answer if np.array_equal(image, self.image) else none


def test_it_counts_and_shows(tmp_path, monkeypatch, capsys):
    models = {}
    monkeypatch.setattr(shipped_models, "shipped", lambda name: name)
    monkeypatch.setattr(shipped_models, "load", lambda name: models.setdefault(name, Knowing(name)))
    words = ["demo", "--output", str(tmp_path / "é"), "--pictures", "2", "--seed", "3"]
    words += ["--only", "characters", "plates"]
    assert cli.main(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"plates: {models['plates'].found} of " in lines[0] and ", 1 more where" in lines[0]
    assert f"characters: {models['characters'].found} of " in lines[1] and ", 1 more" in lines[1]
    assert lines[2] == f"written: {tmp_path / 'é'}"
    names = sorted(path.name for path in (tmp_path / "é").iterdir())
    assert names[:2] == ["characters_1.png", "characters_2.png"]
    assert names[2:] == [f"plates_{i}{end}.png" for i in (1, 2) for end in ("", "_covered")]
    covered = read.read(tmp_path / "é" / "plates_2_covered.png")
    changed = (covered != models["plates"].image).any(-1)
    assert changed[530:539, 1:9].any() and not changed[:200, :100].any()
