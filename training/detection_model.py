"""The network of a detection recipe."""

import inspect

from tfvision import detection
from training.model_pair import factory_of, made
from training.starting_weights import start_from


def make_model(chosen, classes):
    """The network of a recipe, with the weights that it starts from.

    Raises: ValueError or FileNotFoundError naming what does not fit.
    """
    factory = factory_of(detection, chosen)
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
