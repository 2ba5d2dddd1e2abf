"""GhostVGG-11 on thumbnails, trained as `vgg_small` is.

Command: python -m training.classification --data DIR --recipe ghost_vgg_small --output DIR
         the seed's doubled normalization: --model-options faithful=yes
Data:    CIFAR-10's images, 1,000 a class to train on, 200 to measure on
Result:  not run yet
Time:    not run yet
"""

import dataclasses

from training.recipes.classification.vgg_small import VGG_SMALL

GHOST_VGG_SMALL = dataclasses.replace(
    VGG_SMALL,
    name="ghost_vgg_small",
    model="ghost_vgg",
    model_options={"variant": "11", "faithful": False, "head": "pool", "dropout": 0.2},
)
