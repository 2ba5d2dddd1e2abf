"""The SSDs of the paper as functions: SSD300 and SSD512 on VGG16."""

from tfvision.backbones import VGG, load_imagenet
from tfvision.detection.extras import VGG300_EXTRAS, VGG512_EXTRAS
from tfvision.detection.geometries import published
from tfvision.detection.model import SSD


def ssd300_vgg16(
    classes=20,
    *,
    geometry="caffe_voc300",
    weights=None,
    freeze=None,
    deformable=(),
    normalization="vgg",
    batch_norm=False,
    width=1.0,
    **options,
):
    """SSD300: VGG16 with dilated fc6 and fc7, six levels, 8,732 default boxes.

    Args:
        classes: Number of foreground classes.
        geometry: Name of a published 300-pixel geometry, see `geometries`.
        weights: ImageNet weights of the backbone: "imagenet", the path of a weight file of
            `keras.applications.VGG16`, or None. Only a file with the classifier on top holds what
            fc6 and fc7 are made of; by one without ("notop") these two stay random.
        freeze: Stage of the backbone up to which it is not trained, or "all".
        deformable: Layers of the backbone, "conv1_1" … "fc7", that are deformable, see `VGG`.
        normalization: Mode of `ImageNormalization`: "torch" for jjjkkkjjj's weights, and for a
            backbone of torchvision's VGG16.
        batch_norm: Whether batch normalization follows each convolution of VGG's five stages: what
            begins without weights needs it.
        width: Multiplier of all channels but the heads', which become multiples of 8: with an
            eighth two processor cores train it in minutes.
        **options: Further arguments of `SSD`: `levels`, `name`, `dtype`; `l2_normalized=()` with
            `batch_normalized=("conv4_3",)` for qfgaohao's network.

    Returns: An `SSD`; with 20 classes it has 26,285,486 parameters.
    Reference: Liu et al., SSD, ECCV 2016, figure 2.
    """
    backbone = _vgg16(weights, freeze, deformable, normalization, batch_norm, width, options)
    return _ssd_vgg16(backbone, classes, geometry, VGG300_EXTRAS, options)


def ssd512_vgg16(
    classes=20,
    *,
    geometry="caffe_voc512",
    weights=None,
    freeze=None,
    deformable=(),
    normalization="vgg",
    batch_norm=False,
    width=1.0,
    **options,
):
    """SSD512: one extra level and 24,564 default boxes; arguments as `ssd300_vgg16`.

    Reference: Liu et al., SSD, ECCV 2016, section 3.3.
    """
    backbone = _vgg16(weights, freeze, deformable, normalization, batch_norm, width, options)
    return _ssd_vgg16(backbone, classes, geometry, VGG512_EXTRAS, options)


def _vgg16(weights, freeze, deformable, normalization, batch_norm, width, options):
    backbone = VGG(
        "16",
        batch_norm,
        reduced=True,
        normalization=normalization,
        width=width,
        deformable=deformable,
        dtype=options.get("dtype"),
    )
    return prepared(backbone, weights, freeze)


def _ssd_vgg16(backbone, classes, geometry, extras, options):
    table = published(geometry)
    return SSD(
        backbone,
        classes,
        options.pop("levels", table.levels),
        image_size=table.image_size,
        extras=tuple(extra.scaled(backbone.width) for extra in extras),
        clip=table.clip,
        **{"l2_normalized": ("conv4_3",), **options},
    )


def prepared(backbone, weights, freeze):
    """The backbone with ImageNet weights in it and frozen up to a stage; None for neither."""
    if weights is not None:
        load_imagenet(backbone, weights)
    if freeze is not None:
        backbone.freeze(freeze)
    return backbone
