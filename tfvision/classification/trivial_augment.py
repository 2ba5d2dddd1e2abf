"""TrivialAugmentWide: one operation of any strength, nothing to tune.

Reference: Müller and Hutter, TrivialAugment, ICCV 2021, section 3 and table 1 ("wide"); the ranges
are torchvision's.
"""

import tensorflow as tf

from tfvision.classification.operation_table import OPERATIONS, OperationTable

BINS = 31


def table(size_hw):
    """The operations and their magnitudes, alike for images of every size.

    Args:
        size_hw: Not used; other policies depend on it.

    Returns: `OperationTable`.
    """
    return OperationTable(
        [name for name in OPERATIONS if name != "Invert"],
        BINS,
        shear=0.99,
        translate_hw=(32, 32),
        rotate=135,
        enhance=0.99,
        bits=(8, 2),
    )


def draws_needed(options):
    """Number of uniform draws that `apply` consumes.

    Args:
        options: An `AugmentOptions`.

    Returns: int.
    """
    return 3


def apply(image, draws, options):
    """Changes an image by one operation.

    Args:
        image: The image; its size must be known.
        draws: Uniform in [0, 1), `draws_needed(options)` of them.
        options: An `AugmentOptions`; nothing in it matters here.

    Input shape: `image` `[H, W, 3]` uint8, `draws` `[n]` float32.
    Output shape: `[H, W, 3]` uint8.
    """
    operations = table(image.shape[:2])
    rows = operations.rows(draws[:1])
    bins = tf.cast(draws[1:2] * BINS, tf.int32)
    return operations.run(image, rows, operations.magnitude(rows, bins, draws[2:]))
