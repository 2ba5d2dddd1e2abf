"""What scale does to a classifier: how often it is right by scale, and where its taps go."""

import numpy as np
import tensorflow as tf

from tfvision.layers.recorded_sampling import recorded_sampling

BINS = 5


def score(model, data, batch_size):
    """Runs a classifier over a data set once.

    Args:
        model: A `Classifier`.
        data: A `ScaledDigits`.
        batch_size: Images of a batch.

    Returns: `(right, losses)`, both `[N]` in the order of the data: bool, and cross entropies.
    """
    images = data.examples().map(lambda example: example["image"]).batch(batch_size)
    logits = model.predict(images, verbose=0)  # [N, classes]
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(data.labels, logits).numpy()
    return logits.argmax(axis=-1) == data.labels, losses


def by_scale(right, scale, low_high, bins=BINS):
    """Shares of right answers in equal parts of a range of scales.

    Returns: dict of "0.50 to 0.70" and its like: `[share, images]`, without empty parts.

    Example:
        >>> by_scale(np.array([True, False, True]), np.array([0.5, 0.6, 1.4]), (0.5, 1.5), 2)
        {'0.50 to 1.00': [0.5, 2], '1.00 to 1.50': [1.0, 1]}
    """
    edges = np.linspace(*low_high, bins + 1)
    place = np.clip(np.searchsorted(edges, scale, side="right") - 1, 0, bins - 1)
    shares = {}
    for i in range(bins):
        inside = right[place == i]
        if len(inside):
            name = f"{edges[i]:.2f} to {edges[i + 1]:.2f}"
            shares[name] = [float(inside.mean()), len(inside)]
    return shares


def offsets(net, data, batch_size):
    """Where the deformable convolutions of a `ScaledMNISTNet` read on a digit's own pixels.

    Args:
        net: The network.
        data: A `ScaledDigits`.
        batch_size: Images of a batch.

    Returns: dict of the names of the convolutions; of each a dict of `mean` and `max`, of the
        offsets' lengths in pixels of the map; `mask`, the mean one, or None where there are none;
        `spread`, the distance of the taps from their middle, as the root of the mean square, 1.155
        of a plain 3 x 3; and `spread_with_size`, the correlation of an image's spread with the size
        at which its digit is seen, or None where the spread is always the same.
    """
    names = [stage.name for stage in net.stages if stage.deformable]
    found = {name: [] for name in names}
    for images in data.examples().map(lambda example: example["image"]).batch(batch_size):
        for name, sampling in zip(names, recorded_sampling(net, images), strict=True):
            found[name].append(_of_images(_ink(images, net.strides[name]), sampling))
    sizes = 1 / np.asarray(data.scales)
    return {name: _summary(np.concatenate(rows), sizes) for name, rows in found.items()}


def _ink(images, stride):
    """Which pixels of a map of that stride show a digit, bool `[B, h, w]`."""
    grey = tf.cast(images[..., :1], tf.float32)
    return tf.nn.max_pool2d(grey, stride, stride, "VALID").numpy()[..., 0] > 0


def _of_images(ink, sampling):
    """Of each image the means over its ink of length, mask and spread, and the longest offset."""
    taps = sampling.offsets.reshape(*sampling.offsets.shape[:3], 9, 2)  # [B, h, w, 9, (y, x)]
    grid = np.stack(np.meshgrid((-1, 0, 1), (-1, 0, 1), indexing="ij"), -1).reshape(9, 2)
    off_middle = taps + grid - (taps + grid).mean(axis=-2, keepdims=True)
    spread = np.sqrt(np.square(off_middle).sum(axis=-1).mean(axis=-1))  # [B, h, w]
    length = sampling.lengths
    mask = np.full(length.shape, np.nan) if sampling.mask is None else sampling.mask
    rows = []
    for i, inked in enumerate(ink):
        inked = inked if inked.any() else ~inked
        means = [values[i][inked].mean() for values in (length, mask, spread)]
        rows.append([*means, length[i].max()])
    return np.array(rows)  # [B, 4]


def _summary(rows, sizes):
    length, mask, spread, longest = rows.T
    varied = len(rows) > 1 and spread.std() > 1e-6
    return {
        "mean": float(length.mean()),
        "max": float(longest.max()),
        "mask": None if np.isnan(mask).any() else float(mask.mean()),
        "spread": float(spread.mean()),
        "spread_with_size": float(np.corrcoef(spread, sizes)[0, 1]) if varied else None,
    }
