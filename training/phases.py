"""The phases of a run: what is frozen when, and at which rate the rest learns."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Phase:
    """Epochs that share an optimizer.

    Args:
        start: Finished epochs when it begins.
        end: Finished epochs when it ends.
        freeze: Last stage of the backbone that is not trained, see `Backbone.freeze`.
        learning_rate: The rate at its highest; its schedule begins and ends with the phase.
    """

    start: int
    end: int
    freeze: str | None
    learning_rate: float

    @property
    def epochs(self):
        return self.end - self.start


def phases_of(recipe, epochs):
    """The phases of a run of `epochs` epochs: one, or the two of a recipe that has a second.

    Raises: ValueError if the second phase would not be followed by any epoch.
    """
    if recipe.second_phase is None:
        return [Phase(0, epochs, recipe.freeze, recipe.learning_rate)]
    if recipe.second_phase >= epochs:
        raise ValueError(
            f"--second-phase must begin before the last of {epochs} epochs, got "
            f"{recipe.second_phase}; none for a run of one phase"
        )
    rate = recipe.second_learning_rate or recipe.learning_rate
    return [
        Phase(0, recipe.second_phase, recipe.freeze, recipe.learning_rate),
        Phase(recipe.second_phase, epochs, recipe.second_freeze, rate),
    ]


def check_stages(task, model, phases):
    """Freezes the model for each phase and in the end for the first: a stage must not be unknown.

    Raises: ValueError naming the argument.
    """
    for phase in phases[:0:-1]:
        try:
            task.freeze(model, phase.freeze)
        except ValueError as error:
            raise ValueError(f"--second-freeze: {error}") from None
    if len(phases) > 1:
        task.freeze(model, phases[0].freeze)
