"""Heat maps to boxes inside a graph, for served models: what `region_to_bboxes` does in NumPy."""

import tensorflow as tf

from tfvision.text import graph_points, sides
from tfvision.text.analytic_gaussian import LEAST
from tfvision.text.gaussian_fit import FAINTEST, FARTHEST, RIDGE, SHARED
from tfvision.text.region import STRIDE
from tfvision.text.unclip import LEAST_HEIGHT, PIXEL


def decode(heat_maps, codec, size_hw, score_threshold=0.0):
    """Finds characters in the first map of each image.

    Boxes are those of `codec.decode`, but for components that are taken apart where there are no
    sides, see `graph_points.split`. They are upright ones; neither quads nor words are answered.

    Args:
        heat_maps: `[B, h, w, C]` float32.
        codec: `Codec`.
        size_hw: `[2]` int, size of the images, to which boxes are clipped.
        score_threshold: Characters below it are left out.

    Returns: dict `boxes` `[B, N, 4]` float32 px xyxy, `scores` `[B, N]` float32, padded with 0, and
        `num_detections` `[B]` int32.
    Raises: InvalidArgumentError if a map is not finite.
    """
    maps = tf.debugging.assert_all_finite(heat_maps[..., 0], "region must be finite")
    if codec.has_sides:
        told = heat_maps[..., codec.outputs - sides.MAPS : codec.outputs]
        told = tf.debugging.assert_all_finite(told, "sides must be finite")
        least = max(codec.peak, score_threshold)
        return _by_image(*sides.decode(maps, told, least, size_hw), tf.shape(maps)[0])
    found = graph_points.find(maps, codec.threshold, codec.least_size, codec.peak)
    if codec.decoder == "niter":
        boxes = tf.cast(STRIDE * _grown(found), tf.float32)
    else:
        found = graph_points.split(found, codec.split)
        limits = tf.cast(tf.gather(size_hw, [1, 0, 1, 0]), tf.float32)
        boxes = STRIDE * tf.cast(_gaussians(found, codec), tf.float32)
        boxes = tf.clip_by_value(boxes, 0.0, limits)  # [N, 4]
    owners = tf.math.unsorted_segment_max(found.places[:, 0], found.rows, found.count)
    kept = found.peaks >= score_threshold
    columns = [tf.boolean_mask(column, kept) for column in (boxes, found.peaks, owners)]
    return _by_image(*columns, tf.shape(maps)[0])


def _grown(found):
    """Boxes `[N, 4]` in pixels of the map, as `niter.boxes`."""
    places = tf.gather(found.places, [2, 1], axis=1)  # [P, 2] xy
    low = tf.math.unsorted_segment_min(places, found.rows, found.count)
    high = tf.math.unsorted_segment_max(places, found.rows, found.count)
    extent = high + 1 - low
    ratio = tf.reduce_min(extent, axis=1) * found.sizes / tf.reduce_prod(extent, axis=1)
    more = tf.cast(tf.sqrt(ratio) * 2, tf.int64)[:, None]
    after = (1 + more) // 2
    limits = tf.gather(tf.shape(found.maps, tf.int64), [2, 1]) - 1
    return tf.concat([tf.maximum(low - more + after, 0), tf.minimum(high + after, limits)], axis=1)


def _gaussians(found, codec):
    """Boxes `[N, 4]` in pixels of the map, as the decoders "unclip" and "fit" find them."""
    centres, halves = _unclip(found, codec)
    if codec.decoder == "fit":
        centres, halves = _fit(found, centres, halves, codec.dratio)
    spread = codec.smallest**2 + (codec.dratio * codec.blur) ** 2
    halves = tf.sqrt(tf.maximum(tf.square(halves) - spread, LEAST**2))
    return tf.concat([centres - halves, centres + halves], axis=1)


def _unclip(found, codec):
    """Centres and half sizes `[N, 2]` float64 of upright Gaussians, as `unclip.unclip`."""
    places = tf.cast(tf.gather(found.places, [2, 1], axis=1), tf.float64) + 0.5  # [P, 2] xy
    centres = tf.math.unsorted_segment_mean(places, found.rows, found.count)
    away = tf.square(places - tf.gather(centres, found.rows))
    variances = tf.math.unsorted_segment_mean(away, found.rows, found.count) + PIXEL
    heights = tf.maximum(tf.cast(found.peaks, tf.float64) / codec.threshold, LEAST_HEIGHT)
    factor = codec.dratio / tf.sqrt(2 * tf.math.log(heights))
    return centres, 2 * tf.sqrt(variances) * factor[:, None]


def _fit(found, centres, halves, dratio):
    """What `gaussian_fit.fit` fits, and what was given where nothing does."""
    rows, places, values, factors = _with_ring(found)
    uv = (places + 0.5 - tf.gather(centres, rows)) / tf.gather(halves, rows)
    values = tf.maximum(values, FAINTEST)
    weights = factors * tf.square(values)
    terms = tf.concat([tf.ones_like(uv[:, :1]), uv, tf.square(uv)], axis=1)  # [P, 5]
    weighted = terms * weights[:, None]
    left = tf.stack(  # [N, 5, 5]
        [
            tf.math.unsorted_segment_sum(weighted * terms[:, i : i + 1], rows, found.count)
            for i in range(5)
        ],
        axis=1,
    )
    right = tf.math.unsorted_segment_sum(weighted * tf.math.log(values)[:, None], rows, found.count)
    left += RIDGE * left[:, :1, :1] * tf.eye(5, dtype=tf.float64)
    solved = tf.linalg.solve(left, right[..., None])[..., 0]  # [N, 5]
    curved = -2 * solved[:, 3:]
    fits = tf.reduce_all(curved > 0, axis=1) & (tf.reduce_prod(curved, axis=1) > 1e-9)
    variances = 1 / tf.where(fits[:, None], curved, 1.0)
    moved = variances * solved[:, 1:3] * halves
    share = dratio * tf.sqrt(variances)
    fits &= tf.reduce_all((share < FARTHEST) & (share > 1 / FARTHEST), axis=1)
    fits &= tf.reduce_all(tf.abs(moved) < tf.maximum(halves, 1.5), axis=1)
    chosen = fits[:, None]
    return tf.where(chosen, centres + moved, centres), tf.where(chosen, share * halves, halves)


def _with_ring(found):
    """Rows, places `[P, 2]`, values and weights of the pixels that `gaussian_fit` looks at."""
    shape = tf.shape(found.maps, tf.int64)
    labels = tf.scatter_nd(found.places, tf.cast(found.rows + 1, tf.float32), shape)[..., None]
    most = tf.cast(found.count + 1, tf.float32)
    highest = tf.nn.max_pool2d(labels, 3, 1, "SAME")
    lowest = most - tf.nn.max_pool2d(tf.where(labels > 0, most - labels, 0.0), 3, 1, "SAME")
    highest, lowest = (tf.where(labels > 0, labels, owners)[..., 0] for owners in (highest, lowest))
    at = tf.where(highest > 0)
    rows, others = (tf.cast(tf.gather_nd(owners, at), tf.int32) - 1 for owners in (highest, lowest))
    shared = rows != others
    factors = tf.where(shared, tf.constant(SHARED, tf.float64), 1.0)
    values = tf.cast(tf.gather_nd(found.maps, at), tf.float64)
    places = tf.cast(tf.gather(at, [2, 1], axis=1), tf.float64)
    rows = tf.concat([rows, tf.boolean_mask(others, shared)], 0)
    columns = [
        tf.concat([column, tf.boolean_mask(column, shared)], 0)
        for column in (places, values, factors)
    ]
    return rows, *columns


def _by_image(boxes, scores, owners, images):
    """Flat rows as padded ones of each image."""
    order = tf.argsort(owners, stable=True)
    boxes, scores, owners = (tf.gather(column, order) for column in (boxes, scores, owners))
    counts = tf.math.bincount(tf.cast(owners, tf.int32), minlength=images, maxlength=images)
    return {
        "boxes": tf.RaggedTensor.from_row_lengths(boxes, counts).to_tensor(shape=[None, None, 4]),
        "scores": tf.RaggedTensor.from_row_lengths(scores, counts).to_tensor(),
        "num_detections": counts,
    }
