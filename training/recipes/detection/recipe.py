"""What a detection recipe states: every choice of a training run but the data and the seed."""

import dataclasses

from tfvision.detection.augment_options import AugmentOptions
from tfvision.detection.default_boxes import Level
from training import parse

SCHEDULES = ("constant", "cosine", "steps")
OPTIMIZERS = ("adamw", "sgd")
SPLITS = ("file", "neighbours")


def option(default, text, parse, nargs=None):
    """A field with its help and the way a command line gives it."""
    metadata = {"help": text, "parse": parse, "nargs": nargs}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=default.copy, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True, kw_only=True)
class DetectionRecipe:
    """A training run of a detector; each field is also an argument of `training.detection`."""

    name: str
    # The network.
    model: str = option("ssdlite_mobilenet_v2", "factory in tfvision.detection", str)
    model_options: dict = option({}, "further arguments of the factory", parse.options, "+")
    image_size: tuple = option((300, 300), "height and width of the input", int, 2)
    levels: tuple | None = option(
        None, "level table: a JSON file, or none for the factory's", parse.levels
    )
    codec: dict = option({}, "arguments of the codec, as match_iou=0.5", parse.options, "+")
    weights: str | None = option(
        None, "backbone: imagenet, a weight file, or none; or a .keras model of ours", parse.text
    )
    freeze: str | None = option(
        None, "last backbone stage that is not trained, all, or none", parse.text
    )
    # The optimizer.
    optimizer: str = option("adamw", f"one of {', '.join(OPTIMIZERS)}", parse.one_of(OPTIMIZERS))
    learning_rate: float = option(1e-3, "at its highest", float)
    momentum: float = option(0.9, "of SGD", float)
    weight_decay: float = option(
        0.0, "not applied to biases and normalisation; of SGD as the papers mean it", float
    )
    clip_norm: float | None = option(
        None, "largest norm of the whole gradient, or none", parse.number
    )
    ema: float | None = option(
        None, "momentum of the weights' average that is judged and kept, or none", parse.number
    )
    schedule: str = option("constant", f"one of {', '.join(SCHEDULES)}", parse.one_of(SCHEDULES))
    milestones: tuple = option(
        (), "schedule steps: shares of the run after which the rate falls", float, "*"
    )
    decay_factor: float = option(0.1, "schedule steps: what the rate is multiplied by", float)
    final_factor: float = option(0.0, "schedule cosine: where it ends, of the highest", float)
    warmup_steps: int = option(0, "steps during which the rate rises", parse.count)
    warmup_factor: float = option(0.0, "where the rise begins, of the highest", float)
    mixed_precision: str | None = option(None, "mixed_bfloat16, mixed_float16 or none", parse.text)
    # The length.
    epochs: int | None = option(None, "passes over the training images", parse.positive)
    total_steps: int | None = option(
        None, "length in steps, where --epochs is not given", parse.positive
    )
    batch_size: int = option(16, "images a step", parse.positive)
    patience: int | None = option(
        None, "epochs without a better mAP after which to stop, or none", parse.whole
    )
    # The data.
    augment: AugmentOptions | None = option(
        AugmentOptions(), "none, or changes of SSD's, as hue=0 expand=1,2", parse.augment, "+"
    )
    ignore_difficult: bool = option(False, "leave out objects marked difficult", parse.truth)
    split_by: str = option("file", f"one of {', '.join(SPLITS)}", parse.one_of(SPLITS))
    split_seed: int = option(0, "which images are held out", int)
    # The loss and the metric.
    loss: dict = option({}, "arguments of ClassLoss, as mining=focal", parse.options, "+")
    offset_weight: float = option(1.0, "of the offset loss against the class loss", float)
    eval_iou: tuple = option(
        (0.5,), "IoU thresholds of the mAP; their mean is monitored", float, "+"
    )
    eval_method: str = option("area", "area, 11_point or coco", str)
    eval_every: int = option(1, "epochs between two measurements", parse.positive)

    def to_json(self):
        """Plain values, for `json.dump`."""
        return dataclasses.asdict(self) | {
            "levels": self.levels and [level.get_config() for level in self.levels]
        }

    @classmethod
    def from_json(cls, values):
        """The inverse of `to_json`."""
        known = {field.name for field in dataclasses.fields(cls)}
        values = {key: _frozen(value) for key, value in values.items() if key in known}
        if values.get("levels"):
            values["levels"] = tuple(Level.from_config(row) for row in values["levels"])
        if values.get("augment"):
            options = {key: _frozen(value) for key, value in values["augment"].items()}
            values["augment"] = AugmentOptions(**options)
        return cls(**values)


def _frozen(value):
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
