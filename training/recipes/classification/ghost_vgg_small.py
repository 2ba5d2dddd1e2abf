"""GhostVGG-11 on thumbnails, trained as `vgg_small` is.

Command: python -m training.classification --data DIR --recipe ghost_vgg_small --output DIR
         with normalization doubled: --model-options faithful=yes
Data:    CIFAR-10's images, 1,000 a class to train on, 200 to measure on
Result:  top-1 0.735 and 0.742 (seeds 0, 1), faithful 0.722 and 0.716, VGG 0.757 and 0.749. By SGD
         it learns far less than VGG does: 0.617 at VGG's rate of 0.05, 0.666 there with clipped
         gradients, 0.683 at 0.02, faithful 0.580 (seed 0; VGG 0.724)
Time:    5 minutes of one core
"""

import dataclasses

from training.recipes.classification.vgg_small import VGG_SMALL

GHOST_VGG_SMALL = dataclasses.replace(
    VGG_SMALL,
    name="ghost_vgg_small",
    model="ghost_vgg",
    model_options={"variant": "11", "faithful": False, "head": "pool", "dropout": 0.2},
)
