"""VGG-11 with batch normalization and a pooling head on thumbnails, to compare GhostVGG with.

Command: python -m training.classification --data DIR --recipe vgg_small --output DIR
Data:    CIFAR-10's images, 1,000 a class to train on, 200 to measure on
Result:  top-1 0.724 with --epochs 10 and seed 0
Time:    9 minutes of one core for these 10
"""

from tfvision.classification.augment_options import AugmentOptions
from training.recipes.classification.recipe import ClassificationRecipe

VGG_SMALL = ClassificationRecipe(
    name="vgg_small",
    model="vgg",
    model_options={"variant": "11", "head": "pool", "dropout": 0.2},
    image_size=(32, 32),
    optimizer="sgd",
    learning_rate=0.05,
    momentum=0.9,
    l2=5e-4,
    schedule="cosine",
    warmup_epochs=1,
    label_smoothing=0.1,
    epochs=20,
    batch_size=64,
    augment=AugmentOptions(pad_crop=4),
    crop_fraction=1.0,
)
