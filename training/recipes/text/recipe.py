"""What a text recipe states beside what every recipe does."""

import dataclasses
from typing import Annotated

from tfvision.text.augment_options import AugmentOptions
from training import parse
from training.arguments import Option
from training.recipes.recipe import Recipe, frozen

SPLITS = ("file", "neighbours")


@dataclasses.dataclass(frozen=True, kw_only=True)
class TextRecipe(Recipe):
    """A training run of a detector of characters; each field is also an argument of its script."""

    model: Annotated[str, Option("factory in tfvision.text")] = "ghost_craft"
    image_size: Annotated[
        tuple, Option("height and width of what it trains on", parse.positive, 2)
    ] = (512, 512)
    screen_size: Annotated[
        tuple | None,
        Option("height and width of rendered screens; by default image_size", parse.positive, 2),
    ] = None
    screen_epochs: Annotated[
        int, Option("epochs that show a rendered screen before others come", parse.positive)
    ] = 1
    eval_size: Annotated[
        tuple | None,
        Option(
            "height and width into which held-out pages are fitted; by default image_size",
            parse.positive,
            2,
        ),
    ] = None
    codec: Annotated[dict, Option("arguments of the codec, as dratio=3", parse.options, "+")] = (
        dataclasses.field(default_factory=dict)
    )
    scale: Annotated[
        float,
        Option("how many times larger the finished detector sees a page", parse.above_zero),
    ] = 1.0
    levels: Annotated[
        int,
        Option(
            "how often the finished detector sees a page, each time at a third of the size",
            parse.positive,
        ),
    ] = 1
    weights: Annotated[
        str | None,
        Option(
            "imagenet, a weight file, or none; or a .keras of ours, wholly where it fits",
            parse.text,
        ),
    ] = None
    ema_ramp: Annotated[
        bool, Option("yes: the average begins with a short memory", parse.truth)
    ] = True
    ema_statistics: Annotated[
        bool, Option("yes: average the statistics of batch normalization too", parse.truth)
    ] = True

    augment: Annotated[
        AugmentOptions | None,
        Option(
            "none, or changes to the preset, as rotation=5 scale=0.7,1.5",
            parse.fields_of(AugmentOptions),
            "+",
            AugmentOptions,
        ),
    ] = dataclasses.field(default_factory=AugmentOptions)
    split_by: Annotated[str, Option(f"one of {', '.join(SPLITS)}", parse.one_of(SPLITS))] = "file"

    loss: Annotated[
        dict, Option("arguments of the loss, as negative_ratio=2", parse.options, "+")
    ] = dataclasses.field(default_factory=dict)
    eval_iou: Annotated[float, Option("IoU from which on a character is found", parse.part)] = 0.5
    eval_every: Annotated[int, Option("epochs between two measurements", parse.positive)] = 1

    @classmethod
    def from_json(cls, values):
        """The inverse of `to_json`."""
        values = dict(values)
        if values["augment"]:
            options = {key: frozen(value) for key, value in values["augment"].items()}
            values["augment"] = AugmentOptions(**options)
        return super().from_json(values)
