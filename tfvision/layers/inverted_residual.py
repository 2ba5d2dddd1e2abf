"""The building block of MobileNetV2: widen, filter each channel, narrow."""

import keras

from tfvision.layers.conv_norm_act import ConvNormAct


@keras.saving.register_keras_serializable(package="tfvision")
class InvertedResidual(keras.layers.Layer):
    """Widens the channels, filters each of them, and narrows them again without an activation.

    Figure 4d and Table 1 of the paper. Where input and output have the same shape, the input is
    added. The widened map (`expand_features`) is one that detectors read; `project_features` goes
    on from it, and a call of the layer is the one after the other.

    Args:
        filters: Number of output channels.
        strides: Step of the depthwise convolution.
        expansion: Widened channels per input channel; 6 in the paper. With 1 nothing is widened.
        hidden: Number of widened channels, instead of `expansion` times the input's.
        residual: Whether the input is added; None: where the shapes allow it.
        padding: As in `ConvNormAct`.
        kernel_size: Of the depthwise convolution.
        activation: Of the first two convolutions.
        output_activation: Of the last one, which has none in the paper.
        norm: Whether batch normalization follows each convolution (False in a fused model).
        epsilon: Of the normalization.
        momentum: Of the normalization.
        deformable: Of the depthwise convolution, as in `ConvNormAct`.

    Input shape: `[B, H, W, C]` float.
    Output shape: `[B, h, w, filters]`, h = ceil(H / strides).
    Raises: ValueError if `residual` is asked for where the shapes differ.

    Example:
        >>> block = InvertedResidual(24, strides=2)
        >>> block(keras.ops.ones((1, 6, 10, 16))).shape
        TensorShape([1, 3, 5, 24])

    Reference: Sandler et al., MobileNetV2, CVPR 2018.
    """

    def __init__(
        self,
        filters,
        strides=1,
        expansion=6,
        hidden=None,
        residual=None,
        padding="same",
        *,
        kernel_size=3,
        activation="relu6",
        output_activation=None,
        norm=True,
        epsilon=1e-5,
        momentum=0.9,
        deformable=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.filters = filters
        self.strides = strides
        self.expansion = expansion
        self.hidden = hidden
        self.residual = residual
        self.padding = padding
        self.kernel_size = kernel_size
        self.activation = activation
        self.output_activation = output_activation
        self.norm = norm
        self.epsilon = epsilon
        self.momentum = momentum
        self.deformable = deformable
        self.expand = None
        self.depthwise = self._conv(
            "depthwise",
            None,
            kernel_size,
            strides=strides,
            padding=padding,
            depthwise=True,
            deformable=deformable,
        )
        self.project = self._conv("project", filters, 1, activation=output_activation)
        self._adds_input = None

    def _conv(self, name, filters, kernel_size, **options):
        return ConvNormAct(
            filters,
            kernel_size,
            name=name,
            norm=self.norm,
            epsilon=self.epsilon,
            momentum=self.momentum,
            dtype=self.dtype_policy,
            **{"activation": self.activation, **options},
        )

    def build(self, input_shape):
        if self.built:
            return
        channels = input_shape[-1]
        same_shape = self.strides == 1 and channels == self.filters
        if self.residual and not same_shape:
            raise ValueError(
                "residual=True needs strides=1 and as many filters as input channels, got "
                f"strides={self.strides}, filters={self.filters}, input channels={channels}"
            )
        self._adds_input = same_shape if self.residual is None else self.residual
        hidden = round(channels * self.expansion) if self.hidden is None else self.hidden
        if self._widens(channels, hidden):
            # Made here, for its width follows from the input's.
            self.expand = self._conv("expand", hidden, 1)
            self.expand.build(input_shape)
        self.depthwise.build((None, None, None, hidden))
        self.project.build((None, None, None, hidden))

    def _widens(self, channels, hidden):
        return hidden != channels

    def expand_features(self, inputs, training=None):
        """Returns the widened map `[B, H, W, hidden]`, after its activation."""
        return inputs if self.expand is None else self.expand(inputs, training=training)

    def project_features(self, expanded, inputs, training=None):
        """Returns the output `[B, h, w, filters]` from the widened map and the block's input."""
        outputs = self.depthwise(expanded, training=training)  # [B, h, w, hidden]
        outputs = self.project(outputs, training=training)  # [B, h, w, filters]
        return outputs + inputs if self._adds_input else outputs

    def call(self, inputs, training=None):
        expanded = self.expand_features(inputs, training=training)  # [B, H, W, hidden]
        return self.project_features(expanded, inputs, training=training)  # [B, h, w, filters]

    def compute_output_shape(self, input_shape):
        return self.project.compute_output_shape(self.depthwise.compute_output_shape(input_shape))

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "strides": self.strides,
            "expansion": self.expansion,
            "hidden": self.hidden,
            "residual": self.residual,
            "padding": self.padding,
            "kernel_size": self.kernel_size,
            "activation": self.activation,
            "output_activation": self.output_activation,
            "norm": self.norm,
            "epsilon": self.epsilon,
            "momentum": self.momentum,
            "deformable": self.deformable,
        }
