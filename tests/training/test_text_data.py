"""Which pages train and which are held out: rendered ones, by share, by list and by folder."""

import dataclasses
import pathlib

import pytest

from tests.text.character_files import write_image
from tests.training import tiny_text as tiny_run
from tfvision.text.json_file import save
from training.recipes.text import recipe
from training.text_data import read_data

SETTINGS = {**tiny_run.TASK.settings, "data": None, "seed": 4}
SMALL = dataclasses.replace(
    recipe("screens"), image_size=(40, 48), screen_size=(60, 72), eval_size=(50, 64)
)


def write(folder, *names):
    """A folder of pages with one character each."""
    for name in names:
        write_image(folder / f"{name}.png")
    save(folder / "characters.json", {f"{name}.png": {"boxes": [[1, 2, 9, 8]]} for name in names})
    return folder


@pytest.fixture
def folder(tmp_path):
    """Eight frames of one game."""
    return write(tmp_path / "pages", *(f"a{i}" for i in range(8)))


def names(data):
    return [pathlib.Path(sample.path).stem for sample in data.samples]


def parted(folder, chosen=SMALL, **changes):
    settings = SETTINGS | {"data": [str(folder)]} | changes
    return [names(data) for data in read_data(settings, chosen)]


def test_images_may_lie_elsewhere(folder, tmp_path):
    file = folder.rename(tmp_path / "images") / "characters.json"
    file = file.rename(tmp_path / "found.json")
    folder = tmp_path / "images"
    training, validation = parted(file, images=str(folder))
    assert sorted(training + validation) == [f"a{i}" for i in range(8)]


def test_without_data_there_are_screens():
    training, validation = read_data(SETTINGS | {"screens": 12, "validation_screens": 5}, SMALL)
    assert (len(training), len(validation)) == (12, 5)
    assert training.size_hw == validation.size_hw == (60, 72)
    assert (training.seed, validation.seed) == (4, 5)


def test_screens_are_as_large_as_what_is_trained_on():
    chosen = dataclasses.replace(SMALL, screen_size=None, eval_size=None)
    assert [data.size_hw for data in read_data(SETTINGS, chosen)] == [(40, 48), (40, 48)]


def test_held_out_screens_may_have_other_fonts(monkeypatch):
    monkeypatch.setattr("tfvision.text.screens.faces.find", lambda fonts: ())
    fonts = {"fonts": ["a.ttf"], "validation_fonts": ["b.ttf", "c"]}
    assert [data.fonts for data in read_data(SETTINGS | fonts, SMALL)] == [
        ["a.ttf"],
        ["b.ttf", "c"],
    ]
    fonts["validation_fonts"] = None
    assert [data.fonts for data in read_data(SETTINGS | fonts, SMALL)] == [["a.ttf"], ["a.ttf"]]


def test_screens_may_be_measured_on_real_pages(folder):
    training, validation = read_data(SETTINGS | {"validation": str(folder)}, SMALL)
    assert (len(training), len(validation)) == (1000, 8)


def test_a_share_is_of_its_own_seed(folder):
    rest, held_out = parted(folder, validation="0.25")
    assert sorted(rest + held_out) == [f"a{i}" for i in range(8)]
    assert len(held_out) == 2
    assert len(parted(folder)[1]) == round(8 * 0.2)
    assert parted(folder) == parted(folder, seed=7)
    others = [dataclasses.replace(SMALL, split_seed=seed) for seed in range(4)]
    assert len({tuple(parted(folder, other)[1]) for other in others}) > 1


def test_neighbours_stay_together(folder):
    chosen = dataclasses.replace(SMALL, split_by="neighbours")
    numbers = [int(name[1:]) for name in parted(folder, chosen, validation="0.5")[1]]
    assert len(numbers) == 4
    assert sum(number + 1 in numbers for number in numbers) >= 2


def test_a_list_of_names(folder, tmp_path):
    (tmp_path / "list.txt").write_text("a3.png\na5\n")
    rest, held_out = parted(folder, validation=str(tmp_path / "list.txt"))
    assert (held_out, len(rest)) == (["a3", "a5"], 6)


def test_others_from_a_folder_or_a_file(folder, tmp_path):
    other = write(tmp_path / "other", "b")
    for validation in (other, other / "characters.json"):
        training, held_out = parted(folder, validation=str(validation))
        assert (len(training), held_out) == (8, ["b"])


def test_several_folders_are_one_data_set(folder, tmp_path):
    other = write(tmp_path / "other", "b")
    rest, held_out = parted(folder, data=[str(folder), str(other)])
    assert sorted(rest + held_out) == [*(f"a{i}" for i in range(8)), "b"]
