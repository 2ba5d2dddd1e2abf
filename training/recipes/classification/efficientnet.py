"""EfficientNet-B0 on ImageNet as its authors trained it.

Command: python -m training.classification --data DIR --recipe efficientnet --output DIR
         B1 … B7: --model-options variant=b1, and so on: size and dropout are the variant's
Data:    ImageNet, 1.28 million images of 1,000 classes
Result:  theirs: B0 77.1 % top-1 with AutoAugment; ours: not run here
Time:    ours: not run here

Differs from theirs: batches of 256 instead of 2048, at the rate that goes with them.
Reference: Tan and Le, EfficientNet, ICML 2019, section 5.2, and their code.
"""

from tfvision.classification.augment_options import AugmentOptions
from training.recipes.classification.recipe import ClassificationRecipe

EFFICIENTNET = ClassificationRecipe(
    name="efficientnet",
    model="efficientnet",
    model_options={"variant": "b0"},
    optimizer="rmsprop",
    learning_rate=0.016,
    rate_images=256,
    rho=0.9,
    momentum=0.9,
    epsilon=1e-3,
    schedule="exponential",
    decay_factor=0.97,
    decay_epochs=2.4,
    warmup_epochs=5,
    l2=1e-5,
    ema=0.9999,
    label_smoothing=0.1,
    epochs=350,
    batch_size=256,
    augment=AugmentOptions(interpolation="bicubic", policy="autoaugment"),
    interpolation="bicubic",
)
