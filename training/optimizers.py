"""From a recipe to an optimizer: learning rate by step, decay where it belongs, average weights."""

import math

import keras

from training.schedules import WarmUp


def epochs_of(recipe, steps_per_epoch):
    """How many epochs a recipe means: its own number, or as many as hold its steps."""
    if recipe.epochs:
        return recipe.epochs
    if recipe.total_steps:
        return math.ceil(recipe.total_steps / steps_per_epoch)
    raise ValueError(f"recipe {recipe.name} states no length: give --epochs or --total-steps")


def schedule_of(recipe, steps):
    """The learning rate by step of a run of `steps` steps."""
    rate = recipe.learning_rate
    if recipe.schedule == "cosine":
        after = keras.optimizers.schedules.CosineDecay(
            rate, max(1, steps - recipe.warmup_steps), alpha=recipe.final_factor
        )
    elif recipe.schedule == "steps":
        ends = [round(share * steps) - recipe.warmup_steps for share in recipe.milestones]
        rates = [rate * recipe.decay_factor**n for n in range(len(ends) + 1)]
        after = keras.optimizers.schedules.PiecewiseConstantDecay(ends, rates)
    else:
        after = None
    return WarmUp(rate, after, recipe.warmup_steps, recipe.warmup_factor)


def optimizer_of(recipe, model, steps):
    """The optimizer of a built model for a run of `steps` steps."""
    options = {
        "learning_rate": schedule_of(recipe, steps),
        "global_clipnorm": recipe.clip_norm,
        "use_ema": recipe.ema is not None,
        "ema_momentum": 0.99 if recipe.ema is None else recipe.ema,
    }
    if recipe.optimizer == "adamw":
        optimizer = keras.optimizers.AdamW(weight_decay=recipe.weight_decay, **options)
    else:
        # The papers' decay is part of the gradient and so is summed up by the momentum; Keras
        # applies it beside the momentum.
        decay = recipe.weight_decay / (1 - recipe.momentum)
        optimizer = keras.optimizers.SGD(momentum=recipe.momentum, weight_decay=decay, **options)
    spared = [v for v in model.trainable_variables if len(v.shape) <= 1]  # biases, gamma, beta
    optimizer.exclude_from_weight_decay(var_list=spared)
    return optimizer


def averaged_weights(model):
    """The weights to judge: the optimizer's average where it keeps one, else the model's own.

    As `model.get_weights()`; the model is left as it was.
    """
    inner = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    trained = model.get_weights()
    if not inner.use_ema:
        return trained
    inner.finalize_variable_values(model.trainable_variables)
    averaged = model.get_weights()
    model.set_weights(trained)
    return averaged
