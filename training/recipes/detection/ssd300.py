"""SSD300 as its authors trained it on PASCAL VOC.

Command: python -m training.detection --recipe ssd300 --split trainval
         --data VOCdevkit/VOC2007 VOCdevkit/VOC2012
         --validation VOCdevkit/VOC2007 --validation-split test
Data:    VOC 2007 + 2012 trainval, tested on VOC 2007 test
Result:  theirs: 77.2 mAP (11 points, IoU 0.5); ours: not run here
Time:    ours: not run here

Differs from theirs: a batch of 32 in one piece instead of 4 accumulated ones; biases learn at the
rate of the weights, not at twice it; a warm-up of 500 steps from a third (lufficc's), without
which a run may diverge. Weight decay spares biases, as theirs, and normalisation.
Reference: Liu et al., SSD, ECCV 2016, section 3.1; the authors' ssd_pascal.py.
"""

from training.recipes.detection.recipe import DetectionRecipe

SSD300 = DetectionRecipe(
    name="ssd300",
    model="ssd300_vgg16",
    weights="imagenet",
    image_size=(300, 300),
    optimizer="sgd",
    learning_rate=1e-3,
    momentum=0.9,
    weight_decay=5e-4,
    schedule="steps",
    total_steps=120_000,
    milestones=(80 / 120, 100 / 120),
    decay_factor=0.1,
    warmup_steps=500,
    warmup_factor=1 / 3,
    batch_size=32,
    eval_method="11_point",
)
