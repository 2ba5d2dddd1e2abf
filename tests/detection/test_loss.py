"""SSD's losses against plain loops: in float32, half precision, in `fit` and over replicas."""

import pathlib
import subprocess
import sys
import textwrap

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.detection.oracles import class_loss_loop, offset_loss_loop
from tfvision.detection.loss import ClassLoss, OffsetLoss

REPOSITORY = pathlib.Path(__file__).parents[2]


def batch(rng, matches, boxes=40, classes=4):
    """Targets and outputs of images with so many matched default boxes each."""
    size = len(matches)
    wanted = np.zeros([size, boxes], "int32")
    for image, count in enumerate(matches):
        rows = rng.permutation(boxes)[:count]
        wanted[image, rows] = rng.integers(1, classes + 1, count)
    offsets = rng.normal(0, 1.5, [size, boxes, 5]).astype("float32")
    offsets[..., 4] = wanted > 0
    offsets[..., :4] *= offsets[..., 4:]
    given = rng.normal(0, 1.5, [size, boxes, 4]).astype("float32")
    logits = rng.normal(0, 3, [size, boxes, classes + 1]).astype("float32")
    return offsets, given, wanted, logits


MATCHES = {
    "none": [0, 0, 0],
    "one": [0, 1, 0],
    "some": [3, 0, 7, 1],
    "many": [20, 11],  # fewer negatives left than three for each match
    "all": [40, 40],
}


@pytest.mark.parametrize("matches", MATCHES.values(), ids=MATCHES)
def test_losses_equal_the_loops(rng, matches):
    for _ in range(10):
        offsets, given, wanted, logits = batch(rng, matches)
        assert float(OffsetLoss()(offsets, given)) == pytest.approx(
            offset_loss_loop(offsets, given), rel=1e-5, abs=1e-7
        )
        for ratio, minimum in ((3, 3), (1, 0), (2, 10)):
            loss = ClassLoss(negative_ratio=ratio, min_negatives=minimum)
            expected = class_loss_loop(wanted, logits, ratio, minimum)
            assert float(loss(wanted, logits)) == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_background_images_teach(rng):
    _, _, wanted, logits = batch(rng, [0, 0])
    assert float(ClassLoss()(wanted, logits)) > 0
    assert float(ClassLoss(min_negatives=0)(wanted, logits)) == 0


def gradients(losses, targets, outputs):
    variables = [tf.Variable(output) for output in outputs]
    with tf.GradientTape() as tape:
        total = sum(f(y, x) for f, y, x in zip(losses, targets, variables, strict=True))
    return tape.gradient(total, variables)


def test_gradient_reaches_matches_and_hard_negatives_alone(rng):
    offsets, given, wanted, logits = batch(rng, [2, 0])
    of_boxes, of_logits = gradients([OffsetLoss(), ClassLoss()], [offsets, wanted], [given, logits])
    touched = np.abs(of_boxes).sum(axis=-1) > 0
    np.testing.assert_array_equal(touched, offsets[..., 4] == 1)
    touched = np.abs(of_logits).sum(axis=-1) > 0
    assert np.all(touched[wanted > 0])
    assert np.sum(touched & (wanted == 0), axis=1).tolist() == [6, 3]


def test_gradient_equals_differences_of_the_loop(rng):
    offsets, given, wanted, logits = batch(rng, [2, 1], boxes=9, classes=2)
    of_boxes, of_logits = gradients([OffsetLoss(), ClassLoss()], [offsets, wanted], [given, logits])
    for gradient, loop, target, output in (
        (of_boxes, offset_loss_loop, offsets, given.astype("float64")),
        (of_logits, class_loss_loop, wanted, logits.astype("float64")),
    ):
        for place in np.ndindex(output.shape):
            step = np.zeros_like(output)
            step[place] = 1e-5
            slope = (loop(target, output + step) - loop(target, output - step)) / 2e-5
            assert float(gradient[place]) == pytest.approx(slope, abs=1e-4)


@pytest.mark.parametrize("kind", ["float16", "bfloat16"])
def test_half_precision_outputs_are_summed_in_float32(rng, kind):
    offsets, given, wanted, logits = batch(rng, [900, 3, 0], boxes=3000)
    given, logits = tf.cast(given, kind), tf.cast(logits, kind)
    exact = [tf.cast(values, tf.float32).numpy() for values in (given, logits)]
    for loss, target, output, expected in (
        (OffsetLoss(), offsets, given, offset_loss_loop(offsets, exact[0])),
        (ClassLoss(), wanted, logits, class_loss_loop(wanted, exact[1])),
    ):
        value = loss(target, output)
        assert value.dtype == tf.float32
        assert float(value) == pytest.approx(expected, rel=1e-4)


def test_wild_outputs_stay_finite(rng):
    offsets, given, wanted, logits = batch(rng, [3, 0])
    for scale in (1e4, 0.0):
        losses = [OffsetLoss(), ClassLoss(), ClassLoss(mining="focal")]
        outputs = [given * scale, logits * scale, logits * scale]
        targets = [offsets, wanted, wanted]
        for loss, target, output in zip(losses, targets, outputs, strict=True):
            assert np.isfinite(loss(target, output))
        assert all(np.isfinite(g).all() for g in gradients(losses, targets, outputs))


def focal_loop(targets, outputs, alpha, gamma):
    total = 0.0
    for wanted, logits in zip(targets.ravel(), outputs.reshape(-1, outputs.shape[-1]), strict=True):
        p = np.exp(logits[wanted].astype("float64")) / np.exp(logits.astype("float64")).sum()
        total -= (alpha if wanted else 1 - alpha) * (1 - p) ** gamma * np.log(p)
    return total / max(1, np.sum(targets > 0))


@pytest.mark.parametrize(("alpha", "gamma"), [(0.25, 2.0), (0.5, 0.0), (0.75, 1.0)])
def test_focal_equals_the_loop(rng, alpha, gamma):
    for matches in MATCHES.values():
        _, _, wanted, logits = batch(rng, matches)
        loss = ClassLoss(mining="focal", alpha=alpha, gamma=gamma)(wanted, logits)
        assert float(loss) == pytest.approx(focal_loop(wanted, logits, alpha, gamma), rel=1e-5)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
def test_focal_gradient_is_finite_for_boxes_without_doubt(gamma):
    wanted = np.array([[1, 0]], "int32")
    logits = np.array([[[-40, 40], [40, -40]]], "float32")
    (gradient,) = gradients([ClassLoss(mining="focal", gamma=gamma)], [wanted], [logits])
    assert np.isfinite(gradient).all()


def test_label_smoothing(rng):
    _, _, wanted, logits = batch(rng, [40, 40], classes=3)
    log_p = tf.nn.log_softmax(logits).numpy()
    smooth = np.eye(4)[wanted] * 0.8 + 0.05
    expected = -(smooth * log_p).sum(axis=-1).mean()
    loss = ClassLoss(label_smoothing=0.2)(wanted, logits)
    assert float(loss) == pytest.approx(expected, rel=1e-5)


def test_delta_of_the_offset_loss():
    target, given = np.float32([[[0, 0, 0, 0, 1]]]), np.float32([[[1, 3, 0, 0]]])
    assert float(OffsetLoss(delta=2.0)(target, given)) == pytest.approx(1 / 4 + 3 - 1)


@pytest.mark.parametrize(
    "loss",
    [
        OffsetLoss(delta=0.5, name="o"),
        ClassLoss("focal", 2.0, 5, 0.5, 1.0, 0.1, name="c"),
    ],
)
def test_config_round_trip(loss):
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(loss))
    assert type(copy) is type(loss)
    assert copy.get_config() == loss.get_config()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: OffsetLoss(delta=0), "delta must be above 0, got 0"),
        (lambda: ClassLoss(mining="ohem"), "mining must be one of .* got 'ohem'"),
        (lambda: ClassLoss(negative_ratio=-1), "negative_ratio, .* must be at least 0"),
        (lambda: ClassLoss(alpha=2), r"alpha must be in \[0, 1\]"),
        (lambda: ClassLoss(label_smoothing=1), r"label_smoothing in \[0, 1\)"),
    ],
)
def test_bad_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make()


# The same model, data and step on one device and on two replicas; prints losses and weights.
REPLICAS = """
    import contextlib
    import sys
    import keras, numpy as np, tensorflow as tf
    from tests.detection.test_loss import batch
    from tfvision.detection.loss import ClassLoss, OffsetLoss

    cpu = tf.config.list_physical_devices("CPU")[0]
    two = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, two)
    offsets, _, wanted, _ = batch(np.random.default_rng(0), [5, 0, 1, 0, 0, 0, 0, 0], boxes=30)
    images = np.random.default_rng(1).normal(size=[8, 6]).astype("float32")
    targets = {"offsets": offsets, "logits": wanted}
    data = tf.data.Dataset.from_tensor_slices((images, targets)).batch(4)

    def run(strategy, policy, mining):
        keras.utils.set_random_seed(1)
        keras.config.set_dtype_policy(policy)
        with strategy.scope() if strategy else contextlib.nullcontext():
            inputs = keras.Input([6])
            heads = {"offsets": 4, "logits": 5}
            outputs = {
                name: keras.layers.Reshape([30, size])(keras.layers.Dense(30 * size)(inputs))
                for name, size in heads.items()
            }
            model = keras.Model(inputs, outputs)
            losses = {"offsets": OffsetLoss(), "logits": ClassLoss(mining=mining)}
            model.compile(keras.optimizers.SGD(0.1), losses)
        history = model.fit(
            data, validation_data=data, epochs=2, shuffle=False, verbose=0
        ).history
        return history, np.concatenate([w.numpy().ravel() for w in model.trainable_weights])

    mining, policy, limit = sys.argv[1], sys.argv[2], float(sys.argv[3])
    one = run(None, policy, mining)
    both = run(tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]), policy, mining)
    for key in one[0]:
        np.testing.assert_allclose(both[0][key], one[0][key], rtol=limit, err_msg=key)
    np.testing.assert_allclose(both[1], one[1], rtol=limit, atol=limit / 10)
    assert np.isfinite(one[0]["loss"]).all() and one[0]["loss"][1] < one[0]["loss"][0]
    print("equal")
"""


@pytest.mark.parametrize(
    "words",
    [
        ("hard_negatives", "float32", "1e-5"),
        ("focal", "mixed_bfloat16", "2e-2"),
    ],
    ids=lambda words: words[0],
)
@pytest.mark.slow  # A process of its own, with two devices
def test_two_replicas_equal_one_device(words):
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(REPLICAS), *words],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout.strip().endswith("equal"), done.stderr[-3000:]
