"""VGG with Ghost modules in the place of its convolutions."""

import keras

from tfvision.backbones.five_stages import FiveStages
from tfvision.layers import ConvNormAct, DoubledGhost, GhostModule


@keras.saving.register_keras_serializable(package="tfvision")
class GhostVGG(FiveStages):
    """VGG whose 3x3 convolutions are Ghost modules: about half the parameters and multiplications.

    Section 4.1 of the paper. Two ways to do it: `faithful` swaps every convolution and leaves the
    rest of VGG alone, so that with `batch_norm` each module, which normalizes and rectifies by
    itself, is normalized and rectified once more. The other, as the paper's authors advise, does
    both only once, and leaves the first convolution, whose input has three channels, as it is. The
    latter has as many parameters and multiplications within 0.5 %, yet all of its normalization can
    be folded, and it takes about two thirds of the time (`tests/benchmarks/ghost_speed.py`).

    Args:
        variant: Number of layers with weights in VGG's Table 1: "11", "13", "16" or "19".
        batch_norm: Whether batch normalization follows each layer. The modules of a faithful one
            bring theirs anyway.
        faithful: See above.
        normalization: Mode of `ImageNormalization`.
        pooled: Whether the fifth pooling follows, which VGG's classifier reads.
        width: Multiplier of all channels, which become multiples of 8.
        fused: Made without the batch normalization that can be folded; see `fuse()`.
        frozen: Layer up to which nothing is trained, see `freeze()`: "conv1_1" … or "all".
        deformable: Layers whose convolution finds the places of its taps: a name, several, or a
            dict of name -> arguments of `DeformConv2D`.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict of `[B, h, w, C]`, for variant 16 "conv1_2" (C 64, stride 1), "conv2_2" (128,
        2), "conv3_3" (256, 4), "conv4_3" (512, 8), "conv5_3" (512, 16), and "pool5" (512, 32) if
        `pooled`. Sizes are rounded down.
    Raises: ValueError for another variant, or a width that is not above 0.

    Example:
        >>> features = GhostVGG("11")(keras.ops.zeros((1, 32, 48, 3)))
        >>> {name: tuple(map.shape) for name, map in features.items()}["conv5_2"]
        (1, 2, 3, 512)

    Differs from the paper: `faithful` doubles normalization and ReLU and has a Ghost module first.
    Reference: Han et al., GhostNet, CVPR 2020; Simonyan and Zisserman, VGG, ICLR 2015.
    """

    def __init__(
        self,
        variant="16",
        batch_norm=True,
        faithful=True,
        normalization="torch",
        *,
        pooled=False,
        width=1.0,
        fused=False,
        frozen=None,
        deformable=(),
        **kwargs,
    ):
        super().__init__(variant, normalization, pooled, width, fused, frozen, deformable, **kwargs)
        self.batch_norm = batch_norm
        self.faithful = faithful
        self._make_stages(self._make)
        self._finish()

    def _make(self, name, filters):
        norm = (self.faithful or self.batch_norm) and not self.fused
        shared = {"norm": norm, "name": name, "dtype": self.dtype_policy}
        shared["deformable"] = self._deformation(name)
        if self.faithful and self.batch_norm:
            return DoubledGhost(filters, 3, **shared)
        if name == "conv1_1" and not self.faithful:
            return ConvNormAct(filters, 3, **shared)
        return GhostModule(filters, 3, **shared)

    def get_config(self):
        return {
            **super().get_config(),
            "batch_norm": self.batch_norm,
            "faithful": self.faithful,
        }
