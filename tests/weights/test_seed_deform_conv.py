"""Weights of the teaching version: equal outputs to a plain loop of it, with its rows of taps."""

import keras
import numpy as np
import pytest

from tfvision.layers import DeformConv2D
from tfvision.weights import load_seed_deform_conv


def state(rng, channels=3, filters=5, modulated=True, bias=False, prefix=""):
    shapes = {
        "conv.weight": (filters, channels, 3, 3),
        "p_conv.weight": (18, channels, 3, 3),
        "p_conv.bias": (18,),
    }
    if modulated:
        shapes |= {"m_conv.weight": (9, channels, 3, 3), "m_conv.bias": (9,)}
    if bias:
        shapes["conv.bias"] = (filters,)
    # Offsets of about half a pixel: some outputs keep all of their taps in the image.
    arrays = {
        prefix + name: rng.normal(0, 0.1 if name.startswith("p_conv") else 0.4, shape)
        for name, shape in shapes.items()
    }
    return {**arrays, "fc.weight": rng.normal(size=[10, 7])}


def convolved(images, weight, bias, stride):
    """A plain 3 x 3 convolution in PyTorch's layout, one zero around the image."""
    padded = np.pad(images, [(0, 0), (1, 1), (1, 1), (0, 0)])
    outputs = keras.ops.conv(padded, weight.transpose(2, 3, 1, 0).astype("float32"), stride)
    return np.asarray(outputs, "float64") + bias


def taught(images, arrays, stride, snaps):
    """The teaching version, and which outputs have all of their taps in the image."""
    H, W = images.shape[1:3]
    padded = np.pad(images, [(0, 0), (1, 1), (1, 1), (0, 0)]).astype("float64")
    offsets = convolved(images, arrays["p_conv.weight"], arrays["p_conv.bias"], stride)
    masks = np.ones([*offsets.shape[:3], 9])
    if "m_conv.weight" in arrays:
        logits = convolved(images, arrays["m_conv.weight"], arrays["m_conv.bias"], stride)
        masks = 1 / (1 + np.exp(-logits))
    weight = arrays["conv.weight"]
    outputs = np.zeros([*offsets.shape[:3], len(weight)]) + arrays.get("conv.bias", 0)
    inside = np.ones(offsets.shape[:3], bool)
    for b, r, c, tap in np.ndindex(masks.shape):
        i, j = divmod(tap, 3)
        y = r * stride + i + offsets[b, r, c, tap]  # In the padded image
        x = c * stride + j + offsets[b, r, c, 9 + tap]
        outside = [not 1 <= place <= side for place, side in ((y, H), (x, W))]
        inside[b, r, c] &= not any(outside)
        if snaps:
            y, x = (np.floor(p) if out else p for p, out in zip((y, x), outside, strict=True))
        sample = np.zeros(padded.shape[3])
        for row in (int(np.floor(y)), int(np.floor(y)) + 1):
            for column in (int(np.floor(x)), int(np.floor(x)) + 1):
                if 0 <= row < H + 2 and 0 <= column < W + 2:
                    share = (1 - abs(y - row)) * (1 - abs(x - column))
                    sample += share * padded[b, row, column]
        outputs[b, r, c] += masks[b, r, c, tap] * (weight[:, :, i, j] @ sample)
    return outputs, inside


@pytest.mark.parametrize("multiplier", [0.1, 1, 0])
@pytest.mark.parametrize(
    ("modulated", "bias", "stride"), [(True, False, 1), (False, True, 2), (True, True, 2)]
)
def test_equals_the_teaching_version(modulated, bias, stride, multiplier, rng):
    images = rng.normal(size=[1, 7, 10, 3]).astype("float32")
    arrays = state(rng, modulated=modulated, bias=bias, prefix="conv4.")
    layer = DeformConv2D(
        *(5, 3, stride),
        modulated=modulated,
        use_bias=bias,
        mask_scale=1.0,
        offset_lr_multiplier=multiplier,
    )
    assert load_seed_deform_conv(layer, arrays, "conv4.") is layer
    outputs = layer(images)
    own = {name.removeprefix("conv4."): array for name, array in arrays.items()}
    expected, _ = taught(images, own, stride, snaps=False)
    np.testing.assert_allclose(outputs, expected, rtol=0, atol=1e-5)
    snapped, inside = taught(images, own, stride, snaps=True)
    assert 0.05 < inside.mean() < 0.95
    np.testing.assert_allclose(outputs[inside], snapped[inside], rtol=0, atol=1e-5)
    assert np.abs(outputs - snapped)[~inside].max() > 0.1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"kernel_size": 5},
            r"layer must have kernel_size=\(3, 3\) for these arrays, got \(5, 5\)",
        ),
        ({"padding": "valid"}, r"padding=\(\(1, 1\), \(1, 1\)\) .*, got \(\(0, 0\), \(0, 0\)\)"),
        ({"dilation_rate": 2, "padding": 1}, r"dilation_rate=\(1, 1\)"),
        ({"modulated": False}, "modulated=True for these arrays, got False"),
        ({"use_bias": True}, "use_bias=False for these arrays, got True"),
        ({"mask_scale": 2.0}, "mask_scale=1 for these arrays, got 2.0"),
        ({"max_offset": 3.0}, "max_offset=None"),
        ({"offset_groups": 3}, "offset_groups=1"),
        ({"filters": 4}, r"conv.weight must have the shape \(4, 3, 3, 3\), got \(5, 3, 3, 3\)"),
    ],
    ids=str,
)
def test_layers_that_would_not_be_equal(arguments, message, rng):
    fitting = {"filters": 5, "mask_scale": 1.0, "use_bias": False}
    layer = DeformConv2D(**{**fitting, **arguments})
    with pytest.raises(ValueError, match=message):
        load_seed_deform_conv(layer, state(rng))


def test_arrays_that_lack(rng):
    layer = DeformConv2D(5, mask_scale=1.0, use_bias=False)
    arrays = state(rng)
    with pytest.raises(ValueError, match=r"arrays must hold x.conv.weight, x.p_conv.weight"):
        load_seed_deform_conv(layer, arrays, "x.")
    with pytest.raises(ValueError, match=r"arrays must hold m_conv.bias, got conv.weight, fc"):
        load_seed_deform_conv(layer, {k: v for k, v in arrays.items() if k != "m_conv.bias"})
    with pytest.raises(ValueError, match=r"p_conv.bias must have the shape \(18,\), got \(9,\)"):
        load_seed_deform_conv(layer, {**arrays, "p_conv.bias": np.zeros(9)})
