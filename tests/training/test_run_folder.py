"""The list of held-out images: read back by its run, and by another as `--validation`."""

import dataclasses
import types

import pytest

from tfvision.images.splits import listed
from training.run_folder import RunFolder


@dataclasses.dataclass
class Data:
    paths: tuple

    def __len__(self):
        return len(self.paths)

    @property
    def samples(self):
        return [types.SimpleNamespace(path=path) for path in self.paths]


TRAINING = Data(("in/a.jpg", "in/b.jpg"))
HELD_OUT = Data(("in/é.jpg", "in/no text \udcff.jpg"))


def test_names_come_back_by_their_bytes(tmp_path):
    folder = RunFolder(tmp_path)
    folder.check_images(TRAINING, HELD_OUT, ["car"])
    assert "é.jpg".encode() in folder.validation_file.read_bytes()
    assert listed(HELD_OUT.paths, folder.validation_file) == [0, 1]
    settings = {"class_names": ["car"], "training_images": 2, "validation_images": 2}
    folder.write_settings(settings)
    folder.check_images(TRAINING, HELD_OUT, ["car"])
    other = Data(("in/é.jpg", "in/no text \udcfe.jpg"))
    with pytest.raises(ValueError, match="--resume needs the held-out images that the run was"):
        folder.check_images(TRAINING, other, ["car"])
