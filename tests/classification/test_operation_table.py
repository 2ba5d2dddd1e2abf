"""The magnitudes of every policy are torchvision's, and only what was chosen is applied."""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tfvision.classification import augmix, auto_augment, randaugment, trivial_augment
from tfvision.classification.operation_table import OPERATIONS, SIGNED

GOLDENS = np.load(pathlib.Path(__file__).parent.parent / "goldens" / "augment_operations.npz")
RANGES = dict(zip(GOLDENS["ranges_names"].tolist(), GOLDENS["ranges"], strict=True))
POLICIES = {
    "randaugment": randaugment,
    "trivialaugment_wide": trivial_augment,
    "autoaugment": auto_augment,
    "augmix": augmix,
}
SIZE = (224, 192)


@pytest.mark.parametrize("case", RANGES)
def test_ranges_equal_torchvision(case):
    policy, name, signed = case.split()
    table = POLICIES[policy].table(SIZE)
    if policy == "autoaugment" and name not in table.names:
        assert name not in auto_augment.IMAGENET
        return
    row = table.names.index(name)
    magnitudes = np.resize(RANGES[case], table.magnitudes.shape[1])
    # To the last bit: translations drop the fraction, and it must fall on the same side.
    np.testing.assert_array_equal(table.magnitudes[row], magnitudes)
    assert (table.signs[row] < 0) == (name in SIGNED) == (signed == "1")


@pytest.mark.parametrize("policy", POLICIES)
def test_names_are_those_of_torchvision(policy):
    expected = {case.split()[1] for case in RANGES if case.startswith(f"{policy} ")}
    names = POLICIES[policy].table(SIZE).names
    assert set(names) <= expected | {"Identity"}
    if policy != "autoaugment":
        assert set(names) == expected
        assert ("Identity" in names) == ("Identity" in expected)


def test_each_operation_is_drawn_as_often():
    table = randaugment.table(SIZE)
    rows = table.rows(tf.linspace(0.0, 1 - 1e-6, 1400)).numpy()
    assert np.bincount(rows).tolist() == [100] * 14


def test_signs_follow_their_draws_where_there_are_any():
    table = randaugment.table(SIZE)
    rows = tf.constant([table.names.index(name) for name in ("Rotate", "Rotate", "Solarize")])
    got = table.magnitude(rows, tf.constant([9, 9, 9]), tf.constant([0.1, 0.9, 0.1]))
    np.testing.assert_allclose(got, [-9.0, 9.0, 178.5])


@pytest.mark.parametrize("count", [None, 0, 1, 2])
def test_runs_the_first_operations_in_their_order(count):
    table = randaugment.table(GOLDENS["image"].shape[:2])
    names, magnitudes = ["Solarize", "Rotate", "Color"], [100.0, 30.0, -0.5]
    rows = tf.constant([table.names.index(name) for name in names])
    image = tf.constant(GOLDENS["image"])
    run = tf.function(lambda: table.run(image, rows, tf.constant(magnitudes), count))
    expected = image
    for name, magnitude in list(zip(names, magnitudes, strict=True))[:count]:
        expected = OPERATIONS[name](expected, tf.constant(magnitude))
    np.testing.assert_array_equal(run(), expected)
