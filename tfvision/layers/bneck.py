"""The building block of MobileNetV3, as its paper has it and as a port of it does."""

import keras

from tfvision.layers.inverted_residual import InvertedResidual
from tfvision.layers.squeeze_excite import SqueezeExcite


@keras.saving.register_keras_serializable(package="tfvision")
class Bneck(InvertedResidual):
    """An inverted residual with squeeze and excitation by ReLU and a hard sigmoid.

    Figure 4 of the paper. With `late` the channels are weighed after they were narrowed, the block
    widens even where it keeps the number of channels, and at stride 1 the input is always added,
    through a 1x1 convolution where the shapes differ: so does the block of qfgaohao's detectors.

    Args:
        filters: Number of output channels.
        kernel_size: Of the depthwise convolution.
        strides: Of the depthwise convolution.
        hidden: Number of widened channels; None for as many as come in.
        reduced: Channels in the middle of the excitation; None: no excitation.
        activation: Of the first two convolutions.
        late: Whether the block is the port's.
        padding: As in `ConvNormAct`.
        norm: Whether batch normalization follows each convolution (False in a fused model).
        epsilon: Of the normalization.
        momentum: Of the normalization.
        deformable: Of the depthwise convolution, as in `ConvNormAct`.

    Input shape: `[B, H, W, C]` float.
    Output shape: `[B, h, w, filters]`, h = ceil(H / strides).

    Example:
        >>> block = Bneck(24, kernel_size=5, strides=2, hidden=40, reduced=8)
        >>> block(keras.ops.ones((1, 6, 10, 16))).shape
        TensorShape([1, 3, 5, 24])

    Differs from the port: no batch normalization inside the excitation, whose two layers have
        biases instead; `weights` folds the one into the other.
    Reference: Howard et al., Searching for MobileNetV3, ICCV 2019.
    """

    def __init__(
        self,
        filters,
        kernel_size=3,
        strides=1,
        hidden=None,
        reduced=None,
        activation="hard_swish",
        late=False,
        padding="same",
        *,
        norm=True,
        epsilon=1e-3,
        momentum=0.99,
        deformable=False,
        **kwargs,
    ):
        super().__init__(
            filters,
            strides,
            expansion=1,
            hidden=hidden,
            padding=padding,
            kernel_size=kernel_size,
            activation=activation,
            norm=norm,
            epsilon=epsilon,
            momentum=momentum,
            deformable=deformable,
            **kwargs,
        )
        self.reduced = reduced
        self.late = late
        self.squeeze_excite = None
        if reduced is not None:
            self.squeeze_excite = SqueezeExcite(
                reduced, "relu", "hard_sigmoid", name="squeeze_excite", dtype=self.dtype_policy
            )
        self.shortcut = None

    def _widens(self, channels, hidden):
        return self.late or super()._widens(channels, hidden)

    def build(self, input_shape):
        if self.built:
            return
        super().build(input_shape)
        channels = input_shape[-1]
        if self.squeeze_excite is not None:
            hidden = channels if self.expand is None else self.expand.filters
            self.squeeze_excite.build((None, None, None, self.filters if self.late else hidden))
        if self.late and self.strides == 1 and channels != self.filters:
            self.shortcut = self._conv("shortcut", self.filters, 1, activation=None)
            self.shortcut.build(input_shape)

    def project_features(self, expanded, inputs, training=None):
        """Returns the output `[B, h, w, filters]` from the widened map and the block's input."""
        outputs = self.depthwise(expanded, training=training)  # [B, h, w, hidden]
        outputs = outputs if self.late else self._weighed(outputs)
        outputs = self.project(outputs, training=training)  # [B, h, w, filters]
        outputs = self._weighed(outputs) if self.late else outputs
        if self.shortcut is not None:
            return outputs + self.shortcut(inputs, training=training)
        return outputs + inputs if self._adds_input else outputs

    def _weighed(self, features):
        return features if self.squeeze_excite is None else self.squeeze_excite(features)

    def get_config(self):
        config = {**super().get_config(), "reduced": self.reduced, "late": self.late}
        for name in ("expansion", "residual", "output_activation"):
            del config[name]
        return config
