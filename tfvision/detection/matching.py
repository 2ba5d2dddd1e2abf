"""Which default box answers for which object: true bipartite matching, then IoU."""

import tensorflow as tf

from tfvision.geometry import boxes

MIN_FORCED_IOU = 1e-6
UNMATCHED = -1


def match(boxes_xyxy, default_xyxy, threshold=0.5):
    """Assigns an object, or none, to every default box.

    First each object takes a default box of its own: the best pair of all is fixed, both leave,
    and so on, as long as the pair overlaps. Then every other default box takes the object it
    overlaps most if their IoU is at least `threshold`.

    Args:
        boxes_xyxy: `[N, 4]` float32 objects, `N` may be 0.
        default_xyxy: `[K, 4]` float32 default boxes.
        threshold: IoU from which a default box is matched in the second step.

    Returns: `[K]` int32, index of the object, or -1.

    Differs from the paper: nothing; from most ports in that two objects never fight for one box.
    Reference: Liu et al., SSD, ECCV 2016, section 2.2; Caffe's bbox_util.cpp.
    """
    nothing = tf.zeros([1, 4], boxes_xyxy.dtype)  # overlaps no box, so that N is never 0
    overlaps = boxes.iou(tf.concat([boxes_xyxy, nothing], 0), default_xyxy)  # [N + 1, K]
    objects = tf.math.argmax(overlaps, axis=0, output_type=tf.int32)  # [K]
    matched = tf.where(tf.reduce_max(overlaps, axis=0) >= threshold, objects, UNMATCHED)
    chosen = _bipartite(overlaps[:-1])  # [N]
    owners = tf.range(tf.shape(chosen)[0])
    forced = chosen != UNMATCHED
    indices = tf.boolean_mask(chosen, forced)[:, None]
    return tf.tensor_scatter_nd_update(matched, indices, tf.boolean_mask(owners, forced))


def _bipartite(overlaps):
    """`[N, K]` IoU -> `[N]` int32 default box of each object, -1 where none overlaps."""
    count, boxes_ = tf.unstack(tf.shape(overlaps))
    best, favourites = tf.math.top_k(overlaps, k=1)
    favourites = favourites[:, 0]  # [N]
    distinct = tf.equal(tf.size(tf.unique(favourites)[0]), count)

    def undisputed():
        return tf.where(best[:, 0] > MIN_FORCED_IOU, favourites, UNMATCHED)

    def disputed():
        # At most N - 1 boxes are taken before an object's turn: its N best are all it can need.
        scores, candidates = tf.math.top_k(overlaps, k=tf.minimum(count, boxes_))  # [N, k]
        return _greedy(scores, candidates)

    return tf.cond(distinct, undisputed, disputed)


def _greedy(scores, candidates):
    """Fixes the best pair, strikes out its object and its box, and repeats."""
    count, width = tf.unstack(tf.shape(scores))

    def some_overlap(step, scores, chosen):
        return tf.logical_and(step < count, tf.reduce_max(scores) > MIN_FORCED_IOU)

    def fix_best_pair(step, scores, chosen):
        best = tf.math.argmax(tf.reshape(scores, [-1]), output_type=tf.int32)
        owner, box = best // width, tf.reshape(candidates, [-1])[best]
        mine = tf.range(count) == owner
        gone = tf.logical_or(mine[:, None], candidates == box)
        return step + 1, tf.where(gone, -1.0, scores), tf.where(mine, box, chosen)

    start = (0, scores, tf.fill([count], UNMATCHED))
    return tf.while_loop(some_overlap, fix_best_pair, start)[2]
