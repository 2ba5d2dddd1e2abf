"""Which images train and which are held out: by folder, by share, by list, and rendered ones."""

import dataclasses
import pathlib
import shutil

import pytest

from tests.training import tiny_classification as tiny_run
from training.classification_data import SHAPES_TRAINING, read_data
from training.recipes.classification import recipe

SETTINGS = {
    **{"split": None, "validation": None, "validation_split": None},
    **{"classes": None, "on_error": "raise", "seed": 0},
}


@pytest.fixture(scope="module")
def flat(tmp_path_factory):
    return tiny_run.write_images(tmp_path_factory.mktemp("flat") / "data", 5)


@pytest.fixture(params=[("train", "val"), ("training", "validation")])
def parted_folder(flat, request, tmp_path):
    """As ImageNet is laid out; the first class has one image among those held out."""
    for name in request.param:
        shutil.copytree(flat, tmp_path / name)
    for i in range(1, 5):
        (tmp_path / request.param[1] / "blue" / f"{i}.png").unlink()
    return tmp_path


def parted(*folders, **changes):
    settings = SETTINGS | {"data": [str(folder) for folder in folders]} | changes
    return read_data(settings, recipe("vgg_small"))


def names(data):
    return ["/".join(pathlib.Path(sample.path).parts[-2:]) for sample in data.samples]


def test_a_share_of_each_class(flat):
    rest, held_out = parted(flat)
    assert sorted(pathlib.PurePath(name).parent.name for name in names(held_out)) == [
        *("blue", "grün", "red")
    ]
    assert len(rest) == 12
    assert not set(names(rest)) & set(names(held_out))


def test_the_split_is_of_its_own_seed(flat):
    assert [names(data) for data in parted(flat)] == [names(data) for data in parted(flat, seed=7)]
    settings = SETTINGS | {"data": [str(flat)]}
    others = [dataclasses.replace(recipe("vgg_small"), split_seed=seed) for seed in range(5)]
    assert len({tuple(names(read_data(settings, chosen)[1])) for chosen in others}) > 1


def test_folders_of_their_own_are_found(parted_folder):
    training, validation = parted(parted_folder)
    assert (len(training), len(validation)) == (15, 11)
    assert training.classes == validation.classes == ("blue", "grün", "red")
    assert [sample.label for sample in validation.samples] == [0, *[1] * 5, *[2] * 5]


def test_a_share_that_is_given_parts_the_training_folder(parted_folder):
    training, validation = parted(parted_folder, validation="0.4")
    assert (len(training), len(validation)) == (9, 6)
    assert all("val" not in pathlib.Path(sample.path).parts for sample in validation.samples)


def test_a_folder_of_others(flat, parted_folder):
    inside = next(folder for folder in parted_folder.iterdir() if folder.name.startswith("val"))
    for changes in ({"validation": str(inside)}, {"validation": str(parted_folder)}):
        changes |= {"validation_split": inside.name} if "val" not in changes["validation"] else {}
        training, validation = parted(flat, **changes)
        assert (len(training), training.classes) == (15, validation.classes)


def test_the_folder_beside_the_named_one_is_held_out(parted_folder):
    inside = next(folder for folder in parted_folder.iterdir() if folder.name.startswith("train"))
    training, validation = parted(parted_folder, split=inside.name)
    assert (len(training), len(validation)) == (15, 11)


def test_another_split_by_name_is_parted_by_share(parted_folder):
    inside = next(folder for folder in parted_folder.iterdir() if folder.name.startswith("val"))
    training, validation = parted(parted_folder, split=inside.name)
    assert (len(training), len(validation)) == (9, 2)


def test_a_list_as_a_run_writes_it(flat, tmp_path):
    (tmp_path / "list.txt").write_text("blue/1.png\nred/1.png\n", encoding="utf-8")
    training, validation = parted(flat, validation=str(tmp_path / "list.txt"))
    assert (len(training), names(validation)) == (13, ["blue/1.png", "red/1.png"])


def test_several_folders_are_one_data_set(flat, parted_folder):
    """Whose `val/` is held out, where one has it."""
    training, validation = parted(flat, parted_folder)
    assert (len(training), len(validation)) == (30, 11)


def test_a_class_may_be_called_like_a_split(flat, tmp_path):
    for own, name in zip(sorted(flat.iterdir()), ("train", "valid", "bus"), strict=True):
        shutil.copytree(own, tmp_path / name)
    training, validation = parted(tmp_path)
    assert training.classes == validation.classes == ("bus", "train", "valid")
    assert (len(training), len(validation)) == (12, 3)


def test_shapes_have_a_size_where_the_recipe_has_none():
    training, _ = read_data(SETTINGS | {"data": None}, recipe("transfer"))
    example = next(iter(training.examples()))
    assert example["image"].shape == (64, 64, 3)


def test_without_data_there_are_shapes():
    training, validation = read_data(SETTINGS | {"data": None}, recipe("shapes"))
    assert training.classes == validation.classes
    assert len(training) == SHAPES_TRAINING > 2 * len(validation)
