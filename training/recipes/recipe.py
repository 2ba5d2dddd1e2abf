"""What a recipe of any task states: every choice of a training run but the data and the seed."""

import dataclasses
from typing import Annotated

from training import parse
from training.arguments import Option

OPTIMIZERS = ("adamw", "rmsprop", "sgd")
SCHEDULES = ("constant", "cosine", "exponential", "steps")
POLICIES = ("mixed_bfloat16", "mixed_float16")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recipe:
    """A training run; each field but the name is also an argument of the task's script.

    A phase has an optimizer and a schedule of its own, from its first step to its last.
    """

    name: str

    model: Annotated[str, Option("factory in the task's package")]
    model_options: Annotated[
        dict, Option("further arguments of the factory, as alpha=0.5", parse.options, "+")
    ] = dataclasses.field(default_factory=dict)
    weights: Annotated[
        str | None, Option("of the backbone: imagenet, a weight file, or none", parse.text)
    ] = None
    freeze: Annotated[
        str | None, Option("last backbone stage that is not trained, all, or none", parse.text)
    ] = None
    second_phase: Annotated[
        int | None,
        Option(
            "epochs after which others are frozen and the rate is another, or none",
            parse.or_none(parse.positive),
        ),
    ] = None
    second_freeze: Annotated[
        str | None, Option("last stage that is not trained in the second phase", parse.text)
    ] = None
    second_learning_rate: Annotated[
        float | None,
        Option("of the second phase at its highest, or none", parse.or_none(parse.above_zero)),
    ] = None

    optimizer: Annotated[
        str, Option(f"one of {', '.join(OPTIMIZERS)}", parse.one_of(OPTIMIZERS))
    ] = "adamw"
    learning_rate: Annotated[float, Option("at its highest", parse.above_zero)] = 1e-3
    rate_images: Annotated[
        int | None,
        Option(
            "the rates are for a batch of so many images, and in proportion for another; or none",
            parse.or_none(parse.positive),
        ),
    ] = None
    momentum: Annotated[float, Option("of SGD and RMSprop", parse.momentum)] = 0.9
    rho: Annotated[float, Option("of RMSprop: memory of the squares", parse.momentum)] = 0.9
    epsilon: Annotated[
        float, Option("of RMSprop: under the root with the squares", parse.above_zero)
    ] = 1e-3
    first_square: Annotated[
        float, Option("of RMSprop: where the mean of the squares begins", parse.not_negative)
    ] = 1.0
    weight_decay: Annotated[
        float, Option("as the papers mean it; spares biases and normalisation", parse.not_negative)
    ] = 0.0
    l2: Annotated[
        float,
        Option(
            "half of it times the squared weights is loss; spares normalisation", parse.not_negative
        ),
    ] = 0.0
    clip_norm: Annotated[
        float | None,
        Option("largest norm of the whole gradient, or none", parse.or_none(parse.above_zero)),
    ] = None
    ema: Annotated[
        float | None,
        Option(
            "momentum of the averaged weights that are judged and kept, or none",
            parse.or_none(parse.momentum),
        ),
    ] = None
    ema_ramp: Annotated[
        bool, Option("yes: the average begins with a short memory", parse.truth)
    ] = False
    ema_statistics: Annotated[
        bool, Option("yes: average the statistics of batch normalization too", parse.truth)
    ] = False
    schedule: Annotated[str, Option(f"one of {', '.join(SCHEDULES)}", parse.one_of(SCHEDULES))] = (
        "constant"
    )
    milestones: Annotated[
        tuple,
        Option("of schedule steps: shares of the run after which the rate falls", parse.share, "*"),
    ] = ()
    decay_factor: Annotated[
        float, Option("of schedules steps and exponential: the rate's at each", parse.above_zero)
    ] = 0.1
    decay_epochs: Annotated[
        float, Option("of schedule exponential: epochs between two falls", parse.above_zero)
    ] = 2.4
    final_factor: Annotated[
        float, Option("of schedule cosine: the end's, of the highest", parse.share)
    ] = 0.0
    warmup_steps: Annotated[int, Option("steps during which the rate rises", parse.count)] = 0
    warmup_epochs: Annotated[
        float, Option("the same in epochs, beside those steps", parse.not_negative)
    ] = 0.0
    warmup_factor: Annotated[
        float, Option("where the rise begins, of the highest", parse.share)
    ] = 0.0
    mixed_precision: Annotated[
        str | None, Option(f"{', '.join(POLICIES)} or none", parse.or_none(parse.one_of(POLICIES)))
    ] = None

    epochs: Annotated[int | None, Option("passes over the images", parse.positive)] = None
    total_steps: Annotated[
        int | None, Option("length in steps, where epochs are not given", parse.positive)
    ] = None
    batch_size: Annotated[int, Option("images a step", parse.positive)] = 16
    patience: Annotated[
        int | None,
        Option(
            "epochs without a better one after which to stop, or none",
            parse.or_none(parse.positive),
        ),
    ] = None
    split_seed: Annotated[int, Option("another one holds out other images", int)] = 0

    def to_json(self):
        """Plain values, for `json.dump`."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, values):
        """The inverse of `to_json`."""
        return cls(**{key: frozen(value) for key, value in values.items()})


def recipe_named(recipes, name):
    """The recipe of that name.

    Raises: ValueError listing the names there are.
    """
    if name not in recipes:
        raise ValueError(f"--recipe must be one of {', '.join(recipes)}; got {name!r}")
    return recipes[name]


def frozen(value):
    """A list of JSON as the tuple that it was, and so what it holds."""
    if isinstance(value, dict):
        return {key: frozen(inner) for key, inner in value.items()}
    return tuple(map(frozen, value)) if isinstance(value, list) else value
