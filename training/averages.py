"""The judged copy of a model: the weights in training, or their average over the steps."""

import keras
import tensorflow as tf


class JudgeLatest(keras.callbacks.Callback):
    """Gives the judged copy the weights that training has reached when an epoch ends.

    Args:
        judged: The copy.
    """

    def __init__(self, judged):
        super().__init__()
        self.judged = judged

    def on_epoch_end(self, epoch, logs=None):
        """Copies all weights."""
        self.judged.set_weights(self.model.get_weights())


class JudgeAverage(keras.callbacks.Callback):
    """Keeps in the judged copy the moving average of the weights, step by step.

    What is frozen is not averaged: it does not move. Keras's own average, of its optimizers, knows
    neither the ramp nor the statistics of batch normalization, and ends with a phase.

    Args:
        judged: The copy, with the weights from which training begins.
        momentum: Share that is kept of the average at each step.
        ramp: True begins with a short memory, min(momentum, (1 + t) / (10 + t)) at step t, as
            TF1's average with a counter; False begins with the weights after the first step.
        statistics: Whether the moving statistics of batch normalization are averaged too; else
            they are copied when an epoch ends.
    """

    def __init__(self, judged, momentum, ramp=False, statistics=False):
        super().__init__()
        self.judged = judged
        self.momentum = momentum
        self.ramp = ramp
        self.statistics = statistics
        self.epoch = 0

    def on_train_begin(self, logs=None):
        """Pairs the weights of the two models, and traces one step."""
        pairs = list(zip(self.judged.weights, self.model.weights, strict=True))
        moving = {id(v) for v in self.model.trainable_weights}
        if self.statistics:
            moving |= {id(v) for v in _moving_statistics(self.model)}
        averaged = [(mine.value, other) for mine, other in pairs if id(other) in moving]
        self.copied = [pair for pair in pairs if id(pair[1]) not in moving]

        @tf.function(autograph=False, jit_compile=False)
        def step(share):
            for average, weight in averaged:
                average.assign_sub((average - weight.value) * share)

        self.step = step

    def on_epoch_begin(self, epoch, logs=None):
        """Notes the epoch, which Keras does not tell batches."""
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        """Moves the average."""
        step = self.epoch * self.params["steps"] + batch
        self.step(tf.constant(1.0 - self.kept(step)))

    def kept(self, step):
        """The share of the average that step `step` of the run, from 0, keeps."""
        if self.ramp:
            return min(self.momentum, (1 + step) / (10 + step))
        return self.momentum if step else 0.0

    def on_epoch_end(self, epoch, logs=None):
        """Copies what is not averaged."""
        for mine, other in self.copied:
            mine.assign(other)


def judge_of(judged, recipe):
    """The callback that a recipe asks for."""
    if recipe.ema is None:
        return JudgeLatest(judged)
    return JudgeAverage(judged, recipe.ema, recipe.ema_ramp, recipe.ema_statistics)


def _moving_statistics(model):
    """Means and variances that batch normalization moves; none of a frozen one."""
    layers = [layer for layer in model._flatten_layers() if layer.trainable]
    norms = [x for x in layers if isinstance(x, keras.layers.BatchNormalization)]
    return [v for norm in norms for v in (norm.moving_mean, norm.moving_variance)]
