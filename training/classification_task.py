"""Classification, as the script that trains knows it."""

import inspect
from types import MappingProxyType

import keras

from tfvision import classification
from tfvision.classification import pipeline
from tfvision.classification.codec import Codec
from tfvision.classification.metric import accuracies
from training import parse
from training.classification_data import read_data
from training.classification_results import report
from training.model_pair import factory_of, made
from training.recipes.classification import RECIPES, ClassificationRecipe
from training.starting_weights import start_from
from training.task import Task


class Classification(Task):
    """Names what images show: folders of classes or rendered shapes in, a classifier out."""

    name = "classification"
    recipes = RECIPES
    recipe_class = ClassificationRecipe
    default_recipe = "shapes"
    ending = MappingProxyType({"top": 5})
    monitor = "val_top1"
    panel = ("accuracy", ("top1", "top5"))

    def add_arguments(self, add):
        add("--data", metavar="DIR", nargs="+", help="folders of classes, or a CSV; else shapes")
        add("--split", metavar="NAME", help="read only this folder of the data, as train")
        add(
            "--validation",
            metavar="WHAT",
            help="held out: a share, a list of images, or a folder; by default val/ of the data, "
            "or a share of 0.2",
        )
        add("--validation-split", metavar="NAME", help="read only this folder of that one")
        add("--classes", metavar="FILE", help="names of the classes, one a line, in their order")
        add("--on-error", choices=("raise", "skip"), help="what a broken image does")
        add("--top", type=parse.positive, help="answers of the exported model an image; 5")

    def read_data(self, settings, chosen):
        return read_data(settings, chosen)

    def make_model(self, chosen, classes):
        factory = factory_of(classification, chosen)
        options = {"image_size": chosen.image_size, **chosen.model_options}
        if "variant" in options:
            options["variant"] = str(options["variant"])  # A command line says 11, not "11".
        if chosen.mixed_precision:
            options["dtype"] = chosen.mixed_precision
        if not str(chosen.weights).endswith(".keras"):
            options |= {"weights": chosen.weights, "freeze": chosen.freeze}
            return made(factory, options, "model_options", classes=classes)
        if "frozen_norm" in inspect.signature(factory).parameters:
            options.setdefault("frozen_norm", True)  # As with any weights.
        model = made(factory, options | {"weights": None}, "model_options", classes=classes)
        own = {name: value for name, value in options.items() if name not in ("dtype", "freeze")}
        model, sentence = start_from(chosen.weights, model, own, freeze=chosen.freeze)
        print(sentence)
        return model

    def compile(self, model, chosen, optimizer, *, judged=False):
        metrics = accuracies(model.classes)
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        # XLA is an order of magnitude slower on CPUs, and slow at depthwise convolutions on GPUs.
        metrics = metrics if judged else metrics[:1]
        model.compile(optimizer, loss=loss, metrics=metrics, jit_compile=False)

    def freeze(self, model, stage):
        model.freeze(stage)

    def codec(self, model, chosen):
        return Codec(model.classes, chosen.label_smoothing)

    def training_batches(self, data, codec, chosen, seed, first_epoch, input_context=None):
        return pipeline.training_batches(
            data,
            codec,
            chosen.image_size,
            chosen.batch_size,
            seed,
            first_epoch=first_epoch,
            augment=chosen.augment,
            crop_fraction=chosen.crop_fraction,
            interpolation=chosen.interpolation,
            input_context=input_context,
        )

    def judging_batches(self, data, codec, chosen):
        return pipeline.evaluation_batches(
            data,
            chosen.image_size,
            chosen.batch_size,
            chosen.crop_fraction,
            chosen.interpolation,
            codec=Codec(codec.classes),
        )

    def report(self, folder, model, codec, validation, chosen, ending, epochs):
        report(folder, model, validation, chosen, ending, epochs)
