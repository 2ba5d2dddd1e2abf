"""Which images train and which are held out, by share, by list and by folder."""

import dataclasses
import pathlib

import pytest

from tests.detection.annotation_files import box, write_pair, xml
from training.detection_data import read_data
from training.recipes.detection import recipe

SETTINGS = {
    **{"split": None, "validation": "0.25", "validation_split": None},
    **{"classes": None, "on_error": "raise", "seed": 0},
}


@pytest.fixture
def folder(tmp_path):
    """Eight frames of one film; only the first shows a plate."""
    for i in range(8):
        content = xml(box("plate" if i == 0 else "car"), filename=f"a{i}.jpg")
        write_pair(tmp_path / "voc", f"a{i}", content)
    return tmp_path / "voc"


def names(data):
    return [pathlib.Path(sample.path).stem for sample in data.samples]


def parted(folder, chosen=None, **changes):
    settings = SETTINGS | {"data": [str(folder)]} | changes
    return [names(data) for data in read_data(settings, chosen or recipe("plates"))]


def test_a_share_keeps_neighbours_together(folder):
    rest, held_out = parted(folder)
    assert sorted(rest + held_out) == [f"a{i}" for i in range(8)]
    assert len(held_out) == 2


def test_the_split_is_of_its_own_seed(folder):
    assert parted(folder) == parted(folder, seed=7)
    chosen = dataclasses.replace(recipe("seed"), split_by="file")
    others = [dataclasses.replace(chosen, split_seed=seed) for seed in range(4)]
    assert len({tuple(parted(folder, other)[1]) for other in others}) > 1


def test_a_list_of_names(folder, tmp_path):
    (tmp_path / "list.txt").write_text("a3.jpg\na5\n")
    rest, held_out = parted(folder, validation=str(tmp_path / "list.txt"))
    assert held_out == ["a3", "a5"]
    assert len(rest) == 6


def test_a_folder_of_others_has_the_classes_of_the_data(folder, tmp_path):
    write_pair(tmp_path / "other", "b", xml(box("plate"), filename="b.jpg"))
    settings = SETTINGS | {"data": [str(folder)], "validation": str(tmp_path / "other")}
    training, validation = read_data(settings, recipe("plates"))
    assert (len(training), names(validation)) == (8, ["b"])
    assert training.classes == validation.classes == ("car", "plate")
    assert validation.samples[0].labels.tolist() == [1]


def test_several_folders_are_one_data_set(folder, tmp_path):
    write_pair(tmp_path / "other", "b", xml(box("plate"), filename="b.jpg"))
    rest, held_out = parted(folder, data=[str(folder), str(tmp_path / "other")])
    assert sorted(rest + held_out) == [*(f"a{i}" for i in range(8)), "b"]


def test_without_data_there_are_roads():
    training, validation = read_data(SETTINGS | {"data": None}, recipe("roads"))
    assert training.classes == validation.classes == ("car", "plate")
    assert len(training) > 5 * len(validation)
    assert training.size_hw == recipe("roads").image_size
