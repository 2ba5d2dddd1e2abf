"""The embedded default: rendered shapes, told apart by a GhostVGG-11 within minutes.

Command: python -m training.classification
Data:    2,000 rendered images, 400 others held out; nothing to download
Result:  top-1 0.9475, top-5 0.9975, at the last epoch
Time:    two minutes of processor time, the report and the export included
"""

from tfvision.classification.augment_options import AugmentOptions
from training.recipes.classification.recipe import ClassificationRecipe

SHAPES = ClassificationRecipe(
    name="shapes",
    model="ghost_vgg",
    model_options={"variant": "11", "faithful": False, "dropout": 0.1},
    image_size=(40, 48),
    optimizer="adamw",
    learning_rate=2e-3,
    weight_decay=1e-2,
    schedule="cosine",
    warmup_steps=40,
    epochs=8,
    batch_size=32,
    augment=AugmentOptions(crop_scale=(0.7, 1.0)),
    crop_fraction=1.0,
)
