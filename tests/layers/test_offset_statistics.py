"""OffsetStatistics: the four numbers of each layer in the logs, and the warning."""

import csv
import math
import warnings

import keras
import numpy as np
import pytest

from tests.contracts import features
from tfvision.layers import DeformConv2D, OffsetStatistics
from tfvision.layers.offset_statistics import offset_statistics


def made(**arguments):
    """A model whose taps all move by the same (3, 4) pixels, and whose mask is 0.5 all over."""
    layer = DeformConv2D(3, name="moved", offset_lr_multiplier=0.5, **arguments)
    model = keras.Sequential([layer, keras.layers.GlobalAveragePooling2D()], name="net")
    model.build((None, None, None, 4))
    shift(layer, 3, 4)
    model.compile(keras.optimizers.SGD(0.0), "mse")
    return model, layer


def shift(layer, y, x):
    kernel, bias = layer.get_offset_weights()
    bias[:18:2], bias[1:18:2] = y, x
    bias[18:] = -math.log(3)
    layer.set_offset_weights([kernel, bias])


def fit(model, statistics, *others, epochs=1):
    targets = np.zeros([2, 3], "float32")
    callbacks = [statistics, *others]
    return model.fit(features(), targets, epochs=epochs, verbose=0, callbacks=callbacks).history


def test_the_numbers():
    model, _ = made()
    numbers = offset_statistics(model, features())
    # Of 3 x 3 taps those of the last rows and columns are moved out: rows r + i - 1 + 3 >= 12.
    rows = sum(r + i + 2 < 12 for r in range(12) for i in range(3))
    columns = sum(c + j + 3 < 16 for c in range(16) for j in range(3))
    outside = 1 - rows * columns / (12 * 16 * 9)
    expected = {"offset_mean": 5, "offset_max": 5, "offset_outside": outside, "mask_mean": 0.5}
    assert numbers == {"net/moved": pytest.approx(expected, rel=1e-5)}


def test_in_the_logs_of_other_callbacks(tmp_path):
    model, _ = made(modulated=False)
    writer = keras.callbacks.CSVLogger(tmp_path / "log.csv")
    history = fit(model, OffsetStatistics(features()), writer, epochs=2)
    names = {f"offset_{what}/net/moved" for what in ("mean", "max", "outside")}
    assert names < set(history)
    assert history["offset_mean/net/moved"] == pytest.approx([5, 5])
    with (tmp_path / "log.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert names < set(rows[1])


@pytest.mark.parametrize(
    ("y", "said"), [(12, "moved (12.6 pixels)"), (np.nan, "moved (nan pixels)")]
)
def test_warns_once_of_a_layer_that_strays(y, said):
    model, layer = made()
    shift(layer, y, 4)
    statistics = OffsetStatistics(features(), limit=12.0)
    statistics.set_model(model)
    with pytest.warns(UserWarning) as caught:
        statistics.on_epoch_end(0, {})
    assert len(caught) == 1
    assert said in str(caught[0].message)
    assert "12 pixels or more on average, or NaN, after epoch 1" in str(caught[0].message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        statistics.on_epoch_end(1)


def test_a_model_without_such_a_layer():
    model = keras.Sequential([keras.layers.Dense(2)], name="plain")
    statistics = OffsetStatistics(features())
    statistics.set_model(model)
    with pytest.raises(ValueError, match="plain has none"):
        statistics.on_train_begin()
    with pytest.raises(ValueError, match="must have a DeformConv2D layer, plain has none"):
        offset_statistics(model, features())
