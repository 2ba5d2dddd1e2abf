"""deform_conv2d in half and double precision beside float32."""

import numpy as np
import pytest
import tensorflow as tf

from tests.goldens.deform_conv_torch import CASES, inputs
from tests.layers.deformable_answers import assert_equal, outputs_and_gradients
from tfvision.layers import deform_conv2d


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [("float64", 1e-5), ("bfloat16", 3e-2), ("float16", 4e-3)]
)
@pytest.mark.parametrize("name", ["offset_groups", "no_mask"])
def test_other_precisions(name, dtype, tolerance):
    tensors, rest, upstream = inputs(**CASES[name])
    rounded = {key: tf.cast(tensors[key], dtype) for key in ("images", "kernel", "bias")}
    exact = {key: tf.cast(value, "float32").numpy() for key, value in rounded.items()}
    upstream = tf.cast(tf.cast(upstream, dtype), "float32")
    expected = outputs_and_gradients({**tensors, **exact}, rest, upstream, back_end="gather")
    got = outputs_and_gradients({**tensors, **rounded}, rest, upstream)
    for key, value in got.items():
        assert value.dtype.name == (dtype if key in ("outputs", *rounded) else "float32")
    assert_equal({k: v.astype("float32") for k, v in got.items()}, expected, tolerance)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16", "float64"])
def test_the_fast_back_end_is_for_all_but_float64(dtype):
    tensors, rest, _ = inputs(**CASES["small"])
    tensors["images"] = tf.cast(tensors["images"], dtype)
    called = tf.function(deform_conv2d, autograph=False).get_concrete_function(**tensors, **rest)
    graphs = [called.graph.as_graph_def(), *called.graph.as_graph_def().library.function]
    kinds = {node.op for g in graphs for node in getattr(g, "node_def", getattr(g, "node", []))}
    assert ("SparseMatrixMatMul" in kinds) == (dtype != "float64")


def test_positions_are_not_rounded_to_half_precision():
    images = np.zeros([1, 1, 600, 1], "float32")
    images[0, 0, 500:] = 1
    offsets = np.zeros([1, 1, 600, 2], "float32")
    offsets[..., 1] = -0.5  # At 500 that is between two pixels; bfloat16 knows 500 and 502 only.
    kernel = np.ones([1, 1, 1, 1], "float32")
    outputs = deform_conv2d(tf.cast(images, "bfloat16"), offsets, kernel)
    assert float(outputs[0, 0, 500, 0]) == 0.5
