"""Text, as the script that trains knows it."""

import functools
from types import MappingProxyType

from tfvision.text import pipeline
from tfvision.text.codec import codec_for
from tfvision.text.loss import HardNegativeMSE
from tfvision.text.sides_loss import SidesLoss
from training import parse, text_data
from training.model_pair import made
from training.recipes.text import RECIPES, TextRecipe
from training.task import Task
from training.text_measurement import MeasureCharacters, size_of
from training.text_model import make_model
from training.text_results import report


class Text(Task):
    """Finds characters: annotated pages or rendered screens in, a detector of characters out."""

    name = "text"
    recipes = RECIPES
    recipe_class = TextRecipe
    default_recipe = "screens"
    settings = MappingProxyType(
        {
            "validation": None,
            "images": None,
            "on_error": "raise",
            "screens": None,
            "fonts": None,
            "validation_screens": None,
            "validation_fonts": None,
        }
    )
    monitor = "val_hmean"
    panel = ("characters", ("hmean", "precision", "recall"))

    def add_arguments(self, add):
        add("--data", metavar="DIR", nargs="+", help="pages with a box a character; or screens")
        add(
            "--validation",
            metavar="WHAT",
            help="held out: a share (0.2), a list of images, a folder or a file of others; without "
            "--data by default other screens",
        )
        add("--images", metavar="DIR", help="of the pages, if they do not lie beside --data")
        add("--on-error", choices=("raise", "skip"), help="what a wrong annotation does")
        screens, held_out = text_data.SCREENS, text_data.VALIDATION_SCREENS
        add("--screens", type=parse.positive, metavar="N", help=f"rendered an epoch; {screens}")
        add("--fonts", metavar="FILE", nargs="+", help="fonts, or folders of them, of the screens")
        add(
            "--validation-screens",
            type=parse.positive,
            metavar="N",
            help=f"rendered to measure on; {held_out}",
        )
        add(
            "--validation-fonts",
            metavar="FILE",
            nargs="+",
            help="fonts of those; by default the same",
        )

    def check(self, given):
        text_data.check(given)

    def read_data(self, settings, chosen):
        return text_data.read_data(settings, chosen)

    def make_model(self, chosen, classes):
        return make_model(chosen)

    def compile(self, model, chosen, optimizer, *, judged=False):
        # XLA is an order of magnitude slower on CPUs, and slow at depthwise convolutions on GPUs.
        loss = SidesLoss if model.sides else HardNegativeMSE
        model.compile(optimizer, made(loss, chosen.loss, "loss"), jit_compile=False)

    def freeze(self, model, stage):
        model.freeze(stage)

    def codec(self, model, chosen):
        codec = made(functools.partial(codec_for, model), chosen.codec, "codec")
        if codec.outputs != model.channels:
            words = ("regions", *["affinity"] * codec.affinity, *["four sides"] * codec.has_sides)
            raise ValueError(
                f"--model-options must give {codec.outputs} maps for that codec: "
                f"{', '.join(words)}; got {model.channels}"
            )
        return codec

    def training_batches(self, data, codec, chosen, seed, first_epoch, input_context=None):
        _check_lines(data, codec)
        return pipeline.training_batches(
            data,
            codec,
            chosen.image_size,
            chosen.batch_size,
            seed,
            first_epoch=first_epoch,
            augment=chosen.augment or False,
            input_context=input_context,
        )

    def judging_batches(self, data, codec, chosen):
        _check_lines(data, codec)
        return pipeline.evaluation_batches(
            data, size_of(chosen), chosen.batch_size, codec=codec, scale=chosen.scale
        )

    def measurement(self, judged, codec, validation, chosen, resumed):
        return [MeasureCharacters(judged, codec, validation, chosen)]

    def report(self, folder, model, codec, validation, chosen, ending, epochs):
        report(folder, model, codec, validation, chosen, ending, epochs)


def _check_lines(data, codec):
    if codec.affinity and not getattr(data, "has_lines", True):
        raise ValueError(
            "--model-options outputs=2 needs the line of each character, for the affinity of those "
            "in one, and the pages name no lines; outputs=1 needs none"
        )
