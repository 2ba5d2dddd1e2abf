"""The classifiers of the papers as functions, and any keras.applications network to start from."""

from tfvision.backbones import VGG, Application, EfficientNet, GhostVGG, MobileNetV2, load_imagenet
from tfvision.backbones.efficientnet import VARIANTS
from tfvision.classification.model import Classifier

# Networks of keras.applications made for other sizes than 224
SIDES = {
    "InceptionResNetV2": 299,
    "InceptionV3": 299,
    "NASNetLarge": 331,
    "Xception": 299,
    "EfficientNetV2B1": 240,
    "EfficientNetV2B2": 260,
    "EfficientNetV2B3": 300,
    "EfficientNetV2S": 384,
    "EfficientNetV2M": 480,
    "EfficientNetV2L": 480,
    **{f"EfficientNet{name.upper()}": VARIANTS[name].side for name in VARIANTS if name[0] == "b"},
}


def efficientnet(
    variant="b0",
    classes=1000,
    *,
    padding="same",
    normalization="torch",
    momentum=0.99,
    drop_connect=0.2,
    width=1.0,
    depth=1.0,
    image_size=None,
    weights=None,
    freeze=None,
    deformable=(),
    **options,
):
    """EfficientNet: B0 … B7 and the Lite variants.

    Args:
        variant: "b0" … "b7" or "lite0" … "lite4".
        classes: Number of classes.
        padding: "same" or "torch", see `EfficientNet`.
        normalization: Mode of `ImageNormalization`.
        momentum: Of the batch normalization.
        drop_connect: Rate of `StochasticDepth` in the last block, nearly.
        width: Multiplier of the variant's channels.
        depth: Multiplier of how often the variant repeats a block.
        image_size: (height, width); None for the variant's own, 224 x 224 for B0.
        weights: ImageNet weights of the backbone: "imagenet", the path of a weight file of the same
            network in `keras.applications`, or None. `weights.load_application` also copies the
            thousand classes.
        freeze: Stage of the backbone up to which it is not trained, or "all".
        deformable: Layers of the backbone, "stem", "block1a" … "top", that are deformable, see
            `EfficientNet`.
        **options: Further arguments of `Classifier`: `dropout` (the variant's own by default),
            `head`, `hidden`, `frozen_norm`, `name`, `dtype`.

    Returns: A `Classifier`; B0 with 1000 classes has 5,288,548 trainable parameters.
    Raises: ValueError naming the argument that is out of range.
    Reference: Tan and Le, EfficientNet, ICML 2019.
    """
    backbone = EfficientNet(
        variant,
        padding=padding,
        normalization=normalization,
        momentum=momentum,
        drop_connect=drop_connect,
        width=width,
        depth=depth,
        deformable=deformable,
        dtype=options.get("dtype"),
    )
    options.setdefault("dropout", VARIANTS[variant].dropout)
    size = image_size or VARIANTS[variant].image_size
    return _classifier(backbone, classes, size, weights, freeze, options)


def vgg(
    variant="16",
    classes=1000,
    batch_norm=True,
    *,
    normalization=None,
    width=1.0,
    image_size=None,
    weights=None,
    freeze=None,
    deformable=(),
    **options,
):
    """VGG with its three dense layers, which take an image of any size.

    Args:
        variant: "11", "13", "16" or "19".
        classes: Number of classes.
        batch_norm: Whether batch normalization follows each convolution.
        normalization: Mode of `ImageNormalization`; None: "torch", or "keras-vgg" where `weights`
            are given, which expect it.
        width: Multiplier of the backbone's channels, which become multiples of 8.
        image_size: (height, width); None for 224 x 224.
        weights: ImageNet weights of the backbone, for 16 and 19 without batch normalization:
            "imagenet", the path of a weight file of the same network in `keras.applications`, or
            None.
        freeze: Layer of the backbone up to which it is not trained, or "all".
        deformable: Layers of the backbone, "conv1_1" …, that are deformable, see `VGG`.
        **options: Further arguments of `Classifier`; `head="pool"` leaves 15.2 of 138 million
            parameters.

    Returns: A `Classifier`; 16 with 1000 classes has 138,361,768 trainable parameters, which are
        torchvision's less the 4,224 biases that its batch normalization cancels; 138,357,544
        without that.
    Raises: ValueError naming the argument that is out of range.
    Reference: Simonyan and Zisserman, VGG, ICLR 2015.
    """
    backbone = VGG(
        variant,
        batch_norm,
        normalization=normalization or ("keras-vgg" if weights else "torch"),
        pooled=True,
        width=width,
        deformable=deformable,
        dtype=options.get("dtype"),
    )
    options = {"head": "dense", "dropout": 0.5, **options}
    return _classifier(backbone, classes, image_size, weights, freeze, options)


def ghost_vgg(
    variant="16",
    classes=1000,
    batch_norm=True,
    faithful=True,
    *,
    normalization="torch",
    width=1.0,
    image_size=None,
    weights=None,
    freeze=None,
    deformable=(),
    **options,
):
    """VGG with Ghost modules for its convolutions.

    Args:
        variant: "11", "13", "16" or "19".
        classes: Number of classes.
        batch_norm: Whether batch normalization follows each layer.
        faithful: Every convolution of VGG swapped, normalization and ReLU doubled, VGG's dense
            layers kept; otherwise the first convolution is a plain one, normalization and ReLU come
            once, and an average over the map takes the place of two dense layers.
        normalization: Mode of `ImageNormalization`.
        width: Multiplier of the backbone's channels, which become multiples of 8.
        image_size: (height, width); None for 224 x 224.
        weights: Must be None: nobody publishes ImageNet weights of this network in Keras's format.
        freeze: Layer of the backbone up to which it is not trained, or "all".
        deformable: Layers of the backbone, "conv1_1" …, that are deformable, see `GhostVGG`.
        **options: Further arguments of `Classifier`.

    Returns: A `Classifier`; 16 with 1000 classes has 131,033,992 trainable parameters, of which
        94.36 % are dense layers, and 7,896,264 if not faithful.
    Raises: ValueError naming the argument that is out of range.
    Reference: Han et al., GhostNet, CVPR 2020, section 4.1.
    """
    backbone = GhostVGG(
        variant,
        batch_norm,
        faithful,
        normalization,
        pooled=True,
        width=width,
        deformable=deformable,
        dtype=options.get("dtype"),
    )
    if faithful:
        options = {"head": "dense", "dropout": 0.5, **options}
    return _classifier(backbone, classes, image_size, weights, freeze, options)


def transfer(
    application="EfficientNetB0",
    classes=10,
    weights="imagenet",
    *,
    image_size=None,
    freeze=None,
    frozen_norm=None,
    momentum=0.9,
    deformable=(),
    **options,
):
    """Any network of `keras.applications` with a new head, the pixels prepared inside.

    EfficientNet B0 … B7, MobileNetV2, VGG16 and VGG19 are networks of our own with the same
    outputs: they can be frozen block by block. Others are Keras's, frozen as a whole or not at all.

    Args:
        application: Name of the function in `keras.applications`.
        classes: Number of classes.
        weights: "imagenet", the path of a weight file of that network, or None.
        image_size: (height, width); None for what the network is made for.
        freeze: Stage of the backbone up to which it is not trained, "all" to train the head alone,
            or None to train everything. `model.freeze(stage)` changes it later.
        frozen_norm: Whether all batch normalization of the backbone stays as it was pretrained,
            whatever else is trained; None: where there are `weights`.
        momentum: Of the batch normalization that is trained, in networks of our own. Pretraining
            has a longer memory, 0.999 for MobileNetV2, which a few thousand steps never outlast.
        deformable: Layers that are deformable, in networks of our own, see the backbone of each.
        **options: Further arguments of `Classifier`: `hidden`, `dropout`, `name`, `dtype`.

    Returns: A `Classifier`.
    Raises: ValueError for a name that `keras.applications` lacks, FileNotFoundError.

    Example:
        >>> model = transfer("MobileNetV2", 3, weights=None, freeze="block_12", hidden=64)
        >>> model.backbone.frozen, model.image_size
        ('block_12', (224, 224))
    """
    side = SIDES.get(application, 224)
    backbone = _backbone_of(application, momentum, deformable, options.get("dtype"))
    options["frozen_norm"] = weights is not None if frozen_norm is None else frozen_norm
    return _classifier(backbone, classes, image_size or (side, side), weights, freeze, options)


def _backbone_of(application, momentum, deformable, dtype):
    shared = {"deformable": deformable, "dtype": dtype}
    if application.startswith("EfficientNetB"):
        variant = application.removeprefix("EfficientNet").lower()
        return EfficientNet(variant, momentum=momentum, **shared)
    if application == "MobileNetV2":
        return MobileNetV2(momentum=momentum, **shared)
    if application in ("VGG16", "VGG19"):
        variant = application.removeprefix("VGG")
        return VGG(variant, normalization="keras-vgg", pooled=True, **shared)
    if deformable:
        raise ValueError(
            f"deformable is for EfficientNetB0 … B7, MobileNetV2, VGG16 and VGG19, got {deformable}"
            f" for {application}"
        )
    return Application(application, taps=(32,), dtype=dtype)


def _classifier(backbone, classes, image_size, weights, freeze, options):
    if weights is not None:
        load_imagenet(backbone, weights)
    if freeze is not None:
        backbone.freeze(freeze)
    return Classifier(backbone, classes, image_size=image_size or (224, 224), **options)
