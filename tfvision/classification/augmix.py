"""AugMix: the image mixed with three versions of itself, each after one to three operations.

Reference: Hendrycks et al., AugMix, ICLR 2020, algorithm 1 (without its consistency loss); the
ranges are torchvision's, as are its defaults: three chains, every operation, alpha = 1.
"""

import tensorflow as tf

from tfvision.classification.operation_table import OPERATIONS, OperationTable

BINS = 10
CHAINS = 3
LONGEST = 3


def table(size_hw):
    """The operations and their magnitudes for images of a size.

    Args:
        size_hw: `(height, width)`, whole numbers.

    Returns: `OperationTable`.
    """
    return OperationTable(
        [name for name in OPERATIONS if name not in ("Identity", "Invert")],
        BINS,
        shear=0.3,
        translate_hw=[side / 3 for side in size_hw],
        rotate=30,
        enhance=0.9,
        bits=(4, 0),
    )


def draws_needed(options):
    """Number of uniform draws that `apply` consumes.

    Args:
        options: An `AugmentOptions`.

    Returns: int.
    """
    return 1 + 2 * CHAINS + 3 * CHAINS * LONGEST


def apply(image, draws, options):
    """Mixes an image with changed copies of itself.

    Args:
        image: The image; its size must be known.
        draws: Uniform in [0, 1), `draws_needed(options)` of them.
        options: An `AugmentOptions`; its `severity` counts here.

    Input shape: `image` `[H, W, 3]` uint8, `draws` `[n]` float32.
    Output shape: `[H, W, 3]` uint8.
    """
    operations = table(image.shape[:2])
    own, weight_draws, length_draws, draws = tf.split(draws, [1, CHAINS, CHAINS, -1])
    # Dirichlet(1, 1) is uniform; Dirichlet(1, 1, 1) are exponentials over their sum.
    weights = tf.maximum(-tf.math.log1p(-weight_draws), 1e-9)
    weights *= (1 - own) / tf.reduce_sum(weights)  # [CHAINS]
    lengths = 1 + tf.cast(length_draws * LONGEST, tf.int32)
    row_draws, bin_draws, sign_draws = tf.unstack(tf.reshape(draws, [3, CHAINS, LONGEST]))
    rows = operations.rows(row_draws)  # [CHAINS, LONGEST]
    bins = tf.cast(bin_draws * options.severity, tf.int32)
    magnitudes = operations.magnitude(rows, bins, sign_draws)

    def add_chain(i, mixed):
        changed = operations.run(image, rows[i], magnitudes[i], lengths[i])
        return i + 1, mixed + weights[i] * tf.cast(changed, tf.float32)

    start = own * tf.cast(image, tf.float32)
    _, mixed = tf.while_loop(lambda i, _: i < CHAINS, add_chain, [0, start])
    return tf.cast(mixed, tf.uint8)  # Rounds down, as torchvision does.
