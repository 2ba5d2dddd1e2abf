"""An export whose kernels are stored in float16: half as large, and the same answers."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision import serving


@pytest.fixture(scope="module")
def halved(detector, tmp_path_factory):
    return serving.export(detector, tmp_path_factory.mktemp("models") / "half", half=True)


def stored(folder):
    reader = tf.train.load_checkpoint(str(folder / "variables" / "variables"))
    kinds = reader.get_variable_to_dtype_map()
    return [(kinds[name], shape) for name, shape in reader.get_variable_to_shape_map().items()]


def test_kernels_are_halves_and_the_rest_is_not(halved, folder):
    assert {kind for kind, shape in stored(halved) if len(shape) > 1} == {tf.float16}
    assert tf.float16 not in {kind for kind, shape in stored(halved) if len(shape) < 2}
    sizes = [
        (f / "variables" / "variables.data-00000-of-00001").stat().st_size for f in (halved, folder)
    ]
    assert sizes[0] < 0.7 * sizes[1]
    assert sorted(s for _, s in stored(halved)) == sorted(s for _, s in stored(folder))


def test_it_answers_as_the_whole_one(halved, folder):
    ours, whole = serving.load(halved), serving.load(folder)
    assert ours.settings["half"] and not whole.settings["half"]
    images = np.random.default_rng(0).uniform(0, 255, (2, 48, 64, 3)).astype("float32")
    raw, expected = (each.signatures["raw"](images=images) for each in (ours, whole))
    for name, values in expected.items():
        assert 0 < np.abs(raw[name] - values).max() < 0.02 * np.abs(values).max()
        assert raw[name].dtype == tf.float32
    answers = [each.predict(images.astype("uint8")) for each in (ours, whole)]
    assert sorted(answers[0]) == sorted(answers[1])
