"""VGG-11 with batch normalization and a pooling head on thumbnails, to compare GhostVGG with.

Command: python -m training.classification --data DIR --recipe vgg_small --output DIR
Data:    CIFAR-10's images, 1,000 a class to train on, 200 to measure on
Result:  top-1 0.757 and 0.749 (seeds 0, 1); by SGD at 0.05 with L2, 0.724 (seed 0)
Time:    8 minutes of one core
"""

from tfvision.classification.augment_options import AugmentOptions
from training.recipes.classification.recipe import ClassificationRecipe

VGG_SMALL = ClassificationRecipe(
    name="vgg_small",
    model="vgg",
    model_options={"variant": "11", "head": "pool", "dropout": 0.2},
    image_size=(32, 32),
    optimizer="adamw",
    learning_rate=2e-3,
    weight_decay=0.05,
    schedule="cosine",
    warmup_epochs=1,
    label_smoothing=0.1,
    epochs=10,
    batch_size=64,
    augment=AugmentOptions(pad_crop=4),
    crop_fraction=1.0,
)
