"""The building block of EfficientNet: an inverted residual that weighs its widened channels."""

import keras

from tfvision.layers.inverted_residual import InvertedResidual
from tfvision.layers.squeeze_excite import SqueezeExcite
from tfvision.layers.stochastic_depth import StochasticDepth


@keras.saving.register_keras_serializable(package="tfvision")
class MBConv(InvertedResidual):
    """An inverted residual with squeeze and excitation after the depthwise convolution.

    Section 4 and Table 1 of the paper. The excitation narrows to a share of the block's *input*
    channels, not of the widened ones. Where the input is added, the branch may be left out in
    training.

    Args:
        filters: Number of output channels.
        kernel_size: Of the depthwise convolution.
        strides: Of the depthwise convolution.
        expansion: Widened channels per input channel; with 1 nothing is widened.
        squeeze_ratio: Channels in the middle of the excitation per input channel of the block, at
            least one channel; None: no excitation, as in the Lite networks.
        drop_rate: Of `StochasticDepth`; matters only where the input is added.
        padding: As in `ConvNormAct`.
        hidden: Number of widened channels, instead of `expansion` times the input's.
        residual: Whether the input is added; None: where the shapes allow it.
        activation: Of the first two convolutions and of the excitation.
        norm: Whether batch normalization follows each convolution (False in a fused model).
        epsilon: Of the normalization.
        momentum: Of the normalization.
        deformable: Of the depthwise convolution, as in `ConvNormAct`.

    Input shape: `[B, H, W, C]` float.
    Output shape: `[B, h, w, filters]`, h = ceil(H / strides).
    Raises: ValueError if `residual` is asked for where the shapes differ.

    Example:
        >>> block = MBConv(24, kernel_size=5, strides=2)
        >>> block(keras.ops.ones((1, 6, 10, 16))).shape
        TensorShape([1, 3, 5, 24])
        >>> block.squeeze_excite.reduced
        4

    Reference: Tan and Le, EfficientNet, ICML 2019.
    """

    def __init__(
        self,
        filters,
        kernel_size=3,
        strides=1,
        expansion=6,
        squeeze_ratio=0.25,
        drop_rate=0.0,
        padding="same",
        *,
        hidden=None,
        residual=None,
        activation="swish",
        norm=True,
        epsilon=1e-3,
        momentum=0.99,
        deformable=False,
        **kwargs,
    ):
        super().__init__(
            filters,
            strides,
            expansion,
            hidden,
            residual,
            padding,
            kernel_size=kernel_size,
            activation=activation,
            norm=norm,
            epsilon=epsilon,
            momentum=momentum,
            deformable=deformable,
            **kwargs,
        )
        self.squeeze_ratio = squeeze_ratio
        self.drop_rate = drop_rate
        self.squeeze_excite = None
        self.drop = StochasticDepth(drop_rate, name="drop", dtype=self.dtype_policy)

    def _conv(self, name, filters, kernel_size, **options):
        return super()._conv(name, filters, kernel_size, kernel_initializer="fan_out", **options)

    def build(self, input_shape):
        if self.built:
            return
        super().build(input_shape)
        channels = input_shape[-1]
        if self.squeeze_ratio is not None:
            # Made here, for its width follows from the input's.
            self.squeeze_excite = SqueezeExcite(
                max(1, int(channels * self.squeeze_ratio)),
                self.activation,
                name="squeeze_excite",
                dtype=self.dtype_policy,
            )
            hidden = channels if self.expand is None else self.expand.filters
            self.squeeze_excite.build((None, None, None, hidden))

    def project_features(self, expanded, inputs, training=None):
        """Returns the output `[B, h, w, filters]` from the widened map and the block's input."""
        outputs = self.depthwise(expanded, training=training)  # [B, h, w, hidden]
        if self.squeeze_excite is not None:
            outputs = self.squeeze_excite(outputs)
        outputs = self.project(outputs, training=training)  # [B, h, w, filters]
        return inputs + self.drop(outputs, training=training) if self._adds_input else outputs

    def get_config(self):
        return {
            **super().get_config(),
            "squeeze_ratio": self.squeeze_ratio,
            "drop_rate": self.drop_rate,
        }
