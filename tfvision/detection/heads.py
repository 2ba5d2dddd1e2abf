"""The heads of one level: what stands on each default box, and how far it is from it."""

import keras
import numpy as np
from keras import ops

from tfvision.layers import ConvNormAct


@keras.saving.register_keras_serializable(package="tfvision")
class Head(keras.layers.Layer):
    """Predicts `width` numbers for each of `boxes` default boxes of every cell of a feature map.

    A 3x3 convolution in SSD, a depthwise 3x3 and a 1x1 convolution in SSDLite; on a single cell,
    where there is nothing to look around at, SSDLite keeps the 1x1 convolution only.

    Args:
        boxes: Default boxes a cell, `A`.
        width: Numbers a box: 4 offsets, or classes + 1 logits.
        kind: "conv" (SSD), "separable" (SSDLite) or "pointwise".
        norm: Whether batch normalization follows the depthwise convolution.
        padding: As in `ConvNormAct`.
        activation: After the depthwise convolution.
        use_bias: Whether that convolution adds a bias; without normalization it does.
        epsilon: Of the normalization.
        momentum: Of the normalization.

    Input shape: `[B, h, w, C]` float.
    Output shape: `[B, h * w * A, width]` float32, cells row by row, the boxes of a cell together.
    Raises: ValueError for another `kind`.

    Example:
        >>> Head(boxes=6, width=4)(keras.ops.ones([2, 3, 5, 8])).shape
        TensorShape([2, 90, 4])

    Reference: Liu et al., SSD, ECCV 2016, section 2.1; Sandler et al., MobileNetV2, CVPR 2018,
        section 6.2.
    """

    def __init__(
        self,
        boxes,
        width,
        kind="conv",
        norm=True,
        padding="torch",
        *,
        activation="relu6",
        use_bias=True,
        epsilon=1e-5,
        momentum=0.9,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if kind not in ("conv", "separable", "pointwise"):
            raise ValueError(f'kind must be "conv", "separable" or "pointwise", got {kind!r}')
        self.boxes = boxes
        self.width = width
        self.kind = kind
        self.norm = norm
        self.padding = padding
        self.activation = activation
        self.use_bias = use_bias
        self.epsilon = epsilon
        self.momentum = momentum
        self.depthwise = None
        if kind == "separable":
            self.depthwise = ConvNormAct(
                None,
                depthwise=True,
                padding=padding,
                use_bias=use_bias or not norm,
                norm=norm,
                activation=activation,
                epsilon=epsilon,
                momentum=momentum,
                dtype=self.dtype_policy,
                name="depthwise",
            )
        self.predict = ConvNormAct(
            boxes * width,
            3 if kind == "conv" else 1,
            padding=padding,
            norm=False,
            activation=None,
            kernel_initializer="glorot_uniform",
            dtype=self.dtype_policy,
            name="predict",
        )

    def build(self, input_shape):
        """Builds both convolutions."""
        if self.depthwise is not None:
            self.depthwise.build(input_shape)
        self.predict.build(input_shape)

    def call(self, features, training=None):
        if self.depthwise is not None:
            features = self.depthwise(features, training=training)
        numbers = self.predict(features)  # [B, h, w, A * width]
        cells = features.shape[1] * features.shape[2] if None not in features.shape[1:3] else -1
        rows = cells * self.boxes if cells > 0 else -1
        return ops.reshape(
            ops.cast(numbers, "float32"), [-1, rows, self.width]
        )  # [B, h*w*A, width]

    def start_from(self, background_prior):
        """Sets the biases of a built head so that class 0 starts with this probability."""
        bias = np.zeros([self.boxes, self.width], "float32")
        bias[:, 0] = np.log(background_prior / (1 - background_prior) * (self.width - 1))
        self.predict.convolution.bias.assign(bias.reshape(-1))

    def get_config(self):
        """Constructor arguments."""
        return {
            **super().get_config(),
            "boxes": self.boxes,
            "width": self.width,
            "kind": self.kind,
            "norm": self.norm,
            "padding": self.padding,
            "activation": self.activation,
            "use_bias": self.use_bias,
            "epsilon": self.epsilon,
            "momentum": self.momentum,
        }
