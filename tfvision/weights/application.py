"""Weights of a network of keras.applications, with its classifier, in our model of it."""

import keras
import numpy as np

from tfvision.backbones.application_weights import copied_layers
from tfvision.classification import Classifier
from tfvision.weights.name_map import backbone_of
from tfvision.weights.report import Report


def load_application(model, keras_model):
    """Copies the weights of the same network in `keras.applications`: outputs are then equal.

    EfficientNetB0 … B7, MobileNetV2, VGG16 and VGG19, however their weights came about. The classes
    of `keras_model` are copied too, if it has as many; ours come out as logits, Keras's after a
    softmax. With others, or without any (`include_top=False`), the last layer of `model` stays as
    it is, and the report says so.

    EfficientNet normalises its pixels itself, by what its weights say; ours must be made with the
    same `normalization`: "torch" for the published weights, whether Keras downloaded them or read
    them from a file, "unit" where they were trained from nothing. The others leave the pixels to
    `preprocess_input`: it is `normalization="tf"` for MobileNetV2, "keras-vgg" for VGG.

    Args:
        model: A backbone, or a model on one (`model.backbone`): a `Classifier`, an `SSD`.
        keras_model: What the function of `keras.applications` returned.

    Returns: `Report`; print it. Names are those of Keras.
    Raises: ValueError for another or a fused network, pixels that are normalised otherwise, and
        other hidden layers.

    Example:
        >>> from tfvision import backbones, classification
        >>> keras_model = keras.applications.MobileNetV2(weights=None, alpha=0.35, classes=3)
        >>> model = classification.Classifier(backbones.MobileNetV2(alpha=0.35), 3)
        >>> print(load_application(model, keras_model))
        mobilenetv2_0.35_224: keras.applications MobileNetV2, 262 tensors with 414,051 numbers taken
        >>> image = keras.ops.full((1, 224, 224, 3), 51.0)
        >>> ours = keras.ops.softmax(model(image))
        >>> bool(keras.ops.max(keras.ops.abs(ours - keras_model(image / 127.5 - 1))) < 1e-5)
        True
    """
    backbone = backbone_of(model)
    pairs = _dense_layers(model, keras_model) if isinstance(model, Classifier) else []
    taken = copied_layers(backbone, keras_model)
    same = [pair for pair in pairs if _shape(pair[0]) == _shape(pair[1])]
    for layer, given in same:
        layer.set_weights(given.get_weights())
    taken += [given for _, given in same]
    loaded = [variable for layer in taken for variable in layer.weights]
    return Report(
        keras_model.name,
        f"keras.applications {type(backbone).__name__}",
        [variable.path for variable in loaded],
        sum(int(np.prod(variable.shape)) for variable in loaded),
        heads=_paths(given for _, given in pairs if given not in taken),
        left=[] if pairs else _paths(x for x in _dense(keras_model) if x not in taken),
        kept=_kept(model, backbone, [layer for layer, _ in same], taken),
    )


def _dense(keras_model):
    return [layer for layer in keras_model.layers if isinstance(layer, keras.layers.Dense)]


def _shape(layer):
    return tuple(layer.kernel.shape)


def _paths(layers):
    return [variable.path for layer in layers for variable in layer.weights]


def _dense_layers(model, keras_model):
    """Pairs of a layer of the classifier and the one whose weights it gets."""
    theirs = _dense(keras_model)
    ours = [*model.hidden_layers, model.logits]
    shapes = [[_shape(layer) for layer in layers] for layers in (ours, theirs)]
    # But for the classes that go out of the last one
    if theirs and len(set(map(_widths, shapes))) > 1:
        raise ValueError(
            f"keras_model has dense layers of shapes {shapes[1]}, model of {shapes[0]}: make it "
            "with the same head, or keras_model with include_top=False"
        )
    return list(zip(ours, theirs, strict=False))


def _widths(shapes):
    return tuple(inputs for inputs, _ in shapes)


def _kept(model, backbone, dense, taken):
    """Names of the variables of a model that nothing was copied to."""
    own = set(map(id, backbone.variables))
    own.update(id(variable) for layer in dense for variable in layer.weights)
    kept = [v.path for v in model.variables if id(v) not in own and "float" in v.dtype]
    if getattr(backbone, "reduced", False) and "fc1" not in [layer.name for layer in taken]:
        kept += _paths(backbone.tail)
    return kept
