"""From a recipe to an optimizer: learning rate by step, decay and L2 where they belong."""

import math

import keras
import tensorflow as tf

from training.rmsprop import RMSpropTF
from training.schedules import WarmUp
from training.whole_gradient import SGD, Adam, LossScale


def epochs_of(recipe, steps_per_epoch):
    """How many epochs a recipe means: its own number, or as many as hold its steps."""
    if recipe.epochs:
        return recipe.epochs
    if recipe.total_steps:
        return math.ceil(recipe.total_steps / steps_per_epoch)
    raise ValueError(f"recipe {recipe.name} states no length: give --epochs or --total-steps")


def schedule_of(recipe, steps, steps_per_epoch, peak=None):
    """The learning rate by step of a phase.

    Args:
        recipe: The recipe.
        steps: Length of the phase.
        steps_per_epoch: Length of an epoch.
        peak: The rate at its highest, for `recipe.rate_images` images; None: the recipe's.
    """
    rate = recipe.learning_rate if peak is None else peak
    if recipe.rate_images:
        rate *= recipe.batch_size / recipe.rate_images
    rise = recipe.warmup_steps + round(recipe.warmup_epochs * steps_per_epoch)
    schedules = keras.optimizers.schedules
    if recipe.schedule == "cosine":
        after = schedules.CosineDecay(rate, max(1, steps - rise), alpha=recipe.final_factor)
    elif recipe.schedule == "steps":
        ends = [round(share * steps) - rise for share in recipe.milestones]
        rates = [rate * recipe.decay_factor**n for n in range(len(ends) + 1)]
        after = schedules.PiecewiseConstantDecay(ends, rates)
    elif recipe.schedule == "exponential":
        every = max(1, round(recipe.decay_epochs * steps_per_epoch))
        after = schedules.ExponentialDecay(rate, every, recipe.decay_factor, staircase=True)
    else:
        after = None
    running = recipe.schedule == "exponential"
    return WarmUp(rate, after, rise, recipe.warmup_factor, running)


def optimizer_of(recipe, model, steps, steps_per_epoch, peak=None):
    """The optimizer of a built model for a phase; the arguments are those of `schedule_of`."""
    options = {
        "learning_rate": schedule_of(recipe, steps, steps_per_epoch, peak),
        "global_clipnorm": recipe.clip_norm,
    }
    if recipe.optimizer == "adamw":
        optimizer = Adam(weight_decay=recipe.weight_decay or None, **options)
    elif recipe.optimizer == "rmsprop":
        options |= {"rho": recipe.rho, "momentum": recipe.momentum, "epsilon": recipe.epsilon}
        options |= {"weight_decay": recipe.weight_decay or None}
        optimizer = RMSpropTF(first_square=recipe.first_square, **options)
    else:
        # The papers' decay is part of the gradient and so is summed up by the momentum; Keras
        # applies it beside the momentum.
        decay = recipe.weight_decay / (1 - recipe.momentum) or None
        optimizer = SGD(momentum=recipe.momentum, weight_decay=decay, **options)
    spared = [v for v in model.trainable_variables if len(v.shape) <= 1]  # biases, gamma, beta
    optimizer.exclude_from_weight_decay(var_list=spared)
    return LossScale(optimizer) if model.dtype_policy.name == "mixed_float16" else optimizer


@keras.saving.register_keras_serializable(package="tfvision")
class HalfL2(keras.regularizers.Regularizer):
    """`factor` times half the sum of squares: what TensorFlow calls `l2_loss`, in one operation.

    Args:
        factor: The papers' weight decay: it is what the gradient gets of each weight.
    """

    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return self.factor * tf.nn.l2_loss(x)

    def get_config(self):
        return {"factor": self.factor}


def add_l2(model, factor):
    """Makes the squared weights part of the loss: all but those of batch normalization.

    The gradient is that of the papers' weight decay, biases included. It is no part of the
    model's config, so a copy of the model is without it.
    """
    for layer in model._flatten_layers():
        if not isinstance(layer, keras.layers.BatchNormalization):
            for variable in layer._trainable_variables:
                variable.regularizer = HalfL2(factor)
