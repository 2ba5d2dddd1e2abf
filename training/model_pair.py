"""The model of a run, and the copy of it that is judged."""

import inspect

import keras

from training.optimizers import add_l2, optimizer_of
from training.strategies import synchronize_norm


def make_pair(task, settings, chosen, classes, strategy):
    """The model to train and its copy to judge, of which only the copy is compiled.

    Args:
        task: The `Task`.
        settings: Dict with `seed` and `synchronized_norm`.
        chosen: The recipe.
        classes: Number of classes.
        strategy: That of the model to train.
    """
    keras.utils.set_random_seed(settings["seed"])
    with strategy.scope():
        model = task.make_model(chosen, classes)
        if chosen.l2:
            add_l2(model, chosen.l2)
    # What is measured, kept and exported computes in float32, whatever the training does.
    judged = type(model).from_config(_in_float32(model.get_config()))
    judged.set_weights(model.get_weights())
    task.compile(judged, chosen, "sgd", judged=True)
    if settings["synchronized_norm"]:
        synchronize_norm(model)
    return model, judged


def compile_phase(task, model, chosen, phase, steps_per_epoch):
    """Compiles a model for a phase, all variables of its optimizer made."""
    steps = phase.epochs * steps_per_epoch
    with model.distribute_strategy.scope():
        optimizer = optimizer_of(chosen, model, steps, steps_per_epoch, phase.learning_rate)
        task.compile(model, chosen, optimizer)
        # Else Keras finds them missing in its first step and traces it a second time.
        model.optimizer.build(model.trainable_variables)


def factory_of(package, chosen):
    """The function that makes a recipe's model.

    Raises: ValueError where `package` has none of that name.
    """
    factory = getattr(package, chosen.model, None)
    if not inspect.isfunction(factory):
        raise ValueError(f"--model must be a factory of {package.__name__}, got {chosen.model}")
    return factory


def made(make, options, field, **more):
    """Calls `make` with the options that a field of the recipe holds.

    Raises: ValueError naming the field, for an option that there is not.
    """
    try:
        return make(**more, **options)
    except TypeError as error:
        raise ValueError(f"--{field.replace('_', '-')}: {error}") from None


def _in_float32(config):
    """A config whose dtype policies, those of its parts included, are float32."""
    if isinstance(config, dict):
        return {k: "float32" if k == "dtype" else _in_float32(v) for k, v in config.items()}
    return config
