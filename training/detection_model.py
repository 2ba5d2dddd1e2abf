"""The network of a detection recipe, and the copy of it that is judged."""

import inspect

import keras
import tensorflow as tf

from tfvision import detection
from tfvision.detection.loss import ClassLoss, OffsetLoss
from training.optimizers import optimizer_of
from training.starting_weights import start_from


def make_pair(settings, chosen, classes, steps):
    """The model to train and its copy to judge, both compiled.

    Args:
        settings: Dict with `seed` and `strategy`.
        chosen: The `DetectionRecipe`.
        classes: Number of classes.
        steps: Length of the run.
    """
    keras.utils.set_random_seed(settings["seed"])
    strategy = tf.distribute.get_strategy()
    if settings["strategy"] == "mirrored":
        strategy = tf.distribute.MirroredStrategy()
    with strategy.scope():
        model = make_model(chosen, classes)
        compiled(model, chosen, optimizer_of(chosen, model, steps))
    # What is measured, kept and exported computes in float32, whatever the training does.
    judged = type(model).from_config(_in_float32(model.get_config()))
    return model, compiled(judged, chosen, "sgd")


def _in_float32(config):
    """A config whose dtype policies, those of its parts included, are float32."""
    if isinstance(config, dict):
        return {k: "float32" if k == "dtype" else _in_float32(v) for k, v in config.items()}
    return config


def make_model(chosen, classes):
    """The network of a recipe, with the weights that it starts from.

    Raises: ValueError or FileNotFoundError naming what does not fit.
    """
    factory = getattr(detection, chosen.model, None)
    if not inspect.isfunction(factory):
        raise ValueError(f"--model must be a factory of tfvision.detection, got {chosen.model}")
    options = dict(chosen.model_options)
    if "image_size" in inspect.signature(factory).parameters:
        options["image_size"] = chosen.image_size
    if chosen.levels:
        options["levels"] = chosen.levels
    if chosen.mixed_precision:
        options["dtype"] = chosen.mixed_precision
    ours = str(chosen.weights).endswith(".keras")
    # Weights and frozen stages of a backbone that will be replaced are nobody's.
    options |= {"weights": None} if ours else {"weights": chosen.weights, "freeze": chosen.freeze}
    model = made(factory, options, "model_options", classes=classes)
    if model.image_size != tuple(chosen.image_size):
        raise ValueError(
            f"--image-size of {chosen.model} must be {model.image_size}, got {chosen.image_size}"
        )
    if ours:
        model, sentence = start_from(
            chosen.weights, model, chosen.model_options, freeze=chosen.freeze
        )
        print(sentence)
    return model


def made(make, options, field, **more):
    """Calls `make` with the options that a field of the recipe holds.

    Raises: ValueError naming the field, for an option that there is not.
    """
    try:
        return make(**more, **options)
    except TypeError as error:
        raise ValueError(f"--{field.replace('_', '-')}: {error}") from None


def compiled(model, chosen, optimizer):
    """The model, compiled with the recipe's losses, its optimizer's variables made."""
    losses = {"offsets": OffsetLoss(), "logits": made(ClassLoss, chosen.loss, "loss")}
    weights = {"offsets": chosen.offset_weight, "logits": 1.0}
    # The number of hard negatives is known only when they are counted; XLA wants it before.
    model.compile(optimizer, loss=losses, loss_weights=weights, jit_compile=False)
    # Else Keras finds them missing in its first step and traces it a second time.
    model.optimizer.build(model.trainable_variables)
    return model
