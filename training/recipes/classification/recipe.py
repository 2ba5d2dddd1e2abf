"""What a classification recipe states beside what every recipe does."""

import dataclasses
from typing import Annotated

from tfvision.classification.augment_options import AugmentOptions
from tfvision.images.resample import KERNELS
from training import parse
from training.arguments import Option
from training.recipes.recipe import Recipe, frozen


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClassificationRecipe(Recipe):
    """A training run of a classifier; each field is also an argument of its script."""

    model: Annotated[str, Option("factory in tfvision.classification")] = "efficientnet"
    image_size: Annotated[
        tuple | None,
        Option("height and width of the input; by default the network's own", parse.positive, 2),
    ] = None

    weights: Annotated[
        str | None,
        Option(
            "of the backbone: imagenet, a weight file, or none; or a .keras of ours", parse.text
        ),
    ] = None
    ema_ramp: Annotated[
        bool, Option("yes: the average begins with a short memory", parse.truth)
    ] = True
    ema_statistics: Annotated[
        bool, Option("yes: average the statistics of batch normalization too", parse.truth)
    ] = True

    label_smoothing: Annotated[
        float, Option("share of a target that goes to all classes", parse.share)
    ] = 0.0
    augment: Annotated[
        AugmentOptions | None,
        Option(
            "none, or changes to the preset, as policy=randaugment mixup=0.2",
            parse.fields_of(AugmentOptions),
            "+",
            AugmentOptions,
        ),
    ] = dataclasses.field(default_factory=AugmentOptions)
    crop_fraction: Annotated[
        float, Option("side of the central square that is judged, of the shorter one", parse.part)
    ] = 0.875
    interpolation: Annotated[
        str, Option(f"of the judged images: {', '.join(KERNELS)}", parse.one_of(tuple(KERNELS)))
    ] = "bilinear"

    @classmethod
    def from_json(cls, values):
        """The inverse of `to_json`."""
        values = dict(values)
        if values["augment"]:
            options = {key: frozen(value) for key, value in values["augment"].items()}
            values["augment"] = AugmentOptions(**options)
        return super().from_json(values)
