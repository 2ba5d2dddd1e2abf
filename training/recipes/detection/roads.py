"""The embedded default: cars and plates on rendered roads, by a narrow network on a small input.

Command: python -m training.detection
Data:    640 rendered scenes, 64 others held out; nothing to download
Result:  not run here
Time:    not run here
"""

from tfvision.detection.augment_options import AugmentOptions
from tfvision.detection.default_boxes import Level
from training.recipes.detection.recipe import DetectionRecipe

# k-means on the IoU of what 150 scenes show at 192 x 320; half the plates are under 10 pixels high.
LEVELS = (
    Level("block_3_expand", (), (), boxes_wh=((15, 6), (22, 8), (34, 9))),
    Level("block_6_expand", (), (), boxes_wh=((51, 13), (26, 17), (31, 26), (43, 32))),
    Level("block_13_expand", (), (), boxes_wh=((62, 49), (77, 62), (64, 95))),
    Level("Conv_1", (), (), boxes_wh=((95, 84), (144, 115))),
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
