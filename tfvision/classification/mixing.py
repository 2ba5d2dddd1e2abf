"""MixUp and CutMix: each image of a batch takes something of its neighbour, and of its label.

References: Zhang et al., mixup: Beyond Empirical Risk Minimization, ICLR 2018; Yun et al., CutMix,
ICCV 2019. One draw for a batch and the neighbour as the partner, as in torchvision.
"""

import tensorflow as tf


def mixup(images, targets, share):
    """Lays the previous image of the batch over each one, both transparent.

    Args:
        images: A batch; the first image takes of the last.
        targets: One-hot, or smoothed.
        share: Scalar in [0, 1]: how much of its own each image keeps.

    Input shape: `images` `[B, H, W, 3]`, uint8 or float; `targets` `[B, classes]` float.
    Output shape: the same; whole grey levels for uint8.
    """
    floats = tf.cast(images, tf.float32)
    mixed = floats * share + tf.roll(floats, 1, axis=0) * (1 - share)
    mixed = tf.round(mixed) if images.dtype.is_integer else mixed
    return tf.cast(mixed, images.dtype), _mix_targets(targets, share)


def cutmix(images, targets, share, centre):
    """Pastes a rectangle of the previous image of the batch into each one, at the same place.

    Args:
        images: A batch; the first image takes of the last.
        targets: One-hot, or smoothed.
        share: Scalar in [0, 1]: 1 - share of the area is pasted, less what falls outside.
        centre: Middle of the rectangle, in [0, 1) of the image, y and x.

    Input shape: `images` `[B, H, W, 3]`, uint8 or float; `targets` `[B, classes]` float,
        `centre` `[2]`.
    Output shape: the same. The targets follow the area that was really pasted.
    """
    size_hw = tf.cast(tf.shape(images)[1:3], tf.float32)
    middle, half = tf.floor(centre * size_hw), tf.floor(size_hw * tf.sqrt(1 - share) / 2)
    start, stop = tf.maximum(middle - half, 0.0), tf.minimum(middle + half, size_hw)  # [2]
    rows, columns = tf.range(size_hw[0]), tf.range(size_hw[1])
    rows = (rows >= start[0]) & (rows < stop[0])  # [H]
    columns = (columns >= start[1]) & (columns < stop[1])  # [W]
    inside = rows[:, None, None] & columns[:, None]  # [H, W, 1]
    mixed = tf.where(inside, tf.roll(images, 1, axis=0), images)
    share = 1 - tf.reduce_prod(stop - start) / tf.reduce_prod(size_hw)
    return mixed, _mix_targets(targets, share)


def mix(images, targets, seed, options):
    """Applies MixUp or CutMix to a batch, whichever the options ask for; of both, one at random.

    Args:
        images: The batch.
        targets: One-hot, or smoothed.
        seed: Two whole numbers.
        options: An `AugmentOptions`; its `mixup` and `cutmix` count here.

    Input shape: `images` `[B, H, W, 3]`, uint8 or float; `targets` `[B, classes]` float, `seed`
        `[2]` integer.
    Output shape: the same.
    """
    chosen = [name for name in ("mixup", "cutmix") if getattr(options, name) > 0]
    if not chosen:
        return images, targets
    draws = tf.random.stateless_uniform([5], seed)

    def mixed_up():
        return mixup(images, targets, _beta(draws[:2], seed, options.mixup))

    def pasted():
        return cutmix(images, targets, _beta(draws[:2], seed, options.cutmix), draws[2:4])

    if len(chosen) == 2:
        return tf.cond(draws[4] < 0.5, mixed_up, pasted)
    return mixed_up() if chosen == ["mixup"] else pasted()


def _beta(draws, seed, alpha):
    """A draw of Beta(alpha, alpha), made of two of Gamma(alpha); `draws` `[2]` are uniform."""
    # Gamma(a) is Gamma(a + 1) times a power of a uniform draw. In logarithms, for a small alpha
    # makes numbers so small that both would be zero.
    own_seed = tf.random.fold_in(tf.convert_to_tensor(seed), 1)  # Independent of the draws.
    larger = tf.random.stateless_gamma([2], own_seed, alpha + 1, dtype=tf.float64)
    logs = tf.math.log(larger) + tf.math.log1p(-tf.cast(draws, tf.float64)) / alpha
    return tf.cast(tf.sigmoid(logs[0] - logs[1]), tf.float32)


def _mix_targets(targets, share):
    return targets * share + tf.roll(targets, 1, axis=0) * (1 - share)
