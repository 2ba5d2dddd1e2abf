"""What becomes of PyTorch's arrays: there and back, and the same numbers out of a layer."""

import keras
import numpy as np
import pytest

from tfvision.layers import ConvNormAct, GhostModule
from tfvision.weights import rows


def filled(layer, channels, rng):
    layer.build((None, None, None, channels))
    for variable in layer.weights:
        low = 0.5 if "gamma" in variable.path or "variance" in variable.path else -0.5
        variable.assign(rng.uniform(low, low + 1, variable.shape))
    return layer


def values(layer):
    return [np.array(variable) for variable in layer.weights]


@pytest.mark.parametrize(
    "options",
    [
        {"filters": 5, "norm": False},
        {"filters": 5, "use_bias": True},
        {"filters": None, "depthwise": True, "use_bias": False},
        {"filters": None, "depthwise": True, "use_bias": False, "deformable": True},
        {"filters": 4, "groups": 2, "epsilon": 1e-3},
    ],
)
def test_there_and_back(rng, options):
    layer = filled(ConvNormAct(**options), 4, rng)
    norm = None if options.get("norm") is False else "n"
    made = rows.convolution("c", layer, norm, bias=layer.convolution.use_bias)
    before = values(layer)
    tensors = {}
    for row in made:
        tensors.update(row.tensors())
        assert [tensors[key].shape for key in row.keys] == [tuple(s) for s in row.shapes]
    kernel = tensors["c.weight"]
    assert kernel.shape == ((4, 1, 3, 3) if layer.depthwise else (layer.filters, *kernel.shape[1:]))
    for row in made:
        value = row.value([tensors[key] for key in row.keys])
        row.variable.assign(np.zeros(row.variable.shape))
        row.variable.assign(value)
    for one, other in zip(values(layer), before, strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-6 if layer.epsilon == 1e-3 else 0)


def norm_of_theirs(arrays, x, epsilon):
    scale = arrays["n.weight"] / np.sqrt(arrays["n.running_var"] + epsilon)
    return (x - arrays["n.running_mean"]) * scale + arrays["n.bias"]


@pytest.mark.parametrize(("theirs", "ours"), [(1e-5, 1e-5), (1e-5, 1e-3), (1e-3, 1e-5)])
def test_another_epsilon_and_a_bias_that_ours_lacks(rng, theirs, ours):
    layer = filled(ConvNormAct(6, 1, activation=None, epsilon=ours), 3, rng)
    arrays = {
        "c.weight": rng.normal(size=(6, 3, 1, 1)),
        "c.bias": rng.normal(size=6),
        "n.weight": rng.normal(size=6),
        "n.bias": rng.normal(size=6),
        "n.running_mean": rng.normal(size=6),
        "n.running_var": np.array([0, 1e-8, 1e-4, 1e-3, 0.3, 2]),  # Less than an epsilon, and more
    }
    for row in rows.convolution("c", layer, "n", bias=True, epsilon=theirs):
        row.variable.assign(row.value([arrays[key] for key in row.keys]))
    x = rng.normal(size=(2, 4, 5, 3)).astype("float32") / 30
    expected = norm_of_theirs(
        arrays, x @ arrays["c.weight"][:, :, 0, 0].T + arrays["c.bias"], theirs
    )
    np.testing.assert_allclose(layer(x), expected, rtol=1e-4, atol=1e-3)


def test_a_dense_layer_on_a_grid_of_cells(rng):
    cells = rng.normal(size=(2, 3, 4, 5))  # [B, h, w, C]
    weight = rng.normal(size=(6, 60))  # Of torch, on C, h, w
    transform = rows.dense_of_grid(3, 4)
    kernel = transform.ours((60, 6), weight)
    expected = cells.transpose(0, 3, 1, 2).reshape(2, -1) @ weight.T
    np.testing.assert_allclose(cells.reshape(2, -1) @ kernel, expected)
    np.testing.assert_array_equal(transform.theirs(kernel)[0], weight)


def test_a_convolution_and_its_normalization_become_a_dense_layer(rng):
    layer = keras.layers.Dense(3)
    layer.build((None, 4))
    arrays = {
        "c.weight": rng.normal(size=(3, 4, 1, 1)),
        **{f"n.{name}": rng.normal(size=3) for name in ("weight", "bias", "running_mean")},
        "n.running_var": rng.uniform(0.1, 2, size=3),
    }
    made = rows.normalized_dense("c", "n", layer)
    for row in made:
        row.variable.assign(row.value([arrays[key] for key in row.keys]))
    x = rng.normal(size=(2, 4)).astype("float32")
    expected = norm_of_theirs(arrays, x @ arrays["c.weight"][:, :, 0, 0].T, 1e-5)
    np.testing.assert_allclose(layer(x), expected, rtol=1e-4, atol=1e-5)
    again = {key: value for row in made for key, value in row.tensors().items()}
    assert {key: value.shape for key, value in again.items()} == {
        key: value.shape for key, value in arrays.items()
    }
    expected = norm_of_theirs(again, x @ again["c.weight"][:, :, 0, 0].T, 1e-5)
    np.testing.assert_allclose(layer(x), expected, rtol=1e-6, atol=1e-6)


def test_a_ghost_module_without_ghosts_has_half_the_rows():
    layers = [GhostModule(4, ratio=ratio) for ratio in (1, 2)]
    for layer in layers:
        layer.build((None, None, None, 3))
    assert [len(rows.ghost("g", layer)) for layer in layers] == [5, 10]
