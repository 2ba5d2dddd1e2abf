"""The same share of every class is held out."""

import collections

import pytest

from tfvision.classification import stratified


def held_out(counts, fraction, seed=0):
    paths = [f"{label}/{i:03d}.jpg" for label, count in enumerate(counts) for i in range(count)]
    labels = [label for label, count in enumerate(counts) for _ in range(count)]
    chosen = stratified.held_out(paths, labels, fraction, seed)
    assert chosen == sorted(set(chosen))
    return collections.Counter(labels[i] for i in chosen), {paths[i] for i in chosen}


def test_each_class_gives_its_share():
    counts, _ = held_out([100, 50, 10], 0.2)
    assert counts == {0: 20, 1: 10, 2: 2}


def test_small_classes_together_give_the_share():
    counts, _ = held_out([3] * 10, 0.25)
    assert sum(counts.values()) == 8 and max(counts.values()) == 1


def test_a_class_keeps_an_image_to_train_on():
    counts, _ = held_out([1, 1, 2, 30], 0.9)
    assert counts == {2: 1, 3: 28}


def test_a_function_of_seed_and_names():
    _, first = held_out([20, 20], 0.3, seed=1)
    assert held_out([20, 20], 0.3, seed=1)[1] == first != held_out([20, 20], 0.3, seed=2)[1]
    paths = [f"{label}/{i:03d}.jpg" for label in (0, 1) for i in range(20)]
    labels = [0] * 20 + [1] * 20
    again = stratified.held_out(paths[::-1], labels[::-1], 0.3, 1)
    assert {paths[::-1][i] for i in again} == first


def test_no_images():
    assert stratified.held_out([], [], 0.5, 0) == []


@pytest.mark.parametrize("fraction", [0, 1, -0.5, 20])
def test_a_fraction_outside_its_range(fraction):
    with pytest.raises(ValueError, match="fraction must lie between 0 and 1, but"):
        stratified.held_out(["a.jpg"], [0], fraction, 0)
