"""The network of a text recipe."""

import pathlib

import keras

from tfvision import checkpoint, text
from training.model_pair import factory_of, made
from training.starting_weights import start_from


def make_model(chosen):
    """The network of a recipe, with the weights that it starts from.

    A trained network of the same make is gone on with, decoder and head included; any other file
    is for the backbone alone, as the factory takes it.

    Raises: ValueError or FileNotFoundError naming what does not fit.
    """
    factory = factory_of(text, chosen)
    options = dict(chosen.model_options)
    if chosen.mixed_precision:
        options["dtype"] = chosen.mixed_precision
    source = _trained(chosen.weights)
    if source is None:
        options |= {"weights": chosen.weights, "freeze": chosen.freeze}
        return made(factory, options, "model_options")
    model = made(factory, options, "model_options")
    for name in ("kind", "filters"):
        ours, theirs = getattr(model, name), getattr(source, name)
        if ours != theirs:
            raise ValueError(
                f"--weights {chosen.weights}: its {name} are {theirs}, those of --model "
                f"{chosen.model} with its options {ours}"
            )
    model, sentence = start_from(chosen.weights, model, chosen.model_options, freeze=chosen.freeze)
    print(sentence)
    return model


def _trained(weights):
    """The detector of characters that a file or a run's folder holds, or None."""
    path = pathlib.Path(weights or "none")
    if path.suffix != ".keras" and not path.is_dir():
        return None
    _, model = checkpoint.load_model(path, keras.Model)
    return model if isinstance(model, text.CRAFT) else None
