"""The contract catches what it is there for: each class below breaks one promise."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests import contracts
from tests.contracts import Row


class Scale(keras.Layer):
    """Keeps every promise; the others differ from it in one point."""

    def __init__(self, gain=1.0, **kwargs):
        super().__init__(**kwargs)
        self.gain = gain

    def build(self, input_shape):
        self.weight = self.add_weight(shape=input_shape[-1:], name="weight")

    def call(self, inputs):
        return inputs * self.weight * self.gain

    def get_config(self):
        return {**super().get_config(), "gain": self.gain}


class ForgetsItsConfig(Scale):
    def get_config(self):
        return keras.Layer.get_config(self)


class ChangesItsArgument(Scale):
    def __init__(self, gain=1.0, **kwargs):
        super().__init__(gain * 2, **kwargs)


class StopsItsGradient(Scale):
    def call(self, inputs):
        return inputs * tf.stop_gradient(self.weight) * self.gain


class LeavesTheGraph(Scale):
    def call(self, inputs):
        return tf.constant(np.asarray(inputs)) * self.weight

    def compute_output_spec(self, inputs):
        return keras.KerasTensor(inputs.shape)


class KnowsOneSize(Scale):
    def call(self, inputs):
        return super().call(keras.ops.reshape(inputs, [-1, 12, 16, 4]))


class TrustsKerasForItsConfig(keras.Model):
    def __init__(self, gain=1.0, **kwargs):
        super().__init__(**kwargs)
        self.gain = gain

    def call(self, inputs):
        return inputs * self.gain


class SavesNothing(Scale):
    def save_own_variables(self, store):
        pass

    def load_own_variables(self, store):
        pass


class TakesAnything(Scale):
    def __init__(self, *gains, **kwargs):
        super().__init__(gains[0], **kwargs)


class HasAMutableDefault(Scale):
    def __init__(self, gain=[2.0], **kwargs):  # noqa: B006 - the very mistake
        super().__init__(gain, **kwargs)


@pytest.fixture(autouse=True)
def registered():
    """Registers the classes for one test, so that they do not count as the library's."""
    objects = keras.saving.get_custom_objects()
    before = dict(objects)
    for cls in (Scale, *Scale.__subclasses__(), TrustsKerasForItsConfig):
        keras.saving.register_keras_serializable(package="tfvision")(cls)
    yield
    objects.clear()
    objects.update(before)


def test_a_sound_layer_passes(tmp_path):
    row = Row(Scale, gain=3.0)
    contracts.assert_arguments_are_sound(Scale, [row])
    contracts.assert_keeps_its_config(row)
    contracts.assert_runs_in_graph(row)
    contracts.assert_learns(row)
    contracts.assert_saves_and_loads(row, tmp_path)
    contracts.assert_exports(row, tmp_path)


@pytest.mark.parametrize(
    "cls, message",
    [
        (ForgetsItsConfig, "get_config lacks gain"),
        (TrustsKerasForItsConfig, "gain is lost in the config"),
        (ChangesItsArgument, "gain is not kept as given"),
    ],
)
def test_config(cls, message):
    with pytest.raises(AssertionError, match=message):
        contracts.assert_keeps_its_config(Row(cls, gain=3.0))


def test_gradient():
    with pytest.raises(AssertionError, match=r"no gradient reaches .*weight"):
        contracts.assert_learns(Row(StopsItsGradient))


def test_graph():
    with pytest.raises(NotImplementedError, match="convert a symbolic"):
        contracts.assert_runs_in_graph(Row(LeavesTheGraph))


def test_file(tmp_path):
    with pytest.raises(AssertionError, match="Not equal"):
        contracts.assert_saves_and_loads(Row(SavesNothing), tmp_path)


def test_size(tmp_path):
    with pytest.raises(Exception, match="reshape"):
        contracts.assert_exports(Row(KnowsOneSize), tmp_path)


@pytest.mark.parametrize(
    "row, message",
    [
        (Row(Scale), "no row gives gain another value than 1.0"),
        (Row(Scale, gain=1.0), "no row gives gain another value than 1.0"),
        (Row(TakesAnything), r"takes \*gains"),
        (Row(HasAMutableDefault, gain=3.0), "mutable default: gain"),
    ],
    ids=repr,
)
def test_arguments(row, message):
    with pytest.raises(AssertionError, match=message):
        contracts.assert_arguments_are_sound(row.cls, [row])
