"""A published run of mb2-ssd-lite with smaller boxes, for cars and number plates.

Command: python -m training.detection --data DIR --recipe seed
Data:    598 dashcam frames of its author, cars and plates, VOC XML; a tenth of them held out
Result:  theirs: AP of plates 0.79, of cars 0.91 at IoU 0.4, measured on the training images
         ours: not run here on that data
Time:    theirs: about 2 hours, GeForce GTX 1660 SUPER; ours: not run here

Differs from theirs: its author does not state the rate and the decay of AdamW; these are
PyTorch's defaults. Its schedule is unknown; constant here.
"""

from tfvision.detection.default_boxes import Level
from training.recipes.detection.recipe import DetectionRecipe

# Of qfgaohao's table only the two finest rows are changed; the finest map stays 19 x 19.
LEVELS = (
    Level("block_13_expand", (21, 60), (2, 3), 16),
    Level("Conv_1", (60, 150), (2, 3), 32),
    Level("extra_1", (150, 195), (2, 3), 64),
    Level("extra_2", (195, 240), (2, 3), 100),
    Level("extra_3", (240, 285), (2, 3), 150),
    Level("extra_4", (285, 330), (2, 3), 300),
)

SEED = DetectionRecipe(
    name="seed",
    model="ssdlite_mobilenet_v2",
    weights="imagenet",
    image_size=(300, 300),
    levels=LEVELS,
    optimizer="adamw",
    learning_rate=1e-3,
    weight_decay=1e-2,
    epochs=500,
    batch_size=16,
    eval_iou=(0.4, 0.5),
    split_by="neighbours",
)
