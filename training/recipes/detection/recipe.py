"""What a detection recipe states: every choice of a training run but the data and the seed."""

import dataclasses
from typing import Annotated

from tfvision.detection.augment_options import AugmentOptions
from tfvision.detection.default_boxes import Level
from training import parse
from training.arguments import Option

OPTIMIZERS = ("adamw", "sgd")
SCHEDULES = ("constant", "cosine", "steps")
POLICIES = ("mixed_bfloat16", "mixed_float16")
SPLITS = ("file", "neighbours")


@dataclasses.dataclass(frozen=True, kw_only=True)
class DetectionRecipe:
    """A training run of a detector; each field is also an argument of `training.detection`."""

    name: str

    model: Annotated[str, Option("factory in tfvision.detection")] = "ssdlite_mobilenet_v2"
    model_options: Annotated[
        dict, Option("further arguments of the factory, as alpha=0.5", parse.options, "+")
    ] = dataclasses.field(default_factory=dict)
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
    freeze: Annotated[
        str | None, Option("last backbone stage that is not trained, all, or none", parse.text)
    ] = None

    optimizer: Annotated[
        str, Option(f"one of {', '.join(OPTIMIZERS)}", parse.one_of(OPTIMIZERS))
    ] = "adamw"
    learning_rate: Annotated[float, Option("at its highest", parse.above_zero)] = 1e-3
    momentum: Annotated[float, Option("of SGD", parse.momentum)] = 0.9
    weight_decay: Annotated[
        float, Option("as the papers mean it; spares biases and normalisation", parse.not_negative)
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
    schedule: Annotated[str, Option(f"one of {', '.join(SCHEDULES)}", parse.one_of(SCHEDULES))] = (
        "constant"
    )
    milestones: Annotated[
        tuple,
        Option("of schedule steps: shares of the run after which the rate falls", parse.share, "*"),
    ] = ()
    decay_factor: Annotated[
        float, Option("of schedule steps: the rate's at each", parse.above_zero)
    ] = 0.1
    final_factor: Annotated[
        float, Option("of schedule cosine: the end's, of the highest", parse.share)
    ] = 0.0
    warmup_steps: Annotated[int, Option("steps during which the rate rises", parse.count)] = 0
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
            "epochs without a better mAP after which to stop, or none",
            parse.or_none(parse.positive),
        ),
    ] = None

    augment: Annotated[
        AugmentOptions | None,
        Option("none, or changes to SSD's, as hue=0 expand=1,2", parse.augment, "+"),
    ] = dataclasses.field(default_factory=AugmentOptions)
    ignore_difficult: Annotated[
        bool, Option("yes: do not train on objects marked difficult", parse.truth)
    ] = False
    split_by: Annotated[str, Option(f"one of {', '.join(SPLITS)}", parse.one_of(SPLITS))] = "file"
    split_seed: Annotated[int, Option("another one holds out other images", int)] = 0

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
        return dataclasses.asdict(self) | {"levels": levels}

    @classmethod
    def from_json(cls, values):
        """The inverse of `to_json`."""
        values = {key: _frozen(value) for key, value in values.items()}
        if values["levels"]:
            values["levels"] = tuple(Level.from_config(row) for row in values["levels"])
        if values["augment"]:
            options = {key: _frozen(value) for key, value in values["augment"].items()}
            values["augment"] = AugmentOptions(**options)
        return cls(**values)


def _frozen(value):
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
