"""The embedded default: cars and plates on rendered roads, by a narrow network on a small input.

Command: python -m training.detection
Data:    640 rendered scenes, 64 others held out; nothing to download
Result:  mAP 0.577 at IoU 0.5: cars 0.749, plates 0.405, at the last epoch
Time:    11 minutes on 2 cores that ran tests at the same time
"""

from tfvision.detection.augment_options import AugmentOptions
from tfvision.detection.default_boxes import Level
from training.recipes.detection.recipe import DetectionRecipe

# k-means on the IoU of what 150 scenes show, at 240 x 400. Plates are read off the stride-4 map.
LEVELS = (
    Level("block_3_expand", (), (), boxes_wh=((17, 7), (24, 9), (34, 11), (48, 14))),
    Level("block_6_expand", (), (), boxes_wh=((64, 17), (33, 22), (39, 33), (54, 40))),
    Level("block_13_expand", (), (), boxes_wh=((78, 62), (97, 78), (80, 118))),
    Level("Conv_1", (), (), boxes_wh=((119, 105), (180, 144))),
)

ROADS = DetectionRecipe(
    name="roads",
    model="ssdlite_mobilenet_v2",
    model_options={"alpha": 0.35, "top_down": 48, "background_prior": 0.97},
    image_size=(240, 400),
    levels=LEVELS,
    optimizer="adamw",
    learning_rate=3e-3,
    weight_decay=1e-2,
    clip_norm=10.0,
    ema=0.98,
    schedule="cosine",
    warmup_steps=40,
    epochs=14,
    batch_size=16,
    # The renderer makes scenes of every size: a mirror and colours are all that is missing.
    augment=AugmentOptions(expand_probability=0.0, crop_samplers=("whole",)),
    loss={"negative_ratio": 6, "min_negatives": 32},
)
