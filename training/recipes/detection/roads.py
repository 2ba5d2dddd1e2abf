"""The embedded default: cars and plates on rendered roads, by a narrow network on a small input.

Command: python -m training.detection
Data:    640 rendered scenes, 64 others held out; nothing to download
Result:  not run here
Time:    not run here
"""

from tfvision.detection.augment_options import AugmentOptions
from tfvision.detection.default_boxes import Level
from training.recipes.detection.recipe import DetectionRecipe

# k-means on the IoU of what 150 scenes show at 192 x 320: plates are 3 to 13 pixels high.
LEVELS = (
    Level("block_3_expand", (), (), boxes_wh=((12, 4), (14, 8), (23, 6))),
    Level("block_6_expand", (), (), boxes_wh=((36, 8), (19, 14), (24, 20), (36, 25))),
    Level("block_13_expand", (), (), boxes_wh=((46, 37), (63, 53), (54, 86))),
    Level("Conv_1", (), (), boxes_wh=((92, 71), (123, 106))),
)

ROADS = DetectionRecipe(
    name="roads",
    model="ssdlite_mobilenet_v2",
    model_options={"alpha": 0.35},
    image_size=(192, 320),
    levels=LEVELS,
    optimizer="adamw",
    learning_rate=3e-3,
    weight_decay=1e-2,
    clip_norm=10.0,
    ema=0.98,
    schedule="cosine",
    warmup_steps=40,
    epochs=8,
    batch_size=16,
    # The renderer makes scenes of every size: a mirror and colours are all that is missing.
    augment=AugmentOptions(expand_probability=0.0, crop_samplers=("whole",)),
)
