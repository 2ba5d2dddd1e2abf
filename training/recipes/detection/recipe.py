"""What a detection recipe states beside what every recipe does."""

import dataclasses
from typing import Annotated

from tfvision.detection.augment_options import AugmentOptions
from tfvision.detection.default_boxes import Level
from training import parse
from training.arguments import Option
from training.recipes.recipe import Recipe, frozen

SPLITS = ("file", "neighbours")


@dataclasses.dataclass(frozen=True, kw_only=True)
class DetectionRecipe(Recipe):
    """A training run of a detector; each field is also an argument of `training.detection`."""

    model: Annotated[str, Option("factory in tfvision.detection")] = "ssdlite_mobilenet_v2"
    image_size: Annotated[tuple, Option("height and width of the input", parse.positive, 2)] = (
        300,
        300,
    )
    levels: Annotated[
        tuple | None, Option("level table: a JSON file, or none for the factory's", parse.levels)
    ] = None
    codec: Annotated[
        dict, Option("arguments of the codec, as match_iou=0.5", parse.options, "+")
    ] = dataclasses.field(default_factory=dict)
    weights: Annotated[
        str | None,
        Option(
            "of the backbone: imagenet, a weight file, or none; or a .keras of ours", parse.text
        ),
    ] = None

    augment: Annotated[
        AugmentOptions | None,
        Option(
            "none, or changes to SSD's, as hue=0 expand=1,2",
            parse.fields_of(AugmentOptions),
            "+",
            AugmentOptions,
        ),
    ] = dataclasses.field(default_factory=AugmentOptions)
    ignore_difficult: Annotated[
        bool, Option("yes: do not train on objects marked difficult", parse.truth)
    ] = False
    split_by: Annotated[str, Option(f"one of {', '.join(SPLITS)}", parse.one_of(SPLITS))] = "file"

    loss: Annotated[
        dict, Option("arguments of the class loss, as mining=focal", parse.options, "+")
    ] = dataclasses.field(default_factory=dict)
    offset_weight: Annotated[
        float, Option("offset loss against class loss", parse.not_negative)
    ] = 1.0
    eval_iou: Annotated[
        tuple, Option("IoU thresholds of the mAP; their mean ranks the epochs", float, "+")
    ] = (0.5,)
    eval_method: Annotated[str, Option("area, 11_point or coco")] = "area"
    eval_every: Annotated[int, Option("epochs between two measurements", parse.positive)] = 1

    def to_json(self):
        """Plain values, for `json.dump`."""
        levels = self.levels and [level.get_config() for level in self.levels]
        return super().to_json() | {"levels": levels}

    @classmethod
    def from_json(cls, values):
        """The inverse of `to_json`."""
        values = dict(values)
        if values["levels"]:
            values["levels"] = tuple(Level.from_config(frozen(row)) for row in values["levels"])
        if values["augment"]:
            values["augment"] = AugmentOptions(
                **{k: frozen(v) for k, v in values["augment"].items()}
            )
        return super().from_json(values)
