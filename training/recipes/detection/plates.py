"""Number plates in dashcam frames: a stride-8 level, a wide input, boxes fitted to plates.

Command: python -m training.detection --data DIR --recipe plates
Data:    dashcam frames 640 x 360 with plates of about 50 x 14 pixels, VOC XML; a fifth held out,
         neighbouring frames on one side
Result:  not run here
Time:    not run here
"""

from tfvision.detection.augment_options import AugmentOptions
from tfvision.detection.default_boxes import Level
from training.recipes.detection.recipe import DetectionRecipe

# k-means on the IoU of plates at 320 x 576, and a coarser row for those that a crop enlarges.
LEVELS = (
    Level("block_6_expand", (), (), boxes_wh=((26, 8), (32, 10), (39, 11.5), (48, 14))),
    Level("block_13_expand", (), (), boxes_wh=((52, 20), (66, 18), (86, 24), (110, 30))),
    Level("Conv_1", (), (), boxes_wh=((110, 42), (150, 42), (200, 56), (270, 76))),
)

PLATES = DetectionRecipe(
    name="plates",
    model="ssdlite_mobilenet_v2",
    weights="imagenet",
    image_size=(320, 576),
    levels=LEVELS,
    optimizer="adamw",
    learning_rate=1e-3,
    weight_decay=1e-2,
    clip_norm=10.0,
    ema=0.995,
    schedule="cosine",
    final_factor=0.01,
    warmup_steps=200,
    epochs=60,
    batch_size=8,
    augment=AugmentOptions(expand=(1.0, 1.5), crop_scale=(0.4, 1.0), crop_on_object=0.5),
    eval_iou=(0.4, 0.5),
    split_by="neighbours",
)
