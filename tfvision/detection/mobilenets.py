"""SSDs on MobileNets V1, V2 and V3 as functions: the papers', qfgaohao's and torchvision's."""

from tfvision.backbones import MobileNetV1, MobileNetV2, MobileNetV3
from tfvision.detection.architectures import prepared
from tfvision.detection.extras import LITE_EXTRAS, MB1_EXTRAS, MB3_EXTRAS
from tfvision.detection.geometries import published, scaled
from tfvision.detection.lite import QFGAOHAO_MB1, QFGAOHAO_MB3, TORCHVISION
from tfvision.detection.model import SSD

# geometry: arguments of MobileNetV3 and of SSD
_V3 = {
    "torchvision_mb3_320": (
        {"normalization": "tf", "reduced_tail": True, "momentum": 0.97},
        {"extras": MB3_EXTRAS, "lite": TORCHVISION},
    ),
    "qfgaohao_mb3_lite": (
        {"normalization": "mb2-lite", "late": True, "epsilon": 1e-5, "momentum": 0.9},
        {"extras": LITE_EXTRAS, "lite": QFGAOHAO_MB3},
    ),
}


def ssd_mobilenet_v1(
    classes=20,
    image_size=(300, 300),
    levels=None,
    *,
    lite=False,
    alpha=1.0,
    freeze=None,
    deformable=(),
    **options,
):
    """SSD on MobileNetV1 as qfgaohao publishes it: six levels, 3,000 boxes.

    Args:
        classes: Number of foreground classes.
        image_size: (height, width) in pixels; need not be square.
        levels: Rows of `Level`; None: qfgaohao's table, scaled to the shorter side of `image_size`.
        lite: Whether extras and heads are depthwise separable: as qfgaohao's without normalization,
            or as a `Lite` says.
        alpha: Width multiplier of the backbone.
        freeze: Stage of the backbone up to which it is not trained, or "all".
        deformable: Layers of the backbone, "conv1", "block_1" … "block_13", that are deformable,
            see `MobileNetV1`.
        **options: Further arguments of `SSD`: `extras`, `clip`, `name`, `dtype`.

    Returns: An `SSD`; with 20 classes it has 9,468,996 parameters, 4,312,388 if lite.
    Raises: ValueError naming the argument that is out of range.
    Reference: Howard et al., MobileNets, 2017, section 4.6; qfgaohao's mb1-ssd and mb1-ssd-lite.
    """
    backbone = MobileNetV1(alpha, deformable=deformable, dtype=options.get("dtype"))
    options = {"extras": MB1_EXTRAS, "lite": QFGAOHAO_MB1 if lite is True else lite, **options}
    return _ssd(
        prepared(backbone, None, freeze), classes, "qfgaohao_mb1", image_size, levels, options
    )


def ssdlite_mobilenet_v2(
    classes=20,
    image_size=(300, 300),
    levels=None,
    *,
    geometry="qfgaohao_mb2_lite",
    alpha=1.0,
    padding=None,
    normalization=None,
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
        levels: Rows of `Level`; None: the table that `geometry` names, scaled to the shorter side
            of `image_size`.
        geometry: "qfgaohao_mb2_lite", or "lufficc_mb2_320", which reads the narrow map of stride 16
            and is meant for images of 320 x 320.
        alpha: Width multiplier of the backbone.
        padding: "torch", the published network's, or "keras", which the weights of
            `keras.applications` were trained with; None: "keras" where `weights` are given.
        normalization: Mode of `ImageNormalization`; None: that of the network whose padding it has.
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
    padding = padding or ("keras" if weights else "torch")
    backbone = MobileNetV2(
        alpha=alpha,
        padding=padding,
        normalization=normalization or ("tf" if padding == "keras" else "mb2-lite"),
        divisible=padding == "keras",
        deformable=deformable,
        dtype=options.get("dtype"),
    )
    options = {"extras": LITE_EXTRAS, "lite": True, **options}
    backbone = prepared(backbone, weights, freeze)
    return _ssd(backbone, classes, geometry, image_size, levels, options)


def ssdlite_mobilenet_v3(
    classes=20,
    image_size=None,
    levels=None,
    *,
    geometry="torchvision_mb3_320",
    reduced_tail=None,
    alpha=1.0,
    freeze=None,
    deformable=(),
    **options,
):
    """SSDLite on MobileNetV3-Large: torchvision's, or qfgaohao's with blocks of its own.

    Args:
        classes: Number of foreground classes.
        image_size: (height, width) in pixels; need not be square. None for that of the geometry.
        levels: Rows of `Level`; None: the table that `geometry` names, scaled to the shorter side
            of `image_size`.
        geometry: "torchvision_mb3_320", its ssdlite320_mobilenet_v3_large with 3,234 boxes, or
            "qfgaohao_mb3_lite", its mb3-large-ssd-lite with 3,000.
        reduced_tail: Whether the last blocks are half as wide; None for what the geometry's network
            has: torchvision's has them, unless it was trained from ImageNet weights.
        alpha: Width multiplier of the backbone.
        freeze: Stage of the backbone up to which it is not trained, or "all".
        deformable: Layers of the backbone, "conv", "bneck_1" … "conv_1", that are deformable, see
            `MobileNetV3`.
        **options: Further arguments of `SSD`: `extras`, `clip`, `name`, `dtype`.

    Returns: An `SSD`; with 90 classes torchvision's has 3,440,060 parameters.
    Raises: ValueError naming the argument that is out of range.
    Reference: Howard et al., Searching for MobileNetV3, ICCV 2019, section 6.3.
    """
    if geometry not in _V3:
        raise ValueError(f"geometry must be one of {', '.join(_V3)}, got {geometry!r}")
    own, shared = _V3[geometry]
    own = own if reduced_tail is None else {**own, "reduced_tail": reduced_tail}
    backbone = MobileNetV3(alpha, deformable=deformable, dtype=options.get("dtype"), **own)
    image_size = image_size or published(geometry).image_size
    options = {**shared, **options}
    backbone = prepared(backbone, None, freeze)
    return _ssd(backbone, classes, geometry, image_size, levels, options)


def _ssd(backbone, classes, geometry, image_size, levels, options):
    table = published(geometry)
    if levels is None:
        factor = min(image_size) / min(table.image_size)
        as_published = tuple(image_size) == table.image_size
        levels = table.levels if as_published else scaled(table.levels, factor)
    # Whoever adds a row to the table must not move the boxes of the others.
    options.setdefault("clip", table.clip)
    return SSD(backbone, classes, levels, image_size=image_size, **options)
