"""The promises that every public layer, model and loss keeps, each as one assertion.

`tests/contract_rows.py` holds the table of classes; a new class is one more `Row` there.
"""

import dataclasses
import inspect
import json
import types

import keras
import numpy as np
import tensorflow as tf


class Row:
    """One line of the table: a class, its arguments, and what it is fed.

    Arguments are to differ from their defaults; where they exclude each other, a class has several
    rows. A value that is a function is called when the row is used: `backbone=lambda: VGG("11")`.

    Args:
        cls: The class.
        feed: Function that returns its input, a list of them where it takes several, or
            `(targets, outputs)` for a loss. By default images for a model and feature maps for a
            layer.
        any_size: Whether it takes images of any height and width once it is built.
        **arguments: Of the constructor.
    """

    def __init__(self, cls, *, feed=None, any_size=True, **arguments):
        self.cls = cls
        self.feed = feed or (images if issubclass(cls, keras.Model) else features)
        self.any_size = any_size
        self.arguments = arguments

    def __repr__(self):
        return f"{self.cls.__name__}({', '.join(self.arguments)})"

    def values(self):
        functions = types.FunctionType
        return {k: v() if isinstance(v, functions) else v for k, v in self.arguments.items()}

    def make(self):
        return self.cls(**self.values())


def images():
    """`[2, 64, 96, 3]` in [0, 255]: not square, and no two alike."""
    return np.random.default_rng(1).uniform(0, 255, [2, 64, 96, 3]).astype("float32")


def features():
    """`[2, 12, 16, 4]`, about as a network carries them."""
    return np.random.default_rng(1).normal(size=[2, 12, 16, 4]).astype("float32")


def assert_arguments_are_sound(cls, rows):
    """No `*args`, no mutable default, and each argument in some row with another value."""
    for name, parameter in _parameters(cls).items():
        assert parameter.kind != parameter.VAR_POSITIONAL, f"{cls.__name__} takes *{name}"
        assert not isinstance(parameter.default, list | dict | set), f"mutable default: {name}"
        given = [row.values()[name] for row in rows if name in row.arguments]
        assert any(_plain(value) != _plain(parameter.default) for value in given), (
            f"{cls.__name__}: no row gives {name} another value than {parameter.default!r}"
        )


def assert_keeps_its_config(row):
    """Every argument is kept as given, by the object and by its copy through JSON.

    Compared with what was given: a round trip alone is passed by a model whose config, written by
    Keras, holds the defaults.
    """
    values = row.values()
    if "name" in _parameters(row.cls) or _takes_keywords(row.cls):
        values.setdefault("name", "given_name")
    made = row.cls(**values)
    config = made.get_config()
    for name in {*_parameters(row.cls), *values}:
        assert name in config, f"get_config lacks {name}"
    stored = json.loads(json.dumps(keras.saving.serialize_keras_object(made)))
    assert stored["registered_name"] == f"tfvision>{row.cls.__name__}"
    again = keras.saving.deserialize_keras_object(stored)
    for name, value in values.items():
        assert _plain(getattr(made, name)) == _plain(value), f"{name} is not kept as given"
        assert _plain(getattr(again, name)) == _plain(value), f"{name} is lost in the config"
    assert _plain(again.get_config()) == _plain(config)


def assert_runs_in_graph(row):
    """Eager, in a `tf.function` and called with a symbolic input, it gives the same."""
    made, fed = row.make(), row.feed()
    if isinstance(made, keras.losses.Loss):
        np.testing.assert_allclose(tf.function(made)(*fed), made(*fed), rtol=1e-4)
        return
    eager = made(fed)
    assert_same(tf.function(made)(fed), eager)
    symbolic = made(_symbolic(row, fed))
    tf.nest.assert_same_structure(symbolic, eager)
    for spec, value in zip(tf.nest.flatten(symbolic), tf.nest.flatten(eager), strict=True):
        assert tf.TensorShape(spec.shape).is_compatible_with(value.shape)
        assert spec.dtype == value.dtype.name
    if isinstance(made, keras.Model):
        made.summary(print_fn=lambda text: None)


def assert_learns(row):
    """A gradient reaches every trainable variable; a loss sends one to the outputs."""
    made, fed = row.make(), row.feed()
    if isinstance(made, keras.losses.Loss):
        targets, sources = fed[0], [tf.Variable(fed[1])]
    else:
        made(fed)
        sources = [variable.value for variable in made.trainable_variables]
    keywords = {"training": True} if _knows_training(made) else {}
    with tf.GradientTape() as tape:
        if isinstance(made, keras.losses.Loss):
            total = made(targets, sources[0])
        else:
            outputs = tf.nest.flatten(made(fed, **keywords))
            total = tf.add_n([_weighted_sum(output) for output in outputs])
    names = [getattr(source, "path", source.name) for source in sources]
    for name, gradient in zip(names, tape.gradient(total, sources), strict=True):
        assert gradient is not None, f"no gradient reaches {name}"
        gradient = tf.convert_to_tensor(gradient).numpy()
        assert np.isfinite(gradient).all(), f"the gradient of {name} is not finite"
        assert gradient.any(), f"the gradient of {name} is zero"


def assert_saves_and_loads(row, folder):
    """From a `.keras` file it comes back with other weights than it was born with."""
    model, fed = as_model(row)
    move_weights(model)
    model.save(folder / "model.keras")
    again = keras.saving.load_model(folder / "model.keras")
    assert [v.path for v in again.weights] == [v.path for v in model.weights]
    assert_same(again(fed), model(fed))


def assert_exports(row, folder):
    """As a SavedModel it takes batches of any number, of images of any size where it says so."""
    model, fed = as_model(row)
    move_weights(model)
    spec = tf.nest.map_structure(
        lambda part: tf.TensorSpec([None, *_sizes(row, part)], part.dtype), fed
    )
    model.export(str(folder / "exported"), input_signature=[spec], verbose=False)
    loaded = tf.saved_model.load(str(folder / "exported"))
    smaller = np.s_[1:, 3:, 5:] if row.any_size else np.s_[1:,]
    for index in (np.s_[:,], np.s_[:1,], smaller):
        some = tf.nest.map_structure(
            lambda part, index=index: tf.constant(part[index if part.ndim == 4 else index[:1]]),
            fed,
        )
        assert_same(loaded.serve(some), model(some))


def assert_same(got, expected):
    tf.nest.assert_same_structure(got, expected)
    for one, other in zip(tf.nest.flatten(got), tf.nest.flatten(expected), strict=True):
        one, other = np.asarray(one), np.asarray(other)
        assert one.shape == other.shape
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4 * (1 + np.abs(other).max()))


def as_model(row):
    """Makes a row's model, or a model around its layer, built; returns it with its input."""
    made, fed = row.make(), row.feed()
    if isinstance(made, keras.Model):
        made(fed)
        return made, fed
    inputs = _symbolic(row, fed)
    return keras.Model(inputs, made(inputs)), fed


def move_weights(model):
    """Moves every weight off its first value, so that a file that lost one is noticed."""
    rng = np.random.default_rng(2)
    for variable in model.weights:
        if "float" in variable.dtype:
            # Relative and upwards: moving variances stay variances, gradients stay in range.
            scale = 1 + rng.uniform(0, 0.2, variable.shape)
            variable.assign(variable * scale + 0.01 * (scale - 1))


def _symbolic(row, fed):
    return tf.nest.map_structure(
        lambda part: keras.Input(_sizes(row, part), dtype=str(part.dtype)), fed
    )


def _sizes(row, part):
    """The shape of one input without its batch; maps may be of any size."""
    known = not row.any_size or part.ndim < 4
    return [*(part.shape[1:3] if known else (None, None)), *part.shape[3:]]


def _weighted_sum(output):
    """Weights drawn at random: plain sums are blind to what normalization takes out."""
    weights = np.random.default_rng(3).normal(size=output.shape)
    return tf.reduce_sum(tf.cast(output, "float32") * weights.astype("float32"))


def _parameters(cls):
    """The constructor's parameters by name, without `self` and `**kwargs`."""
    parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
    return {p.name: p for p in parameters if p.kind != p.VAR_KEYWORD}


def _takes_keywords(cls):
    return any(p.kind == p.VAR_KEYWORD for p in inspect.signature(cls.__init__).parameters.values())


def _knows_training(made):
    return "training" in inspect.signature(made.call).parameters


def _plain(value):
    """Makes values comparable: lists for tuples, configs for Keras's objects."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return _plain(dataclasses.asdict(value))
    if isinstance(value, keras.Layer | keras.losses.Loss):
        return keras.saving.serialize_keras_object(value)
    return value.tolist() if isinstance(value, np.ndarray) else value
