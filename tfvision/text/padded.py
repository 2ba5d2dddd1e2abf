"""Answers of single images as those of a batch."""

import numpy as np

_PADDING = {"order": -1, "lines": -1, "word": -1}  # 0 elsewhere


def padded(answers):
    """Stacks answers of different lengths.

    Args:
        answers: Dicts of arrays `[N, …]`, `boxes` among them, at least one dict.

    Returns: dict of arrays `[B, most N, …]`, filled up with 0, of numbers that name something with
        -1; and `num_detections` `[B]` int32.

    Example:
        >>> batch = padded([{"boxes": np.ones([2, 4])}, {"boxes": np.ones([1, 4])}])
        >>> batch["boxes"].shape, batch["num_detections"].tolist()
        ((2, 2, 4), [2, 1])
    """
    counts = [len(answer["boxes"]) for answer in answers]
    batch = {}
    for name, first in answers[0].items():
        shape = [len(answers), max(counts), *first.shape[1:]]
        batch[name] = np.full(shape, _PADDING.get(name, 0), first.dtype)
        for row, answer in enumerate(answers):
            batch[name][row, : counts[row]] = answer[name]
    return {**batch, "num_detections": np.array(counts, "int32")}
