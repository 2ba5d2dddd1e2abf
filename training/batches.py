"""The batches of a run, from any step on."""

import tensorflow as tf


class Batches:
    """Makes the training batches of a run.

    The pipeline is a function of seed, epoch and index, so a run can go on at any step, and a batch
    can be made again after it has gone by.

    Args:
        data: The training data.
        begin: Function of an epoch and an input context, see `images.epochs.places_of`, or None ->
            endless batches of `data` from the epoch on.
        batch_size: Images of a batch.
        seed: The run's.
        steps: Steps that the run calls an epoch; None for all that the images make.
    """

    def __init__(self, data, begin, batch_size, seed, steps=None):
        self.data = data
        self.begin = begin
        self.batch_size = batch_size
        self.seed = seed
        self.full_epoch = len(data) // batch_size
        self.steps = min(self.full_epoch, steps or self.full_epoch)

    def since(self, step, input_context=None):
        """Endless training batches from a step of the run on, counted from 0.

        With the context of a worker among several, its part of each, a batch for each replica.
        """
        epoch, passed = divmod(step, self.full_epoch)
        batches = self.begin(epoch, input_context)
        if input_context:
            passed *= input_context.num_replicas_in_sync // input_context.num_input_pipelines
        return batches.skip(passed) if passed else batches

    def at(self, epoch, step):
        """One training batch again: its arrays, and what its images are called.

        Both arguments count from 0.
        """
        at = epoch * self.steps + step
        images, targets = next(iter(self.since(at)))
        targets = targets if isinstance(targets, dict) else {"targets": targets}
        arrays = {"images": images.numpy(), **{k: v.numpy() for k, v in targets.items()}}
        return arrays, self._images_at(*divmod(at, self.full_epoch))

    def _images_at(self, epoch, step):
        # The pair by which `training_batches` orders an epoch.
        examples = self.data.examples(tf.constant([self.seed, epoch], tf.int64))
        examples = examples.skip(step * self.batch_size).take(self.batch_size)
        name = getattr(self.data, "path_of", lambda number: f"number {number}")
        return [name(int(example["image_id"])) for example in examples]
