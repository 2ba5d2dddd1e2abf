"""The batches of a detection run, from any step on."""

import tensorflow as tf

from tfvision.detection import pipeline


class Batches:
    """Makes the training and validation batches of a run.

    The pipeline is a function of seed, epoch and index, so a run can go on at any step, and a batch
    can be made again after it has gone by.

    Args:
        training: The training data.
        validation: The validation data.
        codec: The `Codec` of the model.
        recipe: The `DetectionRecipe`.
        seed: The run's.
        steps: Steps that the run calls an epoch; None for all that the images make.
    """

    def __init__(self, training, validation, codec, recipe, seed, steps=None):
        self.training = training
        self.validation = validation
        self.codec = codec
        self.recipe = recipe
        self.seed = seed
        self.full_epoch = pipeline.steps_per_epoch(training, recipe.batch_size)
        self.steps = min(self.full_epoch, steps or self.full_epoch)

    def since(self, step):
        """Endless training batches from a step of the run on, counted from 0."""
        batches = pipeline.training_batches(
            self.training,
            self.codec,
            self.recipe.image_size,
            self.recipe.batch_size,
            self.seed,
            first_epoch=step // self.full_epoch,
            augment=self.recipe.augment or False,
            ignore_difficult=self.recipe.ignore_difficult,
        )
        passed = step % self.full_epoch
        return batches.skip(passed) if passed else batches

    def at(self, epoch, step):
        """One training batch again: its arrays, and what its images are called.

        Both arguments count from 0.
        """
        at = epoch * self.steps + step
        images, targets = next(iter(self.since(at)))
        arrays = {"images": images.numpy(), **{k: v.numpy() for k, v in targets.items()}}
        return arrays, self._images_at(*divmod(at, self.full_epoch))

    def _images_at(self, epoch, step):
        size = self.recipe.batch_size
        # The pair by which `training_batches` orders an epoch.
        examples = self.training.examples(tf.constant([self.seed, epoch], tf.int64))
        ids = [int(x["image_id"]) for x in examples.skip(step * size).take(size)]
        name = getattr(self.training, "path_of", lambda number: f"number {number}")
        return [name(number) for number in ids]

    def judging(self):
        """Every validation image once, encoded: what `val_loss` is measured on."""
        size = min(self.recipe.batch_size, len(self.validation))
        batches = pipeline.training_batches(
            self.validation,
            self.codec,
            self.recipe.image_size,
            size,
            seed=0,
            augment=False,
            drop_remainder=False,
        )
        count = pipeline.steps_per_epoch(self.validation, size, drop_remainder=False)
        return batches.take(count).apply(tf.data.experimental.assert_cardinality(count))
