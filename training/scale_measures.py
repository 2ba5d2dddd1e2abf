"""What scale does to a classifier: how often it is right by scale, and where its taps go."""

import numpy as np
import tensorflow as tf

BINS = 5


def score(model, data, batch_size):
    """Runs a classifier over a data set once.

    Args:
        model: A `Classifier`.
        data: A `ScaledDigits`.
        batch_size: Images of a batch.

    Returns: dict `right` `[N]` bool, `loss` `[N]`, the cross entropy, and `scale` `[N]`, in the
        order of the data.
    """
    answer = tf.function(lambda images: model(images, training=False), autograph=False)
    parts = {"right": [], "loss": [], "scale": []}
    for batch in data.examples().batch(batch_size):
        logits, labels = answer(batch["image"]), batch["label"]
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        right = tf.argmax(logits, axis=-1, output_type=tf.int32) == labels
        for key, values in (("right", right), ("loss", loss), ("scale", batch["scale"])):
            parts[key].append(values.numpy())
    return {key: np.concatenate(values) for key, values in parts.items()}


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
        `spread`, the mean distance of the nine taps from their middle (1.155 of a plain 3 x 3, as
        the root of the mean square); and `spread_with_size`, the correlation of an image's spread
        with the size at which its digit is seen, or None where it has none.
    """
    sampling = tf.function(net.sampling, autograph=False)
    found = {name: [] for name in net.deformable}
    sizes = []
    for batch in data.examples().batch(batch_size):
        images = batch["image"]
        sizes.append(1 / batch["scale"].numpy())
        for name, read in sampling(images).items():
            ink = _ink(images, net.strides[name])
            found[name].append(_of_images(ink, read["offsets"].numpy(), read.get("mask")))
    sizes = np.concatenate(sizes)
    return {name: _summary(parts, sizes) for name, parts in found.items()}


def _ink(images, stride):
    """Which pixels of a map of that stride show a digit, bool `[B, h, w]`."""
    grey = tf.cast(images[..., :1], tf.float32)
    return tf.nn.max_pool2d(grey, stride, stride, "VALID").numpy()[..., 0] > 0


def _of_images(ink, offsets, mask):
    """Four numbers an image, means over its ink but for the maximum, `[B, 4]`."""
    taps = offsets.reshape(*offsets.shape[:3], 9, 2)  # [B, h, w, 9, (y, x)]
    length = np.linalg.norm(taps, axis=-1)
    places = taps + np.stack(np.meshgrid((-1, 0, 1), (-1, 0, 1), indexing="ij"), -1).reshape(9, 2)
    off_middle = places - places.mean(axis=-2, keepdims=True)
    spread = np.sqrt(np.square(off_middle).sum(axis=-1).mean(axis=-1))  # [B, h, w]
    masks = np.zeros(length.shape) if mask is None else mask.numpy()
    rows = []
    for i, inked in enumerate(ink):
        inked = inked if inked.any() else np.ones_like(inked)
        means = [values[i][inked].mean() for values in (length, masks, spread)]
        rows.append([*means, length[i].max()])
    return np.array(rows), mask is not None


def _summary(parts, sizes):
    rows = np.concatenate([rows for rows, _ in parts])
    length, masks, spread, longest = rows.T
    varied = len(rows) > 1 and spread.std() > 1e-6
    return {
        "mean": float(length.mean()),
        "max": float(longest.max()),
        "mask": float(masks.mean()) if parts[0][1] else None,
        "spread": float(spread.mean()),
        "spread_with_size": float(np.corrcoef(spread, sizes)[0, 1]) if varied else None,
    }
