"""Screens that are others in every epoch, and the same ones when an epoch is shown again."""

import numpy as np

from tfvision.text.screens import Screens
from training.text_screens import NewScreens

DATA = NewScreens(3, seed=5, size_hw=(40, 56))


def shown(epoch):
    return {int(e["image_id"]): e["image"].numpy() for e in DATA.examples(np.array([9, epoch]))}


def test_epochs_share_no_screen():
    assert len(DATA) == 3
    numbers = [sorted(shown(epoch)) for epoch in (0, 1, 7)]
    assert numbers == [[0, 1, 2], [3, 4, 5], [21, 22, 23]]


def test_an_epoch_can_be_shown_again_by_itself():
    first, again = shown(6), shown(6)
    assert list(first) == list(again)
    for number, image in first.items():
        np.testing.assert_array_equal(image, again[number])


def test_they_are_those_of_the_series_and_have_its_names():
    series = Screens(6, seed=5, size_hw=(40, 56))
    np.testing.assert_array_equal(shown(1)[4], series[4]["image"])
    assert DATA.path_of(4) == series.path_of(4) == "screens/5/4"


def test_without_a_seed_the_first_epoch_in_order():
    assert [int(example["image_id"]) for example in DATA.examples()] == [0, 1, 2]


def test_screens_stay_for_as_many_epochs_as_they_are_shown():
    data = NewScreens(3, seed=5, size_hw=(40, 56), shown=2)
    drawn = [[int(e["image_id"]) for e in data.examples(np.array([9, i]))] for i in range(4)]
    assert [sorted(epoch) for epoch in drawn] == [[0, 1, 2], [0, 1, 2], [3, 4, 5], [3, 4, 5]]
    assert drawn[0] != drawn[1] or drawn[2] != drawn[3]
    np.testing.assert_array_equal(data[4]["image"], DATA[4]["image"])
    assert 4 in data._kept  # Drawn once
