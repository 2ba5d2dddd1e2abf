"""The training preset of classification: crop, flip, policy, erasing, one image at a time."""

import tensorflow as tf

from tfvision.classification import (
    augmix,
    auto_augment,
    erasing,
    randaugment,
    random_resized_crop,
    trivial_augment,
)
from tfvision.classification.augment_options import AugmentOptions
from tfvision.images.resample import resample

_POLICIES = {
    "randaugment": randaugment,
    "trivialaugment_wide": trivial_augment,
    "augmix": augmix,
    "autoaugment": auto_augment,
}


def augment(image, seed, image_size, options=None):
    """Gives a changed copy of an image, at the size that the model takes.

    Every draw is made once, from `seed`: the same seed is the same result, in any thread. The
    steps and their order are those of torchvision's reference preset.

    Args:
        image: RGB in [0, 255].
        seed: Two whole numbers.
        image_size: `(height, width)` of the result.
        options: An `AugmentOptions`; None for the crop and the flip alone. What concerns whole
            batches in it is for `mixing.mix`.

    Input shape: `image` `[H, W, 3]` uint8; `seed` `[2]` integer.
    Output shape: `[*image_size, 3]` uint8.

    Raises: ValueError if the image is not uint8.

    Differs from torchvision's preset: PIL rounds once more between rows and columns of the resize;
    an erased rectangle has the mean colour in whole grey levels, for normalisation comes later.

    Example:
        >>> augment(tf.zeros([375, 500, 3], tf.uint8), (1, 2), (224, 192)).shape
        TensorShape([224, 192, 3])
    """
    options = options or AugmentOptions()
    image = tf.convert_to_tensor(image)
    if image.dtype != tf.uint8:
        raise ValueError(f"image must be uint8, got {image.dtype.name}")
    crop_draws = 2 if options.pad_crop is not None else random_resized_crop.draws_needed()
    policy = _POLICIES.get(options.policy)
    policy_draws = policy.draws_needed(options) if policy else 0
    parts = [1, crop_draws, erasing.draws_needed(), policy_draws]
    draws = tf.random.stateless_uniform([sum(parts)], seed)
    flip_draw, crop_draws, erasing_draws, policy_draws = tf.split(draws, parts)

    if options.pad_crop is not None:
        image = _pad_and_crop(image, crop_draws, image_size, options)
    else:
        image = _crop_and_resize(image, crop_draws, image_size, options)
    flip = flip_draw[0] < options.flip
    image = tf.cond(flip, lambda: tf.reverse(image, [1]), lambda: image)
    image = tf.ensure_shape(image, [*image_size, 3])
    if policy:
        image = policy.apply(image, policy_draws, options)
    if options.erasing > 0:
        image = erasing.erase(
            image,
            erasing_draws,
            options.erasing,
            options.erasing_scale,
            options.erasing_ratio,
            options.erasing_fill,
        )
    return tf.ensure_shape(image, [*image_size, 3])


def _crop_and_resize(image, draws, image_size, options):
    window = random_resized_crop.choose_window(
        draws, tf.shape(image)[:2], options.crop_scale, options.crop_ratio
    )
    y, x, height, width = tf.unstack(window)
    # Cut first: what lies beyond the window must not be smoothed into it.
    patch = image[y : y + height, x : x + width]
    return resample(patch, image_size, options.interpolation)  # [*image_size, 3]


def _pad_and_crop(image, draws, image_size, options):
    resized = resample(image, image_size, options.interpolation)  # [*image_size, 3]
    margin = options.pad_crop
    padded = tf.pad(resized, [[margin, margin], [margin, margin], [0, 0]])
    y, x = tf.unstack(tf.cast(draws * (2 * margin + 1), tf.int32))
    return padded[y : y + image_size[0], x : x + image_size[1]]
