"""qfgaohao's mb2-ssd-lite on PASCAL VOC.

Command: python -m training.detection --recipe mb2_lite --split trainval
         --data VOCdevkit/VOC2007 VOCdevkit/VOC2012
         --validation VOCdevkit/VOC2007 --validation-split test
Data:    VOC 2007 + 2012 trainval, tested on VOC 2007 test
Result:  theirs: 68.6 mAP (11 points, IoU 0.5); ours: not run here
Time:    ours: not run here

Reference: qfgaohao/pytorch-ssd, README, "MobileNetV2 SSD-Lite".
"""

from training.recipes.detection.recipe import DetectionRecipe

MB2_LITE = DetectionRecipe(
    name="mb2_lite",
    model="ssdlite_mobilenet_v2",
    weights="imagenet",
    image_size=(300, 300),
    optimizer="sgd",
    learning_rate=1e-2,
    momentum=0.9,
    weight_decay=5e-4,
    schedule="cosine",
    epochs=200,
    batch_size=32,
    eval_method="11_point",
)
