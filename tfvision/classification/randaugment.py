"""RandAugment: a few operations in a row, drawn from all, of one strength.

Reference: Cubuk et al., RandAugment, CVPR workshops 2020, figure 2; the ranges are torchvision's,
which differ from the paper's in a few operations.
"""

import tensorflow as tf

from tfvision.classification.operation_table import OPERATIONS, OperationTable

BINS = 31


def table(size_hw):
    """The operations and their magnitudes for images of a size.

    Args:
        size_hw: `(height, width)`, whole numbers.

    Returns: `OperationTable`.
    """
    return OperationTable(
        [name for name in OPERATIONS if name != "Invert"],
        BINS,
        shear=0.3,
        translate_hw=[150 / 331 * side for side in size_hw],
        rotate=30,
        enhance=0.9,
        bits=(8, 4),
    )


def draws_needed(options):
    """Number of uniform draws that `apply` consumes.

    Args:
        options: An `AugmentOptions`.

    Returns: int.
    """
    return 2 * options.num_ops


def apply(image, draws, options):
    """Changes an image by `num_ops` operations.

    Args:
        image: The image; its size must be known.
        draws: Uniform in [0, 1), `draws_needed(options)` of them.
        options: An `AugmentOptions`; its `magnitude` and `num_ops` count here.

    Input shape: `image` `[H, W, 3]` uint8, `draws` `[n]` float32.
    Output shape: `[H, W, 3]` uint8.
    """
    operations = table(image.shape[:2])
    rows = operations.rows(draws[: options.num_ops])
    bins = tf.fill([options.num_ops], options.magnitude)
    magnitudes = operations.magnitude(rows, bins, draws[options.num_ops :])
    return operations.run(image, rows, magnitudes)
