"""The deformable convolution of 4uiiurz1's pytorch-deform-conv-v2, as a layer alone."""

import numpy as np

from tfvision.layers import DeformConv2D
from tfvision.weights.name_map import NameMap
from tfvision.weights.rows import CONVOLUTION, SAME, Row, Transform

# What our layer is to be made with, beside its filters, strides and initial values
NEEDED = {
    "kernel_size": (3, 3),
    "pads": ((1, 1), (1, 1)),
    "dilation_rate": (1, 1),
    "groups": 1,
    "offset_groups": 1,
    "max_offset": None,
}
TAPS = 9
# Its offsets are the rows of all taps, then their columns: row 0, column 0, row 1, … of ours
_ORDER = np.arange(2 * TAPS).reshape(2, TAPS).T.ravel()


def rows(layer, prefix=""):
    """Rows of a built `DeformConv2D`; names begin with `prefix`."""
    made = [Row((f"{prefix}conv.weight",), layer.kernel, CONVOLUTION)]
    if layer.use_bias:
        made.append(Row((f"{prefix}conv.bias",), layer.bias, SAME))
    parts = ("p_conv", "m_conv") if layer.modulated else ("p_conv",)
    stored = {"weight": (layer.offset_kernel, CONVOLUTION), "bias": (layer.offset_bias, SAME)}
    for kind, (variable, plain) in stored.items():
        keys = tuple(f"{prefix}{part}.{kind}" for part in parts)
        made.append(Row(keys, variable, _offsets(plain, layer.offset_lr_multiplier or 1)))
    return made


def _offsets(plain, rate):
    """Offsets and masks side by side, stored as `DeformConv2D` says."""

    def split(shape):
        ends = [2 * TAPS, shape[-1]] if shape[-1] > 2 * TAPS else [2 * TAPS]
        return zip([0, *ends], ends, strict=False)

    def ours(shape, offsets, *masks):
        found = [plain.ours(shape, part) for part in (offsets, *masks)]
        found[0] = found[0][..., _ORDER]
        return np.concatenate(found, axis=-1) / rate

    def theirs(x):
        found = [x[..., start:end] * rate for start, end in split(x.shape)]
        found[0] = found[0][..., np.argsort(_ORDER)]
        return tuple(plain.theirs(part)[0] for part in found)

    def shapes(shape):
        return tuple(plain.shapes((*shape[:-1], end - start))[0] for start, end in split(shape))

    return Transform(ours, theirs, shapes)


def _fits(model, modulated):
    if not isinstance(model, DeformConv2D) or not model.built or model.modulated != modulated:
        return False
    return all(
        (model.sides[name] if name in model.sides else getattr(model, name)) == value
        for name, value in NEEDED.items()
    )


MODULATED_MAP = NameMap(
    "4uiiurz1",
    "DeformConv2d with masks",
    lambda model: _fits(model, True),
    rows,
    settings={"mask_scale": 1},
)
MAP = NameMap("4uiiurz1", "DeformConv2d", lambda model: _fits(model, False), rows)
