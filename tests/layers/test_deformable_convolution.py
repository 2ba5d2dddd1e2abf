"""deform_conv2d against torchvision's numbers, and against a plain loop; borders, NaN, chunks."""

import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tests.goldens.deform_conv_torch import CASES, flat, inputs
from tests.layers.deformable_answers import assert_equal, outputs_and_gradients
from tfvision.layers import deform_conv2d, deformable_back_ends

GOLDEN = pathlib.Path(__file__).parents[1] / "goldens/deform_conv_torch.npz"
BACK_ENDS = ["fast", "gather"]


def looped(images, offsets, kernel, mask, bias, strides, padding, dilation_rate, offset_groups):
    """The definition: for each output and tap, the four pixels around where it reads."""
    B, H, W, C = images.shape
    kh, kw, inputs, filters = kernel.shape
    h, w = offsets.shape[1:3]
    moved = offsets.reshape(B, h, w, offset_groups, kh, kw, 2)
    mask = mask.reshape(moved.shape[:-1])
    outputs = np.tile(bias.astype("float64"), (B, h, w, 1))
    for b, r, c, i, j, channel in np.ndindex(B, h, w, kh, kw, C):
        group = channel * offset_groups // C
        y, x = moved[b, r, c, group, i, j]
        y = y + r * strides - padding + i * dilation_rate
        x = x + c * strides - padding + j * dilation_rate
        sample = 0.0
        for row in (int(np.floor(y)), int(np.floor(y)) + 1):
            for column in (int(np.floor(x)), int(np.floor(x)) + 1):
                if 0 <= row < H and 0 <= column < W:
                    weight = (1 - abs(y - row)) * (1 - abs(x - column))
                    sample += weight * images[b, row, column, channel]
        per_group = filters * inputs // C
        to = slice(channel // inputs * per_group, (channel // inputs + 1) * per_group)
        factor = sample * mask[b, r, c, group, i, j]
        outputs[b, r, c, to] += factor * kernel[i, j, channel % inputs, to]
    return outputs


@pytest.mark.parametrize("back_end", BACK_ENDS)
@pytest.mark.parametrize("name", CASES)
def test_outputs_and_gradients_equal_torchvision(name, back_end):
    got = outputs_and_gradients(*inputs(**CASES[name]), back_end=back_end)
    with np.load(GOLDEN) as golden:
        expected, start = golden[name], 0
    assert len(expected) == len(flat(got))
    for key, value in got.items():
        value = flat({key: value})
        wanted = expected[start : start + len(value)]
        start += len(value)
        assert_equal({key: value}, {key: wanted}, 1e-5 if key == "outputs" else 1e-4)


@pytest.mark.parametrize("back_end", BACK_ENDS)
@pytest.mark.parametrize("name", ["small", "large", "groups", "dilation_2"])
def test_equals_the_definition(name, back_end):
    tensors, rest, _ = inputs(**CASES[name])
    got = deform_conv2d(**tensors, **rest, back_end=back_end).numpy()
    np.testing.assert_allclose(got, looped(**tensors, **rest), rtol=0, atol=1e-5)


@pytest.mark.parametrize(("name", "back_end"), [("groups", "fast"), ("no_mask", "gather")])
def test_some_images_at_a_time(name, back_end):
    tensors, rest, upstream = inputs(**CASES[name])
    for key in tensors.keys() - {"kernel", "bias"}:
        tensors[key] = np.concatenate([tensors[key], tensors[key][::-1], tensors[key][:1]])
    upstream = np.concatenate([upstream, upstream, upstream[:1]])
    expected = outputs_and_gradients(tensors, rest, upstream)
    chunked = tf.function(outputs_in_chunks, autograph=False)
    got = chunked(tensors, rest, upstream, {"back_end": back_end, "images_at_once": 2})
    assert_equal({k: v.numpy() for k, v in got.items()}, expected, 1e-5)


def outputs_in_chunks(tensors, rest, upstream, options):
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        outputs = deform_conv2d(**tensors, **rest, **options)
    return {"outputs": outputs, **tape.gradient(outputs, tensors, upstream)}


@pytest.mark.parametrize("back_end", BACK_ENDS)
@pytest.mark.parametrize("lost", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["large", "groups"])
def test_one_lost_offset_changes_its_own_output_only(name, lost, back_end):
    tensors, rest, upstream = inputs(**CASES[name])
    expected = deform_conv2d(**tensors, **rest).numpy()
    tensors["offsets"][1, 2, 3, 5] = lost
    got = outputs_and_gradients(tensors, rest, upstream, back_end=back_end)
    here = got["outputs"][1, 2, 3].copy()
    # Offset 5 is of the first group of four; the convolution's first group reads two of those.
    reads = [0, 1] if name == "groups" else [0, 1, 2, 3]
    if np.isnan(lost):
        assert np.isnan(here).tolist() == [channel in reads for channel in range(4)]
    else:
        assert np.isfinite(here).all()
    expected[1, 2, 3] = got["outputs"][1, 2, 3] = 0
    np.testing.assert_allclose(got["outputs"], expected, rtol=0, atol=1e-6)
    assert all(np.isfinite(got[key]).all() for key in tensors)


@pytest.mark.parametrize(
    ("back_end", "images_at_once"),
    [("fast", None), ("fast", 2), ("gather", None), ("gather", 2)],
)
def test_an_empty_batch(images_at_once, back_end):
    tensors, rest, upstream = inputs(**CASES["groups"])
    for key in tensors.keys() - {"kernel", "bias"}:
        tensors[key] = tensors[key][:0]
    options = {"back_end": back_end, "images_at_once": images_at_once}
    got = outputs_and_gradients(tensors, rest, upstream[:0], **options)
    assert got["outputs"].shape == (0, 4, 6, 4)
    assert not got["kernel"].any()


@pytest.mark.parametrize("size_hw", [(9, 7), (None, None)])
def test_as_many_images_as_are_quick(monkeypatch, size_hw):
    rng = np.random.default_rng(3)
    shapes = {"images": (5, 9, 7, 4), "offsets": (5, 9, 7, 18), "kernel": (3, 3, 4, 2)}
    tensors = {k: rng.normal(size=shape).astype("float32") for k, shape in shapes.items()}
    upstream = rng.normal(size=[5, 9, 7, 2]).astype("float32")
    expected = outputs_and_gradients(tensors, {"padding": 1}, upstream, back_end="gather")
    monkeypatch.setattr(deformable_back_ends, "READ_AT_ONCE", 2 * 9 * 7 * 9 * 32)
    specs = [tf.TensorSpec([size_hw[0] and 5, *size_hw, n]) for n in (4, 18)]

    def called(images, offsets, kernel):
        fed = {"images": images, "offsets": offsets, "kernel": kernel}
        return outputs_in_chunks(fed, {"padding": 1}, upstream, {"back_end": "fast"})

    called = tf.function(called, [*specs, tf.TensorSpec([3, 3, 4, 2])], autograph=False)
    assert_equal({k: v.numpy() for k, v in called(*tensors.values()).items()}, expected, 1e-5)


@pytest.mark.parametrize("back_end", BACK_ENDS)
def test_images_smaller_than_the_kernel(back_end):
    specs = [tf.TensorSpec([None, None, None, channels]) for channels in (4, 18)]
    called = tf.function(
        lambda *fed: deform_conv2d(*fed, tf.ones([3, 3, 4, 2]), back_end=back_end), specs
    )
    fed = tf.ones([1, 2, 5, 4]), tf.zeros([1, 0, 3, 18])
    for function in (called, called.python_function):
        with tf.GradientTape() as tape:
            tape.watch(fed)
            outputs = function(*fed)
        assert outputs.shape == (1, 0, 3, 2)
        assert not tape.gradient(outputs, fed[0]).numpy().any()


@pytest.mark.parametrize("back_end", BACK_ENDS)
def test_second_derivatives(back_end):
    tensors, rest, upstream = inputs(**CASES["small"])
    tensors = {name: tf.constant(value, "float64") for name, value in tensors.items()}

    def gradient(offsets, dtype, back_end):
        fed = {k: tf.cast(v, dtype) for k, v in {**tensors, "offsets": offsets}.items()}
        with tf.GradientTape() as tape:
            tape.watch(fed["images"])
            total = tf.reduce_sum(
                deform_conv2d(**fed, **rest, back_end=back_end) * tf.cast(upstream, dtype)
            )
        return tf.reduce_sum(tape.gradient(total, fed["images"]) ** 2)

    offsets = tf.cast(tensors["offsets"], "float32")
    with tf.GradientTape() as tape:
        tape.watch(offsets)
        slope = gradient(offsets, "float32", back_end)
    got = tape.gradient(slope, offsets).numpy()
    for index in ((0, 1, 2, 3), (1, 3, 4, 6), (1, 2, 0, 17)):
        step = np.zeros(offsets.shape)
        step[index] = 1e-6
        ends = [gradient(tensors["offsets"] + sign * step, "float64", "gather") for sign in (1, -1)]
        assert got[index] == pytest.approx(float(ends[0] - ends[1]) / 2e-6, rel=1e-3, abs=1e-4)


@pytest.mark.parametrize("back_end", BACK_ENDS)
def test_repeats_to_the_last_digit(back_end):
    rng = np.random.default_rng(3)
    images = rng.normal(size=[2, 40, 36, 16]).astype("float32")  # Enough for threads to share
    offsets = rng.normal(size=[2, 40, 36, 18]).astype("float32")
    kernel = rng.normal(size=[3, 3, 16, 4]).astype("float32")
    tensors = {"images": images, "offsets": 9 * offsets, "kernel": kernel}
    upstream = rng.normal(size=[2, 40, 36, 4])
    first, *others = (
        outputs_and_gradients(tensors, {"padding": 1}, upstream, back_end=back_end)
        for _ in range(4)
    )
    for other in others:
        assert all((other[name] == values).all() for name, values in first.items())


def test_picks_what_xla_can_do():
    tensors, rest, _ = inputs(**CASES["large"])
    expected = deform_conv2d(**tensors, **rest)
    compiled = tf.function(deform_conv2d, jit_compile=True, autograph=False)
    np.testing.assert_allclose(compiled(**tensors, **rest), expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"offset_groups": 3}, "offset_groups must divide the 4 channels, got 3"),
        ({"padding": 0}, r"offsets must have the shape \(2, 2, 4, 18\), got \(2, 4, 6, 18\)"),
        ({"mask": np.ones([2, 4, 6, 8])}, r"mask must have the shape \(2, 4, 6, 9\)"),
        ({"kernel": np.ones([3, 3, 3, 4])}, "kernel must be .* for 4 channels"),
        ({"back_end": "slow"}, "back_end must be one of"),
        ({"images": np.ones([2, 4, 6, 4]), "back_end": "fast"}, "fast.* got images of float64"),
        ({"images": np.ones([2, 4, 6, 4], "uint8")}, "images must be of a float, got uint8"),
        ({"images": np.ones([4, 6, 4], "float32")}, "images must have four axes, got the shape"),
        ({"kernel": np.ones([3, 4, 4])}, "kernel must have four axes"),
        ({"bias": np.ones(3)}, r"bias must be \[4\], as many as filters, got \(3,\)"),
        ({"padding": "SAME"}, 'padding must be "same", "valid" or numbers, got \'SAME\''),
        ({"padding": -1}, "padding must be a whole number of at least 0, got -1"),
        ({"strides": 0}, "strides must be a whole number of at least 1, got 0"),
        ({"offset_groups": 0}, "offset_groups must be a whole number of at least 1, got 0"),
        ({"images_at_once": -1}, "images_at_once must be a whole number of at least 1, got -1"),
    ],
    ids=str,
)
def test_arguments_that_do_not_fit(changes, message):
    tensors, rest, _ = inputs(**CASES["small"])
    with pytest.raises(ValueError, match=message):
        deform_conv2d(**{**tensors, **rest, **changes})
