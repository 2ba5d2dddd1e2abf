"""Scaled MNIST, as the script that trains knows it."""

import dataclasses
from types import MappingProxyType

from training import parse
from training.classification_task import Classification
from training.recipes.scaled_mnist import RECIPES, ScaledMnistRecipe
from training.scaled_mnist_data import read_data
from training.scaled_mnist_results import report

_OF_THE_NETWORK = ("deformable", "modulated", "offset_lr_multiplier")


class ScaledMnist(Classification):
    """Names digits of any scale, by a network whose convolutions may be deformable."""

    name = "scaled_mnist"
    recipes = RECIPES
    recipe_class = ScaledMnistRecipe
    default_recipe = "digits"
    settings = MappingProxyType(
        {"train_images": None, "validation_images": None, "test_images": None}
    )

    def add_arguments(self, add):
        add(
            "--data",
            metavar="WHAT",
            nargs=1,
            help="an .npz as Keras lays MNIST out, or the name of a data set that Keras or "
            "TensorFlow Datasets has here, as mnist; else rendered digits",
        )
        for name, words in (
            ("train", "to train on; all that are not held out"),
            ("validation", "of them held out to choose the epoch; 2000, at most a seventh"),
            ("test", "measured at the end; all"),
        ):
            add(f"--{name}-images", type=parse.positive, metavar="N", help=f"images {words}")
        add("--top", type=parse.positive, help="answers of the exported model an image; 5")

    def read_data(self, settings, chosen):
        return read_data(settings, chosen)

    def make_model(self, chosen, classes):
        if chosen.model == "scaled_mnist":
            own = {name: getattr(chosen, name) for name in _OF_THE_NETWORK}
            own["deformable"] = own["deformable"] or ()
            options = {**own, **chosen.model_options}
            chosen = dataclasses.replace(chosen, model_options=options)
        return super().make_model(chosen, classes)

    def report(self, folder, model, codec, validation, chosen, ending, epochs):
        report(folder, model, validation, chosen, ending, epochs)
