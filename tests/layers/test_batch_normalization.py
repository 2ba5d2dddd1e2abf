"""Batch normalization against Keras's own: values, gradients, statistics, replicas."""

import pathlib
import subprocess
import sys
import textwrap

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfvision.layers import BatchNormalization

REPOSITORY = pathlib.Path(__file__).parents[2]


def pair(rng, dtype="float32", **options):
    """Ours and Keras's with the same random weights; gamma, beta, mean, variance."""
    options = {"momentum": 0.8, "epsilon": 1e-3, "dtype": dtype, **options}
    layers = BatchNormalization(**options), keras.layers.BatchNormalization(**options)
    weights = [rng.uniform(0.5, 1.5, 3) for _ in range(4)]
    for layer in layers:
        layer.build((None, None, None, 3))
        layer.set_weights(weights[-len(layer.weights) :])
    return layers


def maps(rng):
    return (rng.normal(size=[2, 5, 7, 3]) * (1, 2, 5) + (0, 3, -1)).astype("float32")


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "mixed_float16", "mixed_bfloat16", "float64"])
@pytest.mark.parametrize(
    "options", [{}, {"scale": False}, {"center": False}, {"synchronized": True}]
)
def test_equals_keras(rng, training, dtype, options):
    ours, theirs = pair(rng, dtype, **options)
    x = maps(rng)
    got, expected = ours(x, training=training), theirs(x, training=training)
    assert got.dtype == expected.dtype == ours.compute_dtype
    tolerance = {"float32": 1e-5, "mixed_float16": 5e-3, "mixed_bfloat16": 4e-2, "float64": 1e-12}
    tolerance = tolerance[dtype]
    np.testing.assert_allclose(
        tf.cast(got, "float64"), tf.cast(expected, "float64"), rtol=tolerance, atol=tolerance
    )
    for one, other in zip(ours.weights, theirs.weights, strict=True):
        assert one.dtype == ours.variable_dtype
        if not (training and one.name == "moving_variance"):
            np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


def test_the_moving_variance_collects_the_unbiased_one(rng):
    ours, theirs = pair(rng)
    before = ours.moving_variance.numpy()
    x = maps(rng)
    ours(x, training=True)
    theirs(x, training=True)
    expected = 0.8 * before + 0.2 * x.reshape(-1, 3).var(axis=0, ddof=1)
    np.testing.assert_allclose(ours.moving_variance, expected, rtol=1e-5)
    count = 2 * 5 * 7
    step, their_step = (layer.moving_variance.numpy() - 0.8 * before for layer in (ours, theirs))
    np.testing.assert_allclose(step, their_step * count / (count - 1), rtol=1e-4)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize(
    ("dtype", "tolerance"),
    [("float32", 1e-4), ("mixed_float16", 2e-2), ("mixed_bfloat16", 2e-1)],
)
def test_gradients_equal_keras(rng, training, dtype, tolerance):
    x, weights = tf.constant(maps(rng)), tf.constant(maps(rng))

    def gradients(layer):
        with tf.GradientTape() as tape:
            tape.watch(x)
            total = tf.reduce_sum(tf.cast(layer(x, training=training), "float32") * weights)
        return tape.gradient(total, [x, layer.gamma.value, layer.beta.value])

    for one, other in zip(*map(gradients, pair(rng, dtype)), strict=True):
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


def test_frozen_it_uses_the_moving_statistics_and_leaves_them_alone(rng):
    layer, _ = pair(rng)
    layer.trainable = False
    before = layer.get_weights()
    x = maps(rng)
    np.testing.assert_array_equal(layer(x, training=True), layer(x, training=False))
    for one, other in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not layer.trainable_variables


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("shape", [(0, 5, 7, 3), (2, 0, 7, 3)])
def test_a_batch_without_a_pixel_changes_nothing(rng, training, shape):
    layer, _ = pair(rng)
    before = layer.get_weights()
    assert layer(np.zeros(shape, "float32"), training=training).shape == shape
    for one, other in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, other)


def test_one_pixel_stays_finite(rng):
    layer, _ = pair(rng)
    assert np.isfinite(layer(maps(rng)[:1, :1, :1], training=True)).all()
    assert np.isfinite(np.concatenate(layer.get_weights())).all()


def test_a_graph_updates_the_statistics_too(rng):
    ours, _ = pair(rng)
    again = BatchNormalization.from_config(ours.get_config())
    again.build((None, None, None, 3))
    again.set_weights(ours.get_weights())
    x = maps(rng)
    ours(x, training=True)
    tf.function(again)(x, training=True)
    for one, other in zip(ours.weights, again.weights, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"axis": 1}, "axis must be -1 or 3.*got 1"),
        ({"renorm": True}, "renorm must be False, got True"),
    ],
)
def test_says_what_it_does_not_do(options, message):
    with pytest.raises(ValueError, match=message):
        BatchNormalization(**options)


def test_takes_images_only():
    with pytest.raises(ValueError, match=r"\[B, H, W, C\], got the shape \(None, 3\)"):
        BatchNormalization().build((None, 3))


# One step on two replicas; the batch statistics are each replica's own, or those of both.
REPLICAS = """
    import keras, numpy as np, tensorflow as tf
    from tfvision.layers import BatchNormalization

    cpu = tf.config.list_physical_devices("CPU")[0]
    two = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, two)
    images = np.random.default_rng(0).normal(size=[4, 3, 5, 2]).astype("float32")
    images *= np.arange(1, 5)[:, None, None, None]

    def trained(strategy, synchronized):
        with strategy.scope():
            inputs = keras.Input([None, None, 2])
            norm = BatchNormalization(momentum=0.5, synchronized=synchronized)
            maps = keras.layers.Conv2D(2, 1, kernel_initializer="ones")(norm(inputs) ** 3)
            model = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(maps))
            model.compile("sgd", "mse")
        model.fit(images, np.ones([4, 2]), batch_size=4, shuffle=False, verbose=0)
        return model, norm

    both = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    halves = images.reshape(2, -1, 2)
    mean = 0.5 * halves.mean(axis=(0, 1))
    variance = 0.5 + 0.5 * halves.var(axis=1, ddof=1).mean(axis=0)
    _, norm = trained(both, False)
    for replica in range(2):
        values = [v.value.values[replica] for v in (norm.moving_mean, norm.moving_variance)]
        np.testing.assert_allclose(values, [mean, variance], rtol=1e-5)
    one, _ = trained(tf.distribute.get_strategy(), False)
    for synchronized in (False, True):
        two, _ = trained(both, synchronized)
        pairs = zip(one.get_weights(), two.get_weights(), strict=True)
        equal = all(np.allclose(a, b, rtol=1e-5, atol=1e-6) for a, b in pairs)
        assert equal == synchronized
    print("equal")
"""


def test_replicas_share_the_mean_of_their_statistics_or_the_statistics():
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(REPLICAS)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout.strip().endswith("equal"), done.stderr[-3000:]
