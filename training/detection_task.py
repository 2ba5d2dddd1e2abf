"""Detection, as the script that trains knows it."""

from types import MappingProxyType

import tensorflow as tf

from tfvision.detection import pipeline
from tfvision.detection.codec import Codec
from tfvision.detection.loss import ClassLoss, OffsetLoss
from training.detection_data import read_data
from training.detection_model import make_model
from training.detection_results import measurement, report
from training.model_pair import made
from training.recipes.detection import RECIPES, DetectionRecipe
from training.task import Task


class Detection(Task):
    """Finds objects: annotated images or rendered roads in, a detector out."""

    name = "detection"
    recipes = RECIPES
    recipe_class = DetectionRecipe
    default_recipe = "roads"
    settings = MappingProxyType(Task.settings | {"validation": "0.2"})
    ending = MappingProxyType({"score_threshold": 0.3})
    monitor = "val_mAP"
    panel = ("mAP", ("mAP", "AP/"))

    def add_arguments(self, add):
        add("--data", metavar="DIR", nargs="+", help="annotated images, VOC XML or COCO; or roads")
        add("--split", metavar="NAME", help="read only this list of the data, as trainval")
        add(
            "--validation",
            metavar="WHAT",
            help="held out: a share (0.2), a list of images, or a folder",
        )
        add("--validation-split", metavar="NAME", help="read only this list of that folder")
        add("--classes", metavar="FILE", help="names of the classes, one a line, in their order")
        add("--on-error", choices=("raise", "skip"), help="what a wrong annotation does")
        add("--score-threshold", type=float, metavar="SCORE", help="of the exported model; 0.3")

    def check(self, given):
        if not 0 <= given.get("score_threshold", 0) <= 1:
            raise ValueError(
                f"--score-threshold must be between 0 and 1, got {given['score_threshold']}"
            )

    def read_data(self, settings, chosen):
        return read_data(settings, chosen)

    def make_model(self, chosen, classes):
        return make_model(chosen, classes)

    def compile(self, model, chosen, optimizer, *, judged=False):
        losses = {"offsets": OffsetLoss(), "logits": made(ClassLoss, chosen.loss, "loss")}
        weights = {"offsets": chosen.offset_weight, "logits": 1.0}
        # The number of hard negatives is known only when they are counted; XLA wants it before.
        model.compile(optimizer, loss=losses, loss_weights=weights, jit_compile=False)

    def codec(self, model, chosen):
        return made(Codec, chosen.codec, "codec", default_boxes=model.default_boxes)

    def training_batches(self, data, codec, chosen, seed, first_epoch, input_context=None):
        return pipeline.training_batches(
            data,
            codec,
            chosen.image_size,
            chosen.batch_size,
            seed,
            first_epoch=first_epoch,
            augment=chosen.augment or False,
            ignore_difficult=chosen.ignore_difficult,
            input_context=input_context,
        )

    def judging_batches(self, data, codec, chosen):
        size = min(chosen.batch_size, len(data))
        batches = pipeline.training_batches(
            data, codec, chosen.image_size, size, seed=0, augment=False, drop_remainder=False
        )
        count = pipeline.steps_per_epoch(data, size, drop_remainder=False)
        return batches.take(count).apply(tf.data.experimental.assert_cardinality(count))

    def measurement(self, judged, codec, validation, chosen, resumed):
        return [measurement(judged, codec, validation, chosen, resumed)]

    def description(self, model):
        boxes, levels = len(model.default_boxes), len(model.levels)
        return f"{boxes:,} default boxes on {levels} levels, "

    def report(self, folder, model, codec, validation, chosen, ending, epochs):
        report(folder, model, codec, validation, chosen, ending, epochs)
