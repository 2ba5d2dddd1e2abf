"""AutoAugment: one of 25 pairs of operations that a search found best on ImageNet.

Reference: Cubuk et al., AutoAugment, CVPR 2019, table 9 of the preprint; the ranges are
torchvision's.
"""

import numpy as np
import tensorflow as tf

from tfvision.classification.operation_table import OPERATIONS, OperationTable

BINS = 10

# Operation, chance in tenths, bin of the magnitude (- where there is none); a pair each.
IMAGENET = """
Posterize 4 8     Rotate 6 9
Solarize 6 5      AutoContrast 6 -
Equalize 8 -      Equalize 6 -
Posterize 6 7     Posterize 6 6
Equalize 4 -      Solarize 2 4
Equalize 4 -      Rotate 8 8
Solarize 6 3      Equalize 6 -
Posterize 8 5     Equalize 10 -
Rotate 2 3        Solarize 6 8
Equalize 6 -      Posterize 4 6
Rotate 8 8        Color 4 0
Rotate 4 9        Equalize 6 -
Equalize 0 -      Equalize 8 -
Invert 6 -        Equalize 10 -
Color 6 4         Contrast 10 8
Rotate 8 8        Color 10 2
Color 8 8         Solarize 8 7
Sharpness 4 7     Invert 6 -
ShearX 6 5        Equalize 10 -
Color 4 0         Equalize 6 -
Equalize 4 -      Solarize 2 4
Solarize 6 5      AutoContrast 6 -
Invert 6 -        Equalize 10 -
Color 6 4         Contrast 10 8
Equalize 8 -      Equalize 6 -
"""


def table(size_hw):
    """The operations and their magnitudes for images of a size.

    Args:
        size_hw: `(height, width)`, whole numbers.

    Returns: `OperationTable`; those that no pair uses are left out.
    """
    return OperationTable(
        [name for name in OPERATIONS if name == "Identity" or name in IMAGENET.split()],
        BINS,
        shear=0.3,
        translate_hw=[150 / 331 * side for side in size_hw],
        rotate=30,
        enhance=0.9,
        bits=(8, 4),
    )


def pairs():
    """Reads the table: names, chances and bins.

    Returns: a list of 25 pairs of `(name, probability, bin)`; the bin is None where there is none.
    """
    words = IMAGENET.split()
    steps = [
        (name, int(tenths) / 10, None if bin_ == "-" else int(bin_))
        for name, tenths, bin_ in zip(words[::3], words[1::3], words[2::3], strict=True)
    ]
    return list(zip(steps[::2], steps[1::2], strict=True))


def draws_needed(options):
    """Number of uniform draws that `apply` consumes.

    Args:
        options: An `AugmentOptions`.

    Returns: int.
    """
    return 5


def apply(image, draws, options):
    """Changes an image by one pair, each operation of it with its own chance.

    Args:
        image: The image; its size must be known.
        draws: Uniform in [0, 1), `draws_needed(options)` of them.
        options: An `AugmentOptions`; nothing in it matters here.

    Input shape: `image` `[H, W, 3]` uint8, `draws` `[n]` float32.
    Output shape: `[H, W, 3]` uint8.
    """
    operations, steps = table(image.shape[:2]), pairs()
    names = [[operations.names.index(name) for name, _, _ in pair] for pair in steps]
    chances = np.array([[chance for _, chance, _ in pair] for pair in steps], "float32")
    bins = [[bin_ or 0 for _, _, bin_ in pair] for pair in steps]
    pair = tf.cast(draws[0] * len(steps), tf.int32)
    rows, bins = tf.constant(names)[pair], tf.constant(bins)[pair]  # [2]
    rows = tf.where(draws[1:3] < tf.constant(chances)[pair], rows, 0)  # 0 is Identity
    return operations.run(image, rows, operations.magnitude(rows, bins, draws[3:]))
