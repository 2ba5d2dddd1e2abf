"""GhostVGG-16 on ImageNet, as its author trained it.

Command: python -m training.classification --data DIR --recipe ghost_vgg16_bn --output DIR
Data:    ImageNet, 1.28 million images of 1,000 classes; the validation set sorted into folders by
         `python -m training.imagenet_val`
Result:  not run here
Time:    theirs: a week on one GPU; ours: not run here

Differs from theirs: normalisation is spared by the weight decay. Their code has 64 images a batch,
as here, their table 32.
"""

from training.recipes.classification.recipe import ClassificationRecipe

GHOST_VGG16_BN = ClassificationRecipe(
    name="ghost_vgg16_bn",
    model="ghost_vgg",
    model_options={"variant": "16", "faithful": True},
    optimizer="sgd",
    learning_rate=0.01,
    momentum=0.9,
    l2=1e-4,
    schedule="steps",
    milestones=(30 / 90, 60 / 90),
    decay_factor=0.1,
    epochs=90,
    batch_size=64,
)
