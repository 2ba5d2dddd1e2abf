"""HardNegativeMSE against a plain loop: no text, all text, all ignored, one pixel, equal errors."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfvision.text.loss import HardNegativeMSE


def loss_loop(targets, outputs, threshold=0.1, ratio=3, minimum=500):
    """Mean over images of the sum over maps: mean of the positives + mean of the hardest others."""
    total, maps = 0.0, outputs.shape[-1]
    for target, output in zip(targets, outputs, strict=True):
        for m in range(maps):
            positives, negatives = [], []
            for y, x in np.ndindex(output.shape[:2]):
                weights = [1.0, *target[y, x, maps:]]
                weight = weights[-1] if len(weights) < 3 else weights[1 + m]
                error = weight * (float(target[y, x, m]) - float(output[y, x, m])) ** 2
                if weight > 0:
                    (positives if target[y, x, m] > threshold else negatives).append(error)
            kept = sorted(negatives)[::-1][: int(max(ratio * len(positives), minimum))]
            total += sum(positives) / max(1, len(positives)) + sum(kept) / max(1, len(kept))
    return total / len(targets)


def batch(rng, shares, maps=2, weights=1, size_hw=(7, 11)):
    """Targets and outputs of images of which such shares are text."""
    shape = [len(shares), *size_hw, maps]
    shares = np.reshape(shares, [-1, 1, 1, 1])
    targets = np.where(rng.uniform(size=shape) < shares, rng.uniform(0.11, 1, shape), 0.05)
    drawn = rng.choice([0.0, 0.5, 1.0, 4.0], [*shape[:3], weights], p=[0.2, 0.2, 0.3, 0.3])
    outputs = rng.normal(0.2, 0.5, shape).astype("float32")
    return np.concatenate([targets, drawn], -1).astype("float32"), outputs


SHARES = {"none": [0, 0], "some": [0.05, 0, 0.3], "most": [0.7, 0.4], "all": [1, 1]}


@pytest.mark.parametrize("shares", SHARES.values(), ids=SHARES)
@pytest.mark.parametrize(("maps", "weights"), [(1, 0), (1, 1), (2, 0), (2, 1), (2, 2)])
def test_equals_the_loop(rng, shares, maps, weights):
    targets, outputs = batch(rng, shares, maps, weights)
    for ratio, minimum in ((3, 5), (1.5, 0), (0, 3), (3, 500)):
        loss = HardNegativeMSE(negative_ratio=ratio, min_negatives=minimum)(targets, outputs)
        expected = loss_loop(targets, outputs, ratio=ratio, minimum=minimum)
        assert float(loss) == pytest.approx(expected, rel=1e-5, abs=1e-7)


def test_by_hand():
    targets = np.zeros([1, 2, 3, 1], "float32")
    targets[0, 0, 0] = 1
    outputs = np.float32([[[0.5, 0.1, 0.2], [-0.4, 0.0, 0.3]]])[..., None]
    # 0.25 of the positive; of the others 0.16, 0.09 and 0.04
    expected = 0.25 + (0.16 + 0.09 + 0.04) / 3
    loss = HardNegativeMSE(min_negatives=1)(targets, outputs)
    assert float(loss) == pytest.approx(expected) == loss_loop(targets, outputs, minimum=1)


def gradient(loss, targets, outputs):
    outputs = tf.Variable(outputs)
    with tf.GradientTape() as tape:
        total = loss(targets, outputs)
    return tape.gradient(total, outputs).numpy()


def test_gradient_equals_differences_of_the_loop(rng):
    targets, outputs = batch(rng, [0.2, 0.0], size_hw=(3, 4))
    slopes = gradient(HardNegativeMSE(min_negatives=4), targets, outputs)
    targets, outputs = targets.astype("float64"), outputs.astype("float64")
    for place in np.ndindex(outputs.shape):
        step = np.zeros_like(outputs)
        step[place] = 1e-6
        up, down = (loss_loop(targets, outputs + sign * step, minimum=4) for sign in (1, -1))
        assert slopes[place] == pytest.approx((up - down) / 2e-6, abs=1e-4)


def test_equal_errors_share_the_gradient():
    """A fresh network says the same everywhere: no pixel may be left out by chance."""
    targets, outputs = np.zeros([1, 5, 8, 1]), np.full([1, 5, 8, 1], 0.5, "float32")
    loss = HardNegativeMSE(min_negatives=10)
    assert float(loss(targets, outputs)) == pytest.approx(0.25)
    np.testing.assert_allclose(gradient(loss, targets, outputs), 2 * 0.5 / 40, rtol=1e-6)


def test_what_is_ignored_teaches_nothing(rng):
    targets, outputs = batch(rng, [0.5, 0.1])
    targets[0, ..., 2] = 0
    slopes = gradient(HardNegativeMSE(), targets, outputs)
    assert not slopes[0].any() and slopes[1].any()
    assert not slopes[targets[..., 2] == 0].any()
    targets[..., 2] = 0
    assert float(HardNegativeMSE()(targets, outputs)) == 0


@pytest.mark.parametrize("size_hw", [(1, 1), (0, 3)])
@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_maps_of_a_pixel_or_none(size_hw, target, weight):
    targets = np.stack([np.full([2, *size_hw], v, "float32") for v in (target, weight)], -1)
    outputs = np.full([2, *size_hw, 1], 0.25, "float32")
    expected = weight * (target - 0.25) ** 2 if np.prod(size_hw) else 0.0
    assert float(HardNegativeMSE()(targets, outputs)) == pytest.approx(expected)
    assert np.isfinite(gradient(HardNegativeMSE(), targets, outputs)).all()


@pytest.mark.parametrize("kind", ["float16", "bfloat16"])
def test_half_precision_outputs_are_summed_in_float32(rng, kind):
    targets, outputs = batch(rng, [0.3, 0.0], size_hw=(40, 60))
    outputs = tf.cast(outputs, kind)
    value = HardNegativeMSE()(targets, outputs)
    assert value.dtype == tf.float32
    exact = tf.cast(outputs, tf.float32).numpy()
    assert float(value) == pytest.approx(loss_loop(targets, exact), rel=1e-4)


def test_wild_outputs(rng):
    targets, outputs = batch(rng, [0.3, 0.0])
    assert np.isfinite(HardNegativeMSE()(targets, 1e15 * outputs))
    for wild in (np.nan, -np.nan):
        spoilt = outputs.copy()
        spoilt[1, 2, 3, 0] = wild
        targets[1, 2, 3, 2] = 1
        assert np.isnan(HardNegativeMSE()(targets, spoilt))


def test_open_sizes_in_a_graph(rng):
    loss = HardNegativeMSE(min_negatives=5)
    specs = [tf.TensorSpec([None, None, None, channels]) for channels in (3, 2)]
    function = tf.function(loss.__call__, input_signature=specs)
    for size_hw in ((7, 11), (4, 5), (1, 1)):
        targets, outputs = batch(rng, [0.3, 0.0], size_hw=size_hw)
        assert float(function(targets, outputs)) == pytest.approx(float(loss(targets, outputs)))
    assert function.experimental_get_tracing_count() == 1


def test_trains_with_plain_fit(rng):
    targets, images = batch(rng, [0.3, 0.1, 0.0, 0.2], maps=1)
    model = keras.Sequential([keras.Input((7, 11, 1)), keras.layers.Conv2D(1, 3, padding="same")])
    model.compile(keras.optimizers.SGD(0.05), HardNegativeMSE())
    losses = model.fit(images, targets, epochs=4, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"positive_threshold": 1}, r"positive_threshold must be in \[0, 1\), got 1"),
        ({"negative_ratio": -1}, "negative_ratio and min_negatives must be at least 0, got -1"),
        ({"min_negatives": -1}, "must be at least 0, got 3.0 and -1"),
    ],
)
def test_arguments_out_of_range(arguments, message):
    with pytest.raises(ValueError, match=message):
        HardNegativeMSE(**arguments)


@pytest.mark.parametrize("shape", [(1, 6, 8, 5), (1, 6, 8, 1), (1, 1, 8, 2)])
def test_targets_that_do_not_fit(shape):
    with pytest.raises(ValueError, match=r"targets must be \[B, h, w, 2\], with 3 or 4 channels"):
        HardNegativeMSE()(np.zeros(shape, "float32"), np.zeros([1, 6, 8, 2], "float32"))
