"""The embedded default: cars and plates on rendered roads, by a small network on a small input.

Command: python -m training.detection
Data:    rendered while it trains; nothing to download
Result:  not run here
Time:    not run here
"""

from tfvision.detection.default_boxes import Level
from training.recipes.detection.recipe import DetectionRecipe

LEVELS = (
    Level("block_6_expand", (14, 28), (2, 3)),
    Level("block_13_expand", (40, 64), (2,)),
    Level("Conv_1", (90, 140), (2,)),
)

ROADS = DetectionRecipe(
    name="roads",
    model="ssdlite_mobilenet_v2",
    model_options={"alpha": 0.35},
    image_size=(160, 256),
    levels=LEVELS,
    optimizer="adamw",
    learning_rate=2e-3,
    weight_decay=1e-2,
    clip_norm=10.0,
    schedule="cosine",
    warmup_steps=50,
    epochs=8,
    batch_size=16,
    augment=None,
)
