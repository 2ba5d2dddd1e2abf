"""Each policy against a plain loop over its own draws, and AutoAugment's pairs as published."""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification import augmix, auto_augment, randaugment, trivial_augment
from tfvision.classification.augment_options import AugmentOptions
from tfvision.classification.operation_table import OPERATIONS

GOLDENS = np.load(pathlib.Path(__file__).parent.parent / "goldens" / "augment_operations.npz")
IMAGE = tf.constant(GOLDENS["image"])
OPTIONS = AugmentOptions(magnitude=15, num_ops=3, severity=7)


def one(image, table, name, bin_, sign_draw):
    row = table.names.index(name)
    sign = table.signs[row] if sign_draw < 0.5 else 1.0
    return OPERATIONS[name](image, tf.constant(table.magnitudes[row, bin_] * sign))


def by_randaugment(draws):
    table, image = randaugment.table(IMAGE.shape[:2]), IMAGE
    for draw, sign_draw in zip(draws[:3], draws[3:], strict=True):
        image = one(image, table, table.names[int(draw * 14)], 15, sign_draw)
    return image


def by_trivial_augment(draws):
    table = trivial_augment.table(IMAGE.shape[:2])
    return one(IMAGE, table, table.names[int(draws[0] * 14)], int(draws[1] * 31), draws[2])


def by_auto_augment(draws):
    table, image = auto_augment.table(IMAGE.shape[:2]), IMAGE
    for i, (name, chance, bin_) in enumerate(auto_augment.pairs()[int(draws[0] * 25)]):
        if draws[1 + i] < chance:
            image = one(image, table, name, bin_ or 0, draws[3 + i])
    return image


def by_augmix(draws):
    table = augmix.table(IMAGE.shape[:2])
    own, weights, lengths, rest = draws[0], -np.log(1 - draws[1:4]), draws[4:7], draws[7:]
    rows, bins, signs = rest.reshape(3, 3, 3)
    mixed = own * IMAGE.numpy()
    for i in range(3):
        image = IMAGE
        for j in range(1 + int(lengths[i] * 3)):
            name = table.names[int(rows[i, j] * 13)]
            image = one(image, table, name, int(bins[i, j] * 7), signs[i, j])
        mixed = mixed + (1 - own) * weights[i] / weights.sum() * image.numpy()
    return mixed


@pytest.mark.parametrize(
    "policy, loop, farthest",
    [
        (randaugment, by_randaugment, 0),
        (trivial_augment, by_trivial_augment, 0),
        (auto_augment, by_auto_augment, 0),
        (augmix, by_augmix, 1.001),  # The loop does not round down.
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_agrees_with_a_plain_loop(rng, policy, loop, farthest):
    for _ in range(12):
        draws = rng.uniform(0, 1, policy.draws_needed(OPTIONS)).astype("float32")
        got = policy.apply(IMAGE, tf.constant(draws), OPTIONS).numpy()
        apart = np.abs(got.astype(float) - np.asarray(loop(draws)))
        assert apart.max() <= farthest


def test_the_pairs_are_those_of_the_paper():
    flat = [f"{name} {p} {bin_}" for pair in auto_augment.pairs() for name, p, bin_ in pair]
    assert flat == GOLDENS["autoaugment"].tolist()


def test_augmix_with_nothing_of_others_is_the_image():
    draws = tf.concat([[1 - 1e-7], tf.fill([augmix.draws_needed(OPTIONS) - 1], 0.4)], 0)
    got = augmix.apply(IMAGE, draws, OPTIONS).numpy().astype(int)
    assert np.abs(got - IMAGE.numpy()).max() <= 1
