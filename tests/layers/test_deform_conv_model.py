"""A model of deformable convolutions through its files, in half precision, on two replicas."""

import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.contracts import features
from tfvision import layers


def made(dtype="float32", size_hw=(None, None)):
    """Two deformable convolutions with offsets of some pixels."""
    inputs = keras.Input((*size_hw, 4))
    first = layers.DeformConv2D(6, strides=2, offset_groups=2, name="first", dtype=dtype)
    second = layers.DeformConv2D(4, 3, dilation_rate=2, groups=2, modulated=False, dtype=dtype)
    model = keras.Model(inputs, second(keras.ops.relu(first(inputs))))
    rng = np.random.default_rng(5)
    for layer in (first, second):
        layer.set_weights([rng.normal(0, 0.2, w.shape) for w in layer.get_weights()])
        kernel, bias = layer.get_offset_weights()
        layer.set_offset_weights([kernel * 10, bias * 10])
    return model


@pytest.fixture(scope="module")
def model():
    return made()


def test_keras_file(model, tmp_path):
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again(features()), model(features()))


# The contract exports single layers, the fast tests as well.
@pytest.mark.slow
def test_saved_model_of_any_size(model, tmp_path):
    model.export(str(tmp_path / "exported"), verbose=False)
    loaded = tf.saved_model.load(str(tmp_path / "exported"))
    for images in (features(), features()[:1, 3:, 5:], features()[:0]):
        np.testing.assert_allclose(loaded.serve(images), model(images), rtol=0, atol=1e-5)


@pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated:UserWarning")
@pytest.mark.slow
def test_litert(model, tmp_path):
    fixed = made(size_hw=(12, 16))
    with layers.for_litert():
        fixed.export(str(tmp_path / "model.tflite"), format="litert", verbose=False)
    interpreter = tf.lite.Interpreter(str(tmp_path / "model.tflite"))
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], features()[:1])
    interpreter.invoke()
    got = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    np.testing.assert_allclose(got, model(features()[:1]), rtol=0, atol=1e-4)


def test_half_precision(model):
    half = made("mixed_bfloat16")(features())
    assert half.dtype == "bfloat16"
    expected = model(features())
    wrong = tf.cast(half, "float32") - expected
    assert np.sqrt(np.mean(wrong**2)) < 0.03 * np.std(expected)


TWO = """
import numpy as np
import tensorflow as tf
one = tf.config.LogicalDeviceConfiguration()
tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], [one, one])
import keras
from tests.contracts import features
from tests.layers.test_deform_conv_model import made
images = np.concatenate([features(), 2 * features()])
targets = np.random.default_rng(6).normal(size=[4, 6, 8, 4])
weights = []
for strategy in (tf.distribute.get_strategy(), tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])):
    with strategy.scope():
        model = made()
        model.compile(keras.optimizers.Adam(0.01, epsilon=1e-3), "mse")
    before = model.get_weights()
    model.fit(images, targets, batch_size=4, epochs=2, verbose=0)
    weights.append(model.get_weights())
for one, two, start in zip(*weights, before, strict=True):
    moved = np.abs(one - start).max()
    assert moved > 0.005, moved
    np.testing.assert_allclose(one, two, rtol=0, atol=0.02 * moved)
"""


@pytest.mark.slow
def test_two_replicas_learn_as_one():
    done = subprocess.run([sys.executable, "-c", TWO], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
