"""Predictions and truths, of one image or of a padded batch, as flat rows of checked arrays."""

import numpy as np


def _column(name, entries, key, shape, kind, default=None, *, like="labels"):
    """One array of `entries`, of the shape that tells how many boxes there are."""
    if key not in entries:
        if default is None:
            raise ValueError(f"{name} must have the key '{key}', got {sorted(entries)}")
        return np.full(shape, default, kind)
    values = np.asarray(entries[key]).astype(kind)
    if values.size == 0 and np.prod(shape) == 0:
        return values.reshape(shape)  # An image without boxes may come as a plain [].
    if values.shape != shape:
        raise ValueError(
            f"{name}['{key}'] must have shape {shape} to match its {like}, got {values.shape}"
        )
    return values


def _labels(name, entries, classes):
    """The labels; of boxes that have no classes a 0 each."""
    key = "boxes" if classes is None else "labels"
    if not isinstance(entries, dict):
        wanted = "'boxes'" if classes is None else "'boxes' and 'labels'"
        raise ValueError(f"{name} must be a dict with {wanted}, got {type(entries).__name__}")
    if key not in entries:
        raise ValueError(f"{name} must have the key '{key}', got {sorted(entries)}")
    values = np.asarray(entries[key])
    if classes is None:
        if values.size == 0 and values.ndim < 2:
            return np.zeros([0], np.int64)
        if values.ndim not in (2, 3) or values.shape[-1] != 4:
            raise ValueError(
                f"{name}['boxes'] must be [N, 4] or [B, N, 4], got shape {values.shape}"
            )
        return np.zeros(values.shape[:-1], np.int64)
    if values.ndim not in (1, 2):
        raise ValueError(f"{name}['labels'] must be [N] or [B, N], got shape {values.shape}")
    return values


def flat_rows(name, entries, classes, columns):
    """Drops the padding of predictions or truths and lines up what is left.

    Args:
        name: "predictions" or "truth", for the messages.
        entries: Dict of `boxes` px xyxy `[N, 4]`, `labels` `[N]` (-1 is padding), the columns,
            maybe `num_detections`; or of the same with a leading batch axis.
        classes: Number of classes, which bounds the labels; None: there are no labels.
        columns: Dict of further keys -> (type, value where the key is missing; None: required).

    Returns: `(rows, images)`: a dict of `boxes` `[R, 4]` float64, `labels`, `images` (index in the
        batch) and the columns, each `[R]`; and the number of images.
    Raises: ValueError that names the key, for shapes that do not agree, labels out of range, boxes
        or scores that are NaN or infinite, and boxes whose corners are in the wrong order.
    """
    labels = _labels(name, entries, classes)
    shape, like = labels.shape, "boxes" if classes is None else "labels"
    boxes_xyxy = _column(name, entries, "boxes", (*shape, 4), np.float64)
    found = {
        key: _column(name, entries, key, shape, *rest, like=like) for key, rest in columns.items()
    }
    batch = labels[None] if labels.ndim == 1 else labels  # [B, N]
    kept = batch != -1
    if "num_detections" in entries:
        counts = np.asarray(entries["num_detections"]).reshape(-1, 1)
        if len(counts) != len(batch):
            raise ValueError(
                f"{name}['num_detections'] must hold {len(batch)} number(s), got {len(counts)}"
            )
        kept &= np.arange(batch.shape[1]) < counts
    flat = kept.reshape(-1)
    rows = {key: values.reshape(-1)[flat] for key, values in found.items()}
    rows["boxes"] = boxes_xyxy.reshape(-1, 4)[flat]
    rows["labels"] = batch.reshape(-1)[flat].astype(np.int64)
    rows["images"] = np.nonzero(kept)[0]
    _check(name, rows, 1 if classes is None else classes)
    return rows, len(batch)


def _check(name, rows, classes):
    """Raises for values that would make every later number wrong without a word."""

    def fail(key, bad, allowed):
        row = int(np.flatnonzero(bad)[0])
        raise ValueError(
            f"{name}['{key}'] must be {allowed}, got {rows[key][row].tolist()} "
            f"(image {rows['images'][row]} of this update)"
        )

    labels, boxes_xyxy = rows["labels"], rows["boxes"]
    bad = (labels < 0) | (labels >= classes)
    if bad.any():
        fail("labels", bad, f"0 … {classes - 1}, or -1 for padding")
    if "scores" in rows and not np.isfinite(rows["scores"]).all():
        fail("scores", ~np.isfinite(rows["scores"]), "finite")
    finite = np.isfinite(boxes_xyxy).all(axis=1)
    if not finite.all():
        fail("boxes", ~finite, "finite")
    crossed = (boxes_xyxy[:, 2:] < boxes_xyxy[:, :2]).any(axis=1)
    if crossed.any():
        fail("boxes", crossed, "x1, y1, x2, y2 with x1 <= x2 and y1 <= y2")
