"""Objects to training targets, and the network's outputs back to objects."""

import tensorflow as tf

from tfvision.detection.matching import UNMATCHED, match
from tfvision.detection.suppression import per_class
from tfvision.geometry import boxes

_MAX_LOG_RATIO = 8.0  # e^8: no box grows 3,000-fold; only keeps exp from overflowing


class Codec:
    """Encodes objects against default boxes for training, decodes outputs into predictions.

    The target of a matched default box is the offset of its object, in units of the default box
    and normalised by `means` and `stds` (the paper's "variances" are these standard deviations).

    Args:
        default_boxes: `[K, 4]` cxcywh in [0, 1], `model.default_boxes`.
        means: Four numbers, subtracted from the raw offsets.
        stds: Four numbers above 0, dividing them.
        match_iou: IoU from which a default box is matched, in (0, 1].
        score_threshold: Predictions below it are dropped before suppression.
        nms_iou: Of two boxes of a class that overlap more, the lower score goes.
        candidates: Best boxes a class may bring to suppression.
        max_detections: Predictions an image may have, over all classes.
        soft_nms_sigma: Above 0, overlapping boxes lose score by a Gaussian of this width instead
            of being dropped (Bodla et al., Soft-NMS, ICCV 2017, equation 3).
        clip_first: Whether boxes are clipped to the image before they suppress each other, as
            torchvision does, or after it, as Caffe and the others do.

    Raises: ValueError naming the argument that is out of range.
    Reference: Liu et al., SSD, ECCV 2016, equation 2.
    """

    def __init__(
        self,
        default_boxes,
        means=(0.0, 0.0, 0.0, 0.0),
        stds=(0.1, 0.1, 0.2, 0.2),
        match_iou=0.5,
        score_threshold=0.01,
        nms_iou=0.45,
        candidates=400,
        max_detections=200,
        soft_nms_sigma=0.0,
        clip_first=False,
    ):
        default = tf.convert_to_tensor(default_boxes, tf.float32)
        if default.shape.rank != 2 or default.shape[1] != 4:
            raise ValueError(f"default_boxes must be [K, 4], got {default.shape}")
        if len(means) != 4 or len(stds) != 4 or not min(stds) > 0:
            raise ValueError(f"means and stds must be four numbers, stds > 0: {means}, {stds}")
        _check_fraction("match_iou", match_iou, zero_allowed=False)
        _check_fraction("score_threshold", score_threshold)
        _check_fraction("nms_iou", nms_iou)
        if candidates < 1 or max_detections < 1:
            raise ValueError(
                f"candidates and max_detections must be at least 1, "
                f"got {candidates} and {max_detections}"
            )
        if soft_nms_sigma < 0:
            raise ValueError(f"soft_nms_sigma must be at least 0, got {soft_nms_sigma}")
        self.default_boxes = default.numpy()  # NumPy: usable in any graph
        self.means, self.stds, self.match_iou = tuple(means), tuple(stds), match_iou
        self.score_threshold, self.nms_iou = score_threshold, nms_iou
        self.candidates, self.max_detections = candidates, max_detections
        self.soft_nms_sigma, self.clip_first = soft_nms_sigma, clip_first
        self._default_xyxy = boxes.xyxy_from_cxcywh(default).numpy()

    def get_config(self):
        """Every setting but the default boxes, which belong to the model."""
        names = "means stds match_iou score_threshold nms_iou candidates max_detections"
        return {
            name: getattr(self, name) for name in (*names.split(), "soft_nms_sigma", "clip_first")
        }

    def encode(self, boxes_xyxy, labels):
        """One image's objects -> its targets. Runs in a graph.

        Args:
            boxes_xyxy: `[N, 4]` float32 in [0, 1], may reach over the edge.
            labels: `[N]` int, 0 … classes-1; rows with -1, or without area, are left out.

        Returns: dict `offsets` `[K, 5]` float32, four normalised offsets (0 where unmatched) and 1
            where matched; `logits` `[K]` int32, 0 for background, label + 1 where matched.
        """
        sides = boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]
        real = tf.logical_and(labels >= 0, tf.reduce_all(sides > 0, axis=1))
        boxes_xyxy, labels = boxes_xyxy[real], tf.cast(labels[real], tf.int32)
        owners = match(boxes_xyxy, self._default_xyxy, self.match_iou)  # [K]
        matched = owners != UNMATCHED
        rows = tf.where(matched)  # [P, 1]
        mine = owners[matched]  # [P]
        offsets = self._offsets(tf.gather(boxes_xyxy, mine), tf.gather_nd(self.default_boxes, rows))
        offsets = tf.concat([offsets, tf.ones_like(offsets[:, :1])], -1)  # [P, 5]
        count = len(self.default_boxes)
        return {
            "offsets": tf.scatter_nd(rows, offsets, [count, 5]),
            "logits": tf.scatter_nd(rows, tf.gather(labels, mine) + 1, [count]),
        }

    def decode(self, outputs):
        """A batch of network outputs -> predictions. Runs in a graph, on a CPU in float32.

        Args:
            outputs: dict `offsets` `[B, K, 4]`, `logits` `[B, K, classes + 1]`.

        Returns: dict `boxes` `[B, N, 4]` xyxy clipped to [0, 1], `scores` `[B, N]`, `labels`
            `[B, N]` int32, both falling in score, -1 as label of padding, `num_detections` `[B]`;
            `N` is `max_detections`.
        """
        offsets = tf.cast(outputs["offsets"], tf.float32)
        scores = tf.nn.softmax(tf.cast(outputs["logits"], tf.float32))[..., 1:]  # [B, K, classes]
        boxes_xyxy = self.decode_boxes(offsets)
        if self.clip_first:
            boxes_xyxy = tf.clip_by_value(boxes_xyxy, 0.0, 1.0)
        return per_class(
            boxes_xyxy,
            scores,
            iou_threshold=self.nms_iou,
            score_threshold=self.score_threshold,
            candidates=self.candidates,
            max_detections=self.max_detections,
            soft_nms_sigma=self.soft_nms_sigma,
        )

    def decode_boxes(self, offsets):
        """`[..., K, 4]` normalised offsets -> `[..., K, 4]` xyxy, not clipped: undoes `encode`.

        Computes in the type of `offsets`, float32 or float64.
        """
        raw = offsets * self.stds + self.means
        default = tf.cast(self.default_boxes, raw.dtype)
        default_cxcy, default_wh = default[:, :2], default[:, 2:]
        cxcy = raw[..., :2] * default_wh + default_cxcy
        wh = tf.exp(tf.minimum(raw[..., 2:], _MAX_LOG_RATIO)) * default_wh
        return tf.concat([cxcy - wh / 2, cxcy + wh / 2], -1)

    def _offsets(self, boxes_xyxy, default_cxcywh):
        # In float64, so that decoding gives back the last bit of a float32 coordinate.
        boxes_cxcywh = boxes.cxcywh_from_xyxy(tf.cast(boxes_xyxy, tf.float64))
        default_cxcywh = tf.cast(default_cxcywh, tf.float64)
        default_wh = default_cxcywh[:, 2:]
        raw = tf.concat(
            [
                (boxes_cxcywh[:, :2] - default_cxcywh[:, :2]) / default_wh,
                tf.math.log(boxes_cxcywh[:, 2:] / default_wh),
            ],
            -1,
        )
        return tf.cast((raw - self.means) / self.stds, tf.float32)


def _check_fraction(name, value, zero_allowed=True):
    if not (0 <= value <= 1) or (value == 0 and not zero_allowed):
        allowed = "[0, 1]" if zero_allowed else "(0, 1]"
        raise ValueError(f"{name} must be in {allowed}, got {value}")
