"""A trained model as the start of another one: its backbone, and whatever else still fits."""

import keras

from tfvision import checkpoint
from tfvision.layers import fold

# Attributes of our models that hold layers beside the backbone, and what a person calls them.
PARTS = {
    "extra_layers": "extra layers",
    "l2_layers": "L2 normalizations",
    "top_down_layers": "top-down path",
    "offset_heads": "offset heads",
    "logit_heads": "logit heads",
    "hidden_layers": "hidden layers",
    "logits": "logits",
    "up_layers": "decoder",
    "head_layers": "head",
    "sides_layers": "sides",
}


def start_from(path, model, options, freeze):
    """`model` once more, on the backbone of a file, with all weights of the file that fit.

    The backbone comes with its configuration, padding and normalisation of the pixels included:
    weights mean something else in another network. Only that its layers are deformable may be the
    recipe's choice. Other layers are taken by name, where all of their shapes are the same.

    Args:
        path: `.keras` file of such a model.
        model: The model that the recipe makes.
        options: Options that the recipe gives its factory; those on the backbone must be the
            file's.
        freeze: See `Backbone.freeze`.

    Returns: `(model, sentence)`; the sentence says what was taken and what begins anew.
    Raises: ValueError in words for the person who gave the file.
    """
    path, source = checkpoint.load_model(path, type(model))
    if source.backbone.fused:
        raise ValueError(f"--weights {path}: its batch normalization is folded; give the original")
    backbone = _backbone(path, source.backbone, options, model, freeze)
    config = {**model.get_config(), "backbone": keras.saving.serialize_keras_object(backbone)}
    try:
        model = type(model).from_config(config)
    except ValueError as error:
        raise ValueError(f"--weights {path}: its backbone does not fit: {error}") from None
    fold(source.backbone, model.backbone)
    return model, f"weights of {path}: the backbone; {_carry_over(source, model)}"


def _backbone(path, backbone, options, model, freeze):
    config = backbone.get_config()
    if "deformable" in config and "deformable" in options:
        config["deformable"] = options["deformable"]
    for name, value in options.items():
        if name in config and config[name] != value:
            raise ValueError(
                f"--weights {path}: its backbone was made with {name}={config[name]}, "
                f"--model-options says {name}={value}"
            )
    dtype = keras.dtype_policies.serialize(model.dtype_policy)
    config |= {"frozen": freeze, "trainable": True, "dtype": dtype}
    return type(backbone).from_config(config)


def _carry_over(source, model):
    taken, anew = [], []
    for attribute, words in PARTS.items():
        if not hasattr(model, attribute):
            continue
        ours, theirs = _by_name(model, attribute), _by_name(source, attribute)
        fitting = [name for name in ours if name in theirs and _alike(ours[name], theirs[name])]
        for name in fitting:
            ours[name].set_weights(theirs[name].get_weights())
        if fitting:
            taken.append(f"{words} ({len(fitting)} of {len(ours)})")
        if len(fitting) < len(ours):
            anew.append(f"{words} {', '.join(name for name in ours if name not in fitting)}")
    return f"taken: {'; '.join(taken) or 'nothing else'}; anew: {'; '.join(anew) or 'nothing'}"


def _by_name(model, attribute):
    layers = getattr(model, attribute)
    layers = [layers] if isinstance(layers, keras.layers.Layer) else layers
    layers = layers.values() if hasattr(layers, "values") else layers
    steps = [step if isinstance(step, list) else [step] for step in layers]
    return {layer.name: layer for step in steps for layer in step}


def _alike(layer, other):
    return [v.shape for v in layer.weights] == [v.shape for v in other.weights]
