"""Weights of a published teaching version of deformable convolution in our layer."""

import numpy as np

from tfvision.weights.names.deform_conv_v2 import NEEDED, rows

PARTS = ("conv", "p_conv", "m_conv")


def load_seed_deform_conv(layer, arrays, prefix=""):
    """Copies the weights of a `DeformConv2d` of pytorch-deform-conv-v2 (4uiiurz1).

    That layer's `p_conv` finds the offsets, `m_conv` the masks, and `conv` is the kernel. Outputs
    are equal to those of its repository since January 2019. What differs, and what becomes of it:

    - Its offsets are the rows of all taps and then their columns, ours (row, column) for each tap:
      the channels are put in our order.
    - The code of the article of 2018 moves a tap that reads beyond the border, in the padding, to
      the whole pixel above and to the left of it, and gives it no gradient. Ours reads between
      pixels there too. Outputs whose taps all stay in the image are equal; the others are near.
    - Its masks are a sigmoid, not two: the layer needs `mask_scale=1`. Those of the article begin
      with weights of 0.5 that leave the sigmoid flat; they are copied as they are.
    - It has no bias, unless made with `bias=True`: the layer needs the same `use_bias`.
    - What it says of a tenth of the learning rate for offsets has no effect: `offset_lr_multiplier`
      1 trains on as it did. Any multiplier gives equal outputs.
    - Its taps are where a convolution's are for `kernel_size` 3 and `padding` 1 only; for others
      there is no layer of ours that equals it. It has no dilation and no groups.
    - Strides are not in the weights: the layer needs the same.

    Args:
        layer: A `DeformConv2D`; `DeformConv2D(filters, mask_scale=1.0, use_bias=False)` fits.
        arrays: The state dict as arrays: `conv.weight`, `p_conv.weight`, `p_conv.bias`, for masks
            `m_conv.weight` and `m_conv.bias`, and maybe `conv.bias`. Others are left.
        prefix: What these names begin with: "conv4." in its network.

    Returns: `layer`, built.
    Raises: ValueError for arrays that lack or have another shape, and for a layer that would not
        be equal.

    Example:
        >>> from tfvision.layers import DeformConv2D
        >>> layer = DeformConv2D(8, modulated=False, use_bias=False)
        >>> arrays = {"conv.weight": np.ones([8, 2, 3, 3]), "p_conv.bias": np.arange(18.0)}
        >>> arrays["p_conv.weight"] = np.zeros([18, 2, 3, 3])
        >>> load_seed_deform_conv(layer, arrays).get_offset_weights()[1][:4]
        array([ 0.,  9.,  1., 10.], dtype=float32)

    Reference: Zhu et al., Deformable ConvNets v2, CVPR 2019.
    """
    names = [f"{part}.{kind}" for part in PARTS for kind in ("weight", "bias")]
    found = {name: np.asarray(arrays[prefix + name]) for name in names if prefix + name in arrays}
    _check_names(found, arrays, prefix)
    _check_layer(layer, found)
    channels = _check_shapes(found, layer.filters, prefix)
    layer.build((None, None, None, channels))
    for row in rows(layer):
        row.variable.assign(row.value([found[key] for key in row.keys]))
    return layer


def _check_names(found, arrays, prefix):
    needed = ["conv.weight", "p_conv.weight", "p_conv.bias"]
    if "m_conv.weight" in found or "m_conv.bias" in found:
        needed += ["m_conv.weight", "m_conv.bias"]
    missing = [prefix + name for name in needed if name not in found]
    if missing:
        raise ValueError(
            f"arrays must hold {', '.join(missing)}, got {', '.join(sorted(arrays)) or 'none'}"
        )


def _check_layer(layer, found):
    modulated = "m_conv.weight" in found
    needed = {"modulated": modulated, "use_bias": "conv.bias" in found, **NEEDED}
    if modulated:
        needed["mask_scale"] = 1
    for name, value in needed.items():
        got = layer.sides[name] if name in layer.sides else getattr(layer, name)
        if got != value:
            name = {"pads": "padding"}.get(name, name)
            raise ValueError(f"layer must have {name}={value} for these arrays, got {got}")


def _check_shapes(found, filters, prefix):
    """Returns the number of channels."""
    weight = found["conv.weight"]
    channels = weight.shape[1] if weight.ndim == 4 else None
    shapes = {"conv": filters, "p_conv": 18, "m_conv": 9}
    for name, value in found.items():
        part, kind = name.split(".")
        expected = (shapes[part], channels, 3, 3) if kind == "weight" else (shapes[part],)
        if value.shape != expected:
            raise ValueError(f"{prefix}{name} must have the shape {expected}, got {value.shape}")
    return channels
