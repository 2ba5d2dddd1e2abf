"""The experiment on randomly scaled MNIST, as rows: where the network is deformable, and how.

Command: python -m training.scaled_mnist --data mnist.npz --recipe plain --output DIR, likewise
         --recipe dcn_conv4, --recipe dcn_conv34, --recipe dcn2_conv4, --recipe dcn2_conv34; or
         python -m training.scaled_mnist_series --data mnist.npz --output DIR for all of them
Data:    MNIST, every image at a scale of its own, drawn once; 2,000 of the training images are held
         out to choose the epoch
Result:  published, of one run each whose epoch was chosen on the test images: `PUBLISHED`
         ours, --train-images 10000 --mixed-precision mixed_bfloat16, seeds 0, 1, 2 in the order
         above: 84.18, 90.70, 87.58; 96.22, 94.25, 95.33; 96.42, 97.08, 96.85; 96.48, 95.74, 95.85;
         97.47, 97.49, 96.63 %
Time:    five runs some 80 minutes on two idle cores with AMX; --train-images takes a part of MNIST

Differs from the experiment: the epoch is not chosen on the test images. Offsets learn at a tenth of
the rate, as its author meant: his factor had no effect (--offset-lr-multiplier 1). Masks begin at
1, where his were 1 for nearly every tap whatever came, for lack of a gradient. What lies beyond the
border is 0, where he rounded to the border's pixels. Biases and normalization do not decay.
"""

from training.recipes.scaled_mnist.recipe import ScaledMnistRecipe

_EXPERIMENT = {
    "model": "scaled_mnist",
    "image_size": (56, 56),
    "optimizer": "sgd",
    "learning_rate": 0.01,
    "momentum": 0.5,
    "weight_decay": 1e-4,
    "epochs": 10,
    "batch_size": 32,
    "augment": None,
    "crop_fraction": 1.0,
    "faithful": True,
}
_ROWS = {
    "plain": {},
    "dcn_conv4": {"deformable": ("conv4",), "modulated": False},
    "dcn_conv34": {"deformable": ("conv3", "conv4"), "modulated": False},
    "dcn2_conv4": {"deformable": ("conv4",)},
    "dcn2_conv34": {"deformable": ("conv3", "conv4")},
}
SEED_TABLE = tuple(
    ScaledMnistRecipe(name=name, **_EXPERIMENT, **row) for name, row in _ROWS.items()
)
# Test accuracy in percent, and loss
PUBLISHED = {
    "plain": (97.22, 0.113),
    "dcn_conv4": (98.85, 0.046),
    "dcn_conv34": (98.93, 0.040),
    "dcn2_conv4": (98.27, 0.057),
    "dcn2_conv34": (99.09, 0.031),
}
