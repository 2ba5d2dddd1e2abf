"""GhostVGG-11 on thumbnails, trained as `vgg_small` is, at a lower rate.

Command: python -m training.classification --data DIR --recipe ghost_vgg_small --output DIR
         with normalization doubled: --model-options faithful=yes
Data:    CIFAR-10's images, 1,000 a class to train on, 200 to measure on
Result:  with --epochs 10 and seed 0, top-1 0.683; faithful 0.580, VGG 0.724. At VGG's rate of 0.05,
         0.617
Time:    6 minutes of one core for these 10
"""

import dataclasses

from training.recipes.classification.vgg_small import VGG_SMALL

GHOST_VGG_SMALL = dataclasses.replace(
    VGG_SMALL,
    name="ghost_vgg_small",
    model="ghost_vgg",
    learning_rate=0.02,
    model_options={"variant": "11", "faithful": False, "head": "pool", "dropout": 0.2},
)
