"""Non-maximum suppression of every class of every image, in the graph."""

import tensorflow as tf


def per_class(
    boxes_xyxy,
    scores,
    *,
    iou_threshold=0.45,
    score_threshold=0.01,
    candidates=400,
    max_detections=200,
    soft_nms_sigma=0.0,
):
    """Keeps, class by class, the boxes that no better box of their class covers.

    Args:
        boxes_xyxy: `[B, K, 4]` float32, shared by the classes.
        scores: `[B, K, classes]` float32 without background.
        iou_threshold: Overlap above which the lower score goes.
        score_threshold: Scores not above it are dropped first.
        candidates: Best boxes a class may bring.
        max_detections: `N`, the best over all classes that are returned.
        soft_nms_sigma: Above 0, Gaussian soft-NMS of that width instead of dropping.

    Returns: dict as `Codec.decode` describes it.
    """

    def suppress(some_boxes, some_scores, iou=iou_threshold):
        # The kernel wants yxyx, but overlap and clipping do not care which axis is called which.
        return tf.image.combined_non_max_suppression(
            some_boxes,  # [B, k, classes or 1, 4]
            some_scores,  # [B, k, classes]
            max_output_size_per_class=max_detections,
            max_total_size=max_detections,
            iou_threshold=iou,
            score_threshold=score_threshold,
            clip_boxes=True,
        )

    def best_of_each_class():
        count = tf.minimum(candidates, tf.shape(scores)[1])
        best, indices = tf.math.top_k(tf.transpose(scores, [0, 2, 1]), k=count)
        return best, tf.gather(boxes_xyxy, indices, batch_dims=1)  # [B, classes, k], [… k, 4]

    def crowded():
        best, chosen = best_of_each_class()
        return suppress(tf.transpose(chosen, [0, 2, 1, 3]), tf.transpose(best, [0, 2, 1]))

    if soft_nms_sigma > 0:
        # Flat inside: one suppression an image and class, the same kernel for all.
        best, chosen = _soft(*best_of_each_class(), score_threshold, soft_nms_sigma)
        kept = suppress(tf.transpose(chosen, [0, 2, 1, 3]), tf.transpose(best, [0, 2, 1]), iou=1.0)
    else:
        # Sorting every class costs more than all the rest, and is needed only where a class has
        # more candidates than it may bring: with trained weights, almost never.
        most = tf.reduce_max(tf.math.count_nonzero(scores > score_threshold, axis=1))
        kept = tf.cond(most > candidates, crowded, lambda: suppress(boxes_xyxy[:, :, None], scores))
    boxes, scores, labels, valid = kept
    real = tf.range(max_detections)[None] < valid[:, None]  # [B, N]
    return {
        "boxes": boxes,
        "scores": scores,
        "labels": tf.where(real, tf.cast(labels, tf.int32), -1),
        "num_detections": valid,
    }


def _soft(scores, boxes_xyxy, score_threshold, sigma):
    """Scores after Gaussian decay, with their boxes; same shapes, 0 where a box fell out."""
    shape = tf.shape(scores)  # [B, classes, k]
    count = shape[2]

    def decay(row):
        row_boxes, row_scores = row
        # TensorFlow's kernel decays by exp(-IoU^2 / 2 sigma'); half of sigma is the paper's sigma.
        chosen, decayed = tf.image.non_max_suppression_with_scores(
            row_boxes,
            row_scores,
            max_output_size=count,
            iou_threshold=1.0,
            score_threshold=score_threshold,
            soft_nms_sigma=sigma / 2,
        )
        return tf.scatter_nd(chosen[:, None], decayed, [count])

    flat = tf.map_fn(
        decay,
        (tf.reshape(boxes_xyxy, [-1, count, 4]), tf.reshape(scores, [-1, count])),
        fn_output_signature=tf.float32,
    )
    return tf.reshape(flat, shape), boxes_xyxy
