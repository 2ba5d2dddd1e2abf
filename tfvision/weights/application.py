"""Weights of a network of keras.applications, with its classifier, in our model of it."""

import keras

from tfvision.backbones.application_weights import copy_application
from tfvision.classification import Classifier


def load_application(model, keras_model):
    """Copies the weights of the same network in `keras.applications`: outputs are then equal.

    EfficientNetB0 … B7, MobileNetV2, VGG16 and VGG19, however their weights came about. The classes
    of `keras_model` are copied too, if it has some; ours come out as logits, Keras's after a
    softmax. Without them (`include_top=False`), the head of `model` stays as it is.

    EfficientNet normalises its pixels itself, by what its weights say; ours must be made with the
    same `normalization`: "torch" for the published weights, whether Keras downloaded them or read
    them from a file, "unit" where they were trained from nothing. The others leave the pixels to
    `preprocess_input`: it is `normalization="tf"` for MobileNetV2, "keras-vgg" for VGG.

    Args:
        model: A backbone, or a model on one (`model.backbone`): a `Classifier`, an `SSD`.
        keras_model: What the function of `keras.applications` returned.

    Returns: `model`.
    Raises: ValueError for another or a fused network, pixels that are normalised otherwise, and
        another number of classes.

    Example:
        >>> from tfvision import backbones, classification
        >>> keras_model = keras.applications.MobileNetV2(weights=None, alpha=0.35, classes=3)
        >>> backbone = backbones.MobileNetV2(alpha=0.35)
        >>> model = load_application(classification.Classifier(backbone, 3), keras_model)
        >>> image = keras.ops.full((1, 224, 224, 3), 51.0)
        >>> ours = keras.ops.softmax(model(image))
        >>> bool(keras.ops.max(keras.ops.abs(ours - keras_model(image / 127.5 - 1))) < 1e-5)
        True
    """
    pairs = _dense_layers(model, keras_model) if isinstance(model, Classifier) else ()
    copy_application(getattr(model, "backbone", model), keras_model)
    for layer, given in pairs:
        layer.set_weights(given.get_weights())
    return model


def _dense_layers(model, keras_model):
    """Pairs of a layer of the classifier and the one whose weights it gets."""
    theirs = [layer for layer in keras_model.layers if isinstance(layer, keras.layers.Dense)]
    if not theirs:
        return ()
    ours = [*model.hidden_layers, model.logits]
    shapes = [[tuple(layer.kernel.shape) for layer in layers] for layers in (ours, theirs)]
    if shapes[0] != shapes[1]:
        raise ValueError(
            f"keras_model has dense layers of shapes {shapes[1]}, model of {shapes[0]}: make it "
            "with the same head and classes, or keras_model with include_top=False"
        )
    return tuple(zip(ours, theirs, strict=True))
