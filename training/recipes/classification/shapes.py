"""The embedded default: rendered shapes, told apart by a narrow network within minutes.

Command: python -m training.classification
Data:    2,000 rendered images, 400 others held out; nothing to download
Result:  not run yet
Time:    not run yet
"""

from tfvision.classification.augment_options import AugmentOptions
from training.recipes.classification.recipe import ClassificationRecipe

SHAPES = ClassificationRecipe(
    name="shapes",
    model="efficientnet",
    model_options={"variant": "lite0", "momentum": 0.9, "drop_connect": 0.0},
    image_size=(48, 64),
    optimizer="adamw",
    learning_rate=3e-3,
    weight_decay=1e-2,
    schedule="cosine",
    warmup_steps=40,
    epochs=6,
    batch_size=32,
    augment=AugmentOptions(crop_scale=(0.7, 1.0)),
    crop_fraction=1.0,
)
