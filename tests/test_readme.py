"""The README's example of a frozen EfficientNet runs as it stands, but for the download."""

import functools
import pathlib
import re

import numpy as np
import pytest

from tests.classification.image_folders import write_image
from tfvision import classification

README = pathlib.Path(__file__).parents[1] / "README.md"


@pytest.mark.slow
def test_the_example_of_transfer_runs(tmp_path, monkeypatch, capsys):
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (example,) = (block for block in blocks if "classification.transfer(" in block)
    for name in ("cat", "dog"):
        for i in range(20):  # A batch of 32 must remain when a fifth is held out.
            write_image(tmp_path / "photos" / name / f"{name}{i}.png")
    monkeypatch.chdir(tmp_path)
    untrained = functools.partial(classification.transfer, weights=None)
    monkeypatch.setattr(classification, "transfer", untrained)
    names = {"image": np.zeros([120, 160, 3], "uint8")}
    exec(example, names)
    assert len(names["model"].trainable_variables) == 4
    assert "'name': array(" in capsys.readouterr().out
