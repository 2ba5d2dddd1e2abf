"""The learning rate by step against a plain loop, and as Keras saves it."""

import keras
import numpy as np
import pytest

from training.schedules import WarmUp


def plain(peak, steps, factor, after, step, running):
    if step < steps:
        return peak * factor + (peak - peak * factor) * step / steps
    return peak if after is None else float(after(step if running else step - steps))


@pytest.mark.parametrize("running", [False, True])
@pytest.mark.parametrize("cosine", [False, True])
@pytest.mark.parametrize(("steps", "factor"), [(0, 0.0), (1, 0.5), (4, 0.25)])
def test_it_rises_and_then_follows(cosine, steps, factor, running):
    after = keras.optimizers.schedules.CosineDecay(0.2, 6) if cosine else None
    rate = WarmUp(0.2, after, steps, factor, running)
    got = [float(rate(step)) for step in range(12)]
    wanted = [plain(0.2, steps, factor, after, step, running) for step in range(12)]
    np.testing.assert_allclose(got, wanted, rtol=1e-6)


@pytest.mark.parametrize("after", [None, keras.optimizers.schedules.CosineDecay(0.2, 6)])
def test_keras_saves_and_loads_it(after):
    rate = WarmUp(0.2, after, 3, factor=0.5, running=True)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(rate))
    assert [float(again(s)) for s in range(9)] == [float(rate(s)) for s in range(9)]


def test_negative_steps_are_refused():
    with pytest.raises(ValueError, match="steps must not be negative, got -1"):
        WarmUp(0.1, None, -1)
