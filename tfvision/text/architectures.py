"""CRAFT as published and as GhostCRAFT, at any width."""

from tfvision.backbones.widths import scaled_width
from tfvision.text.model import CRAFT
from tfvision.text.pretrained import load_pretrained
from tfvision.text.slices import Slices

FILTERS = (256, 128, 64, 32)


def craft(
    outputs=2,
    *,
    width=1.0,
    normalization=None,
    weights=None,
    freeze=None,
    deformable=(),
    sides=False,
    **options,
):
    """CRAFT: VGG16 with batch normalization, a U-shaped decoder, heat maps at half size.

    Args:
        outputs: Heat maps: 2 in the paper, the regions of characters and the affinity between
            them; 1 for regions only.
        width: Multiplier of all channels, which become multiples of 8.
        normalization: Mode of `ImageNormalization`; None: "torch", or "keras-vgg" where the weights
            of `keras.applications` are given, which expect it.
        weights: Where the backbone starts, see `load_pretrained`: "imagenet", a weight file of
            `keras.applications.VGG16`, a `.keras` file of a model of ours on VGG16, or None.
        freeze: Layer of the backbone up to which it is not trained: "conv2_2", the first slice, as
            the published code; "all"; or None.
        deformable: Layers of the backbone, "conv1_1" … "fc7", that are deformable, see `Slices`.
        sides: Whether maps of their own say how large characters are, see `CRAFT`.
        **options: Further arguments of `CRAFT`: `name`, `dtype`.

    Returns: A `CRAFT`; 20,770,466 trainable parameters with 2 outputs, 20,770,449 with 1.
    Raises: ValueError naming the argument that is out of range; FileNotFoundError.

    Example:
        >>> model = craft(width=0.125)
        >>> model.outputs, model.filters
        (2, (32, 16, 8, 8))

    Reference: Baek et al., CRAFT, CVPR 2019.
    """
    if normalization is None:
        published = weights is not None and not str(weights).endswith(".keras")
        normalization = "keras-vgg" if published else "torch"
    backbone = _slices("plain", width, 6, normalization, weights, freeze, deformable, options)
    return CRAFT(backbone, outputs, _filters(width), "plain", "linear", sides=sides, **options)


def ghost_craft(
    outputs=1,
    faithful=True,
    *,
    width=1.0,
    normalization="torch",
    weights=None,
    freeze=None,
    deformable=(),
    sides=False,
    **options,
):
    """CRAFT with Ghost modules for its convolutions: half the parameters and multiplications.

    Args:
        outputs: Heat maps, see `craft`.
        faithful: Every convolution swapped and its normalization and ReLU kept, so that they come
            twice; a Ghost module with its ReLU as the last layer. Otherwise the first layer is a
            plain convolution and the last one too, without ReLU, and nothing is doubled: what
            new training should use. Neither has fc6's dilation.
        width: Multiplier of all channels, which become multiples of 8.
        normalization: Mode of `ImageNormalization`.
        weights: Where the backbone starts, see `load_pretrained`: a `.keras` file of a model of
            ours on GhostVGG 16, as faithful as this one, or None.
        freeze: Layer of the backbone up to which it is not trained, see `craft`.
        deformable: Layers of the backbone, "conv1_1" … "fc7", that are deformable, see `Slices`.
        sides: Whether maps of their own say how large characters are, see `CRAFT`.
        **options: Further arguments of `CRAFT`: `name`, `dtype`.

    Returns: A `CRAFT`; faithful, with 1 or 2 outputs, 10,434,173 trainable parameters.
    Raises: ValueError naming the argument that is out of range; FileNotFoundError.

    Example:
        >>> ghost_craft(faithful=False, width=0.125).head
        'linear'

    Differs from the paper: a faithful one normalizes twice and has a Ghost module first.
    Reference: Baek et al., CRAFT, CVPR 2019; Han et al., GhostNet, CVPR 2020.
    """
    kind, head = ("doubled", "ghost") if faithful else ("ghost", "linear")
    backbone = _slices(kind, width, 1, normalization, weights, freeze, deformable, options)
    return CRAFT(backbone, outputs, _filters(width), kind, head, sides=sides, **options)


def _slices(kind, width, dilation_rate, normalization, weights, freeze, deformable, options):
    backbone = Slices(
        kind,
        width,
        dilation_rate,
        normalization,
        deformable=deformable,
        dtype=options.get("dtype"),
    )
    if weights is not None:
        load_pretrained(backbone, weights)
    if freeze is not None:
        backbone.freeze(freeze)
    return backbone


def _filters(width):
    return tuple(scaled_width(count, width) for count in FILTERS)
