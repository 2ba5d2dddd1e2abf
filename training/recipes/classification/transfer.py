"""A network that knows ImageNet learns other classes: first its head, then its last blocks.

Command: python -m training.classification --data DIR --recipe transfer --output DIR
         another network: --model-options application=MobileNetV2 --second-freeze block_12;
         its weights from a file: --weights FILE
Data:    any folder of classes; some hundred images a class do
Result:  top-1 0.860 and 0.870 (seeds 0, 1) on CIFAR-10's images, 1,000 a class to train on, 200 to
         measure on, by MobileNetV2 at 96 px: --model-options application=MobileNetV2
         --weights FILE --image-size 96 96 --batch-size 64 --crop-fraction 1 --interpolation bicubic
         --augment interpolation=bicubic --second-freeze block_5 --learning-rate 3e-3
         --second-learning-rate 3e-4 --ema 0.99 --epochs 12; with EfficientNet: not run here.
         More blocks, CutMix and MixUp in 26 epochs end there too: 0.862 (seed 0)
Time:    of that: 7 minutes of one core
"""

from tfvision.classification.augment_options import AugmentOptions
from training.recipes.classification.recipe import ClassificationRecipe

TRANSFER = ClassificationRecipe(
    name="transfer",
    model="transfer",
    model_options={"application": "EfficientNetB0"},
    weights="imagenet",
    freeze="all",
    second_phase=3,
    second_freeze="block4c",
    second_learning_rate=1e-4,
    optimizer="adamw",
    learning_rate=1e-3,
    schedule="cosine",
    epochs=8,
    batch_size=32,
    augment=AugmentOptions(crop_scale=(0.5, 1.0)),
)
