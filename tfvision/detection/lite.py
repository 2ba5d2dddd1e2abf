"""What SSDLites differ in: the depthwise separable layers of their extras and heads."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Lite:
    """How the depthwise separable layers of an SSDLite are made; by default as qfgaohao's on V2.

    Args:
        activation: Inside the extra layers.
        output_activation: After each extra layer; None in MobileNetV2's paper.
        head_activation: After the depthwise convolution of a head.
        head_bias: Whether that convolution has a bias, which a normalization after it cancels.
        single_cell: Head of a level of a single cell, where there is nothing to look around at:
            "pointwise", or "separable" as on all others.
        norm: Whether batch normalization follows the convolutions.
        epsilon: Of the normalization.
        momentum: Of the normalization.

    Raises: ValueError for another `single_cell`.
    """

    activation: str = "relu6"
    output_activation: str | None = None
    head_activation: str = "relu6"
    head_bias: bool = True
    single_cell: str = "pointwise"
    norm: bool = True
    epsilon: float = 1e-5
    momentum: float = 0.9

    def __post_init__(self):
        if self.single_cell not in ("pointwise", "separable"):
            raise ValueError(
                f'single_cell must be "pointwise" or "separable", got {self.single_cell!r}'
            )

    def head_options(self, size_hw, fused):
        """Arguments of the `Head` of a level with so many cells."""
        return {
            "kind": self.single_cell if tuple(size_hw) == (1, 1) else "separable",
            "norm": self.norm and not fused,
            "activation": self.head_activation,
            "use_bias": self.head_bias,
            "epsilon": self.epsilon,
            "momentum": self.momentum,
        }

    def get_config(self):
        """The choices as plain values, for a model's config."""
        return dataclasses.asdict(self)

    @classmethod
    def from_config(cls, config):
        """The inverse of `get_config`."""
        return cls(**config)


QFGAOHAO_MB1 = Lite(activation="relu", head_activation="relu", norm=False)
QFGAOHAO_MB3 = Lite(activation="hard_swish")
TORCHVISION = Lite(
    output_activation="relu6", head_bias=False, single_cell="separable", epsilon=1e-3, momentum=0.97
)
