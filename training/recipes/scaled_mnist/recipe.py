"""What a recipe of scaled MNIST states beside what every classification recipe does."""

import dataclasses
from typing import Annotated

from training import parse
from training.arguments import Option
from training.recipes.classification.recipe import ClassificationRecipe


@dataclasses.dataclass(frozen=True, kw_only=True)
class ScaledMnistRecipe(ClassificationRecipe):
    """A training run on scaled digits; each field is also an argument of its script."""

    deformable: Annotated[
        tuple | None, Option("deformable convolutions: conv1 … conv4, or none", parse.text, "+")
    ] = None
    modulated: Annotated[bool, Option("yes: version 2, with masks", parse.truth)] = True
    offset_lr_multiplier: Annotated[
        float, Option("learning rate of the offsets, of the others'", parse.not_negative)
    ] = 0.1
    scale_range: Annotated[
        tuple, Option("windows that digits are seen through: least, most", parse.above_zero, 2)
    ] = (0.5, 1.5)
    redrawn: Annotated[bool, Option("yes: a new scale for an image in each epoch", parse.truth)] = (
        False
    )
    faithful: Annotated[
        bool, Option("yes: zoom half a pixel beside the centre, as Keras did", parse.truth)
    ] = False
