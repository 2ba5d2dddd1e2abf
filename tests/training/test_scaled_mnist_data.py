"""Which digits train, which are held out, which are measured in the end, and at which scales."""

import dataclasses

import pytest

from tests.training import tiny_scaled_mnist as tiny_run
from training import scaled_mnist_data
from training.recipes.scaled_mnist import recipe
from training.scaled_mnist_data import read_data, read_test

PLAIN = recipe("plain")


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    file = tiny_run.write_digits(tmp_path_factory.mktemp("digits") / "digits.npz")
    return {
        **{"data": [str(file)], "seed": 0},
        **{"train_images": None, "validation_images": 5, "test_images": None},
    }


def rows(data):
    """Image and scale of each, in any order."""
    return {(image.tobytes(), scale) for image, scale in zip(data.images, data.scales, strict=True)}


def pictures(data):
    return {image for image, _ in rows(data)}


def test_held_out_ones_are_of_the_training_images(settings):
    training, validation = read_data(settings, PLAIN)
    assert (len(training), len(validation)) == (11, 5)
    assert not pictures(training) & pictures(validation)
    known = {image.tobytes() for image in tiny_run.arrays()["x_train"]}
    assert pictures(training) | pictures(validation) == known
    assert training.faithful and validation.faithful and training.redrawn is None


def test_fewer_are_some_of_more(settings):
    training, validation = read_data(settings, PLAIN)
    some, the_same = read_data(settings | {"train_images": 6}, PLAIN)
    assert rows(some) < rows(training)
    assert rows(the_same) == rows(validation)


def test_the_seed_draws_the_scales_of_training_alone(settings):
    training, validation = read_data(settings, PLAIN)
    others, the_same = read_data(settings | {"seed": 1}, PLAIN)
    assert pictures(others) == pictures(training)
    assert not rows(others) & rows(training)
    assert rows(the_same) == rows(validation)


def test_another_split_holds_out_others(settings):
    other = dataclasses.replace(PLAIN, split_seed=1)
    assert pictures(read_data(settings, PLAIN)[1]) != pictures(read_data(settings, other)[1])


def test_scales_may_be_redrawn_for_training_alone(settings):
    chosen = dataclasses.replace(PLAIN, redrawn=True, scale_range=(0.8, 0.9))
    training, validation = read_data(settings, chosen)
    assert (training.redrawn, validation.redrawn) == ((0.8, 0.9), None)
    assert 0.8 <= validation.scales.min() < validation.scales.max() < 0.9


def test_test_images_at_scales_within_and_outside(settings, monkeypatch):
    monkeypatch.setattr(scaled_mnist_data, "OUTSIDE_IMAGES", 4)
    found = read_test(settings, PLAIN)
    assert list(found) == [(0.5, 1.5), (0.3, 0.5), (1.5, 2.5)]
    assert [len(data) for data in found.values()] == [6, 4, 4]
    for (low, high), data in found.items():
        assert low <= min(data.scales) < max(data.scales) < high
    again = read_test(settings | {"seed": 1, "test_images": 2}, PLAIN)
    assert [len(data) for data in again.values()] == [2, 2, 2]
    assert rows(again[0.5, 1.5]) < rows(found[0.5, 1.5])


def test_a_window_that_is_trained_on_is_not_outside(settings):
    chosen = dataclasses.replace(PLAIN, scale_range=(0.3, 0.5))
    assert list(read_test(settings, chosen)) == [(0.3, 0.5), (1.5, 2.5)]
    chosen = dataclasses.replace(PLAIN, scale_range=(0.4, 1.6))
    assert list(read_test(settings, chosen)) == [(0.4, 1.6)]


def test_a_seventh_is_held_out_of_few(settings):
    training, validation = read_data(settings | {"validation_images": None}, PLAIN)
    assert (len(training), len(validation)) == (14, 2)
