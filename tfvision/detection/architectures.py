"""The SSDs of the papers as functions: SSD300 and SSD512 on VGG16, SSDLite on MobileNetV2."""

from tfvision.backbones import VGG, MobileNetV2, load_imagenet
from tfvision.detection.extras import LITE_EXTRAS, VGG300_EXTRAS, VGG512_EXTRAS
from tfvision.detection.geometries import published, scaled
from tfvision.detection.model import SSD


def ssd300_vgg16(
    classes=20,
    *,
    geometry="caffe_voc300",
    weights=None,
    freeze=None,
    deformable=(),
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
        **options: Further arguments of `SSD`: `levels`, `name`, `dtype`.

    Returns: An `SSD`; with 20 classes it has 26,285,486 parameters.
    Reference: Liu et al., SSD, ECCV 2016, figure 2.
    """
    backbone = _vgg16(weights, freeze, deformable, options)
    return _ssd_vgg16(backbone, classes, geometry, VGG300_EXTRAS, options)


def ssd512_vgg16(
    classes=20,
    *,
    geometry="caffe_voc512",
    weights=None,
    freeze=None,
    deformable=(),
    **options,
):
    """SSD512: one extra level and 24,564 default boxes; arguments as `ssd300_vgg16`.

    Reference: Liu et al., SSD, ECCV 2016, section 3.3.
    """
    backbone = _vgg16(weights, freeze, deformable, options)
    return _ssd_vgg16(backbone, classes, geometry, VGG512_EXTRAS, options)


def _vgg16(weights, freeze, deformable, options):
    backbone = VGG("16", reduced=True, deformable=deformable, dtype=options.get("dtype"))
    return _prepared(backbone, weights, freeze)


def _ssd_vgg16(backbone, classes, geometry, extras, options):
    table = published(geometry)
    return SSD(
        backbone,
        classes,
        options.pop("levels", table.levels),
        image_size=table.image_size,
        extras=extras,
        l2_normalized=("conv4_3",),
        clip=table.clip,
        **options,
    )


def ssdlite_mobilenet_v2(
    classes=20,
    image_size=(300, 300),
    levels=None,
    *,
    alpha=1.0,
    padding=None,
    weights=None,
    freeze=None,
    deformable=(),
    **options,
):
    """SSDLite on MobileNetV2: depthwise separable extras and heads, six levels, 3,000 boxes.

    The table may name any feature map of the backbone: a row for `block_6_expand` adds the stride-8
    map that small objects need, and nothing else has to change.

    Args:
        classes: Number of foreground classes.
        image_size: (height, width) in pixels; need not be square.
        levels: Rows of `Level`; None: qfgaohao's table, scaled to the shorter side of `image_size`.
        alpha: Width multiplier of the backbone.
        padding: "torch", the published network's, or "keras", which the weights of
            `keras.applications` were trained with; None: "keras" where `weights` are given. Each
            brings its own normalization of the pixels.
        weights: ImageNet weights of the backbone: "imagenet", the path of a weight file of
            `keras.applications.MobileNetV2`, or None.
        freeze: Stage of the backbone up to which it is not trained, or "all".
        deformable: Layers of the backbone, "Conv1", "expanded_conv", "block_1" … "Conv_1", that are
            deformable, see `MobileNetV2`.
        **options: Further arguments of `SSD`: `extras`, `clip`, `name`, `dtype`.

    Returns: An `SSD`; with 20 classes at 300 x 300 it has 3,388,228 parameters.
    Raises: ValueError naming the argument that is out of range.
    Reference: Sandler et al., MobileNetV2, CVPR 2018, section 6.2; qfgaohao's mb2-ssd-lite.
    """
    table = published("qfgaohao_mb2_lite")
    padding = padding or ("keras" if weights else "torch")
    published_size = tuple(image_size) == table.image_size
    if levels is None:
        factor = min(image_size) / min(table.image_size)
        levels = table.levels if published_size else scaled(table.levels, factor)
    # Whoever adds a row to the table must not move the boxes of the others.
    options.setdefault("clip", table.clip)
    backbone = MobileNetV2(
        alpha=alpha,
        padding=padding,
        normalization="tf" if padding == "keras" else "mb2-lite",
        divisible=padding == "keras",
        deformable=deformable,
        dtype=options.get("dtype"),
    )
    return SSD(
        _prepared(backbone, weights, freeze),
        classes,
        levels,
        image_size=image_size,
        extras=options.pop("extras", LITE_EXTRAS),
        lite=True,
        **options,
    )


def _prepared(backbone, weights, freeze):
    if weights is not None:
        load_imagenet(backbone, weights)
    if freeze is not None:
        backbone.freeze(freeze)
    return backbone
