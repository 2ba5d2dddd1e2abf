"""Rows of a name map: a variable of ours, and the tensors of a PyTorch file it is made of."""

import dataclasses
import math
from collections.abc import Callable

import keras
import numpy as np


@dataclasses.dataclass(frozen=True)
class Transform:
    """How tensors of a file become a variable of ours, and back.

    Args:
        ours: Takes the shape of the variable and the file's arrays, returns the variable's value.
        theirs: Takes the variable's value, returns the file's arrays, one for each key; None where
            there is no way back.
        shapes: Takes the shape of the variable, returns those of the file's arrays.
    """

    ours: Callable
    theirs: Callable
    shapes: Callable


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of a name map.

    Args:
        keys: Names of tensors in the file, as many as the transform takes.
        variable: Variable of a layer of ours.
        transform: Between the two.
        head: Whether it belongs to a layer whose shape goes by the number of classes.
        derived: Whether it is thinned out from a layer of another network: not to be had from every
            file, and not to be written.
    """

    keys: tuple[str, ...]
    variable: keras.Variable
    transform: Transform
    head: bool = False
    derived: bool = False

    @property
    def shapes(self):
        """What shape each key has to have."""
        return self.transform.shapes(tuple(self.variable.shape))

    def value(self, arrays):
        """The variable's value from the file's arrays."""
        return self.transform.ours(tuple(self.variable.shape), *arrays)

    def tensors(self):
        """Dict of key -> array, from the variable's value."""
        arrays = self.transform.theirs(np.asarray(self.variable))
        return {
            key: np.ascontiguousarray(array).reshape(shape)
            for key, array, shape in zip(self.keys, arrays, self.shapes, strict=True)
        }


SAME = Transform(lambda shape, x: x, lambda x: (x,), lambda shape: (shape,))
# [F, C, h, w] -> [h, w, C, F]
CONVOLUTION = Transform(
    lambda shape, x: np.transpose(x, (2, 3, 1, 0)),
    lambda x: (np.transpose(x, (3, 2, 0, 1)),),
    lambda shape: ((shape[3], shape[2], *shape[:2]),),
)
# [C, 1, h, w] -> [h, w, C, 1], or [h, w, 1, C] where the layer is deformable
DEPTHWISE = Transform(
    lambda shape, x: np.reshape(np.transpose(x, (2, 3, 0, 1)), shape),
    lambda x: (np.transpose(np.reshape(x, (*x.shape[:2], -1, 1)), (2, 3, 0, 1)),),
    lambda shape: ((shape[2] * shape[3], 1, *shape[:2]),),
)
# [F, C] -> [C, F]
DENSE = Transform(lambda shape, x: x.T, lambda x: (x.T,), lambda shape: (shape[::-1],))
# A 1x1 convolution [F, C, 1, 1] -> a dense layer [C, F]
POINTWISE = Transform(
    lambda shape, x: x[:, :, 0, 0].T,
    lambda x: (x.T[:, :, None, None],),
    lambda shape: ((shape[1], shape[0], 1, 1),),
)
# A moving mean from theirs and the bias that the normalization takes away again
_MEAN_LESS_BIAS = Transform(
    lambda shape, mean, bias: mean - bias,
    lambda x: (x, np.zeros_like(x)),
    lambda shape: (shape, shape),
)


def dense_of_grid(height, width):
    """Transform of a dense layer on a grid of cells: PyTorch counts channels first, Keras last."""
    cells = height * width

    def ours(shape, x):
        x = np.reshape(x, (shape[1], shape[0] // cells, height, width))
        return np.reshape(np.transpose(x, (2, 3, 1, 0)), shape)

    def theirs(x):
        x = np.reshape(x, (height, width, len(x) // cells, x.shape[1]))
        return (np.transpose(x, (3, 2, 0, 1)).reshape(x.shape[3], -1),)

    return Transform(ours, theirs, DENSE.shapes)


def convolution(key, layer, norm=None, *, bias=False, epsilon=1e-5, head=False):
    """Rows of a `ConvNormAct`.

    Args:
        key: What the names of the convolution's tensors begin with.
        layer: The `ConvNormAct`.
        norm: What those of the normalization begin with, or None.
        bias: Whether their convolution has a bias. One that ours lacks because a normalization
            takes it away again goes into the moving mean.
        epsilon: Of their normalization.
        head: See `Row`.
    """
    kernel = DEPTHWISE if layer.depthwise else CONVOLUTION
    rows = [Row((f"{key}.weight",), layer.convolution.kernel, kernel, head)]
    absorbed = None
    if bias and layer.convolution.use_bias:
        rows.append(Row((f"{key}.bias",), layer.convolution.bias, SAME, head))
    elif bias:
        absorbed = f"{key}.bias"
    if norm is not None:
        rows += normalization(norm, layer.normalization, epsilon, absorbed)
    return rows


def normalization(key, layer, epsilon=1e-5, bias=None):
    """Rows of a batch normalization.

    Args:
        key: What the names of its tensors begin with.
        layer: Ours.
        epsilon: Of theirs; where ours is another one, gamma and variance make up for it.
        bias: Name of a convolution's bias that goes into the moving mean, or None.
    """
    gamma, beta, mean, variance = (
        f"{key}.{name}" for name in ("weight", "bias", "running_mean", "running_var")
    )
    rows = [
        Row((beta,), layer.beta, SAME),
        Row((mean,), layer.moving_mean, SAME)
        if bias is None
        else Row((mean, bias), layer.moving_mean, _MEAN_LESS_BIAS),
    ]
    if math.isclose(epsilon, layer.epsilon, rel_tol=1e-6):
        return [
            Row((gamma,), layer.gamma, SAME),
            *rows,
            Row((variance,), layer.moving_variance, SAME),
        ]
    return [
        *rows,
        Row((gamma, variance), layer.gamma, _gamma(epsilon, layer)),
        Row((variance,), layer.moving_variance, _variance(epsilon, layer.epsilon)),
    ]


def _variance(theirs, ours):
    return Transform(
        lambda shape, x: np.maximum(x + (theirs - ours), 0.0),
        lambda x: (np.maximum(x + (ours - theirs), 0.0),),
        SAME.shapes,
    )


def _gamma(epsilon, layer):
    """What is divided by is the same, unless the variance would have to be negative."""
    variance = _variance(epsilon, layer.epsilon)

    def ours(shape, gamma, theirs):
        divisor = variance.ours(shape, theirs) + layer.epsilon
        return gamma * np.sqrt(divisor / (theirs + epsilon))

    def theirs(gamma):
        own = np.asarray(layer.moving_variance)
        (given,) = variance.theirs(own)
        return gamma * np.sqrt((given + epsilon) / (own + layer.epsilon)), given

    return Transform(ours, theirs, lambda shape: (shape, shape))


def dense(key, layer, transform=DENSE, *, head=False):
    """Rows of a dense layer."""
    return [
        Row((f"{key}.weight",), layer.kernel, transform, head),
        Row((f"{key}.bias",), layer.bias, SAME, head),
    ]


def normalized_dense(key, norm, layer, epsilon=1e-5):
    """Rows of a dense layer that is their 1x1 convolution and the normalization after it in one.

    Args:
        key: What the names of the convolution's tensors begin with; it has no bias.
        norm: What those of the normalization begin with.
        layer: Ours.
        epsilon: Of their normalization. Written back, it does nothing but add the bias.
    """
    gamma, beta, mean, variance = (
        f"{norm}.{name}" for name in ("weight", "bias", "running_mean", "running_var")
    )

    def scale(gamma, variance):
        return gamma / np.sqrt(variance + epsilon)

    def nothing(count):
        variance = np.ones(count, "float32")
        return np.sqrt(variance + epsilon), variance

    kernel = Transform(
        lambda shape, x, gamma, variance: x[:, :, 0, 0].T * scale(gamma, variance),
        lambda x: (x.T[:, :, None, None], *nothing(x.shape[1])),
        lambda shape: (*POINTWISE.shapes(shape), shape[1:], shape[1:]),
    )
    bias = Transform(
        lambda shape, beta, mean, gamma, variance: beta - mean * scale(gamma, variance),
        lambda x: (x, np.zeros_like(x), *nothing(len(x))),
        lambda shape: (shape,) * 4,
    )
    return [
        Row((f"{key}.weight", gamma, variance), layer.kernel, kernel),
        Row((beta, mean, gamma, variance), layer.bias, bias),
    ]


def ghost(key, layer):
    """Rows of a `GhostModule` under the names of the published module."""
    rows = []
    for name, part in (("primary_conv", layer.primary), ("cheap_operation", layer.cheap)):
        if part is not None:
            rows += convolution(f"{key}.{name}.0", part, f"{key}.{name}.1")
    return rows
