"""A published PyTorch network, as the goldens ask it."""

from collections.abc import Callable
from typing import NamedTuple

from tests.goldens.published_weights import WIDER

MODES = {
    "torch": ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375)),
    "tf": ((127.5, 127.5, 127.5), (127.5, 127.5, 127.5)),
    "vgg": ((123.0, 117.0, 104.0), (1.0, 1.0, 1.0)),
    "mb2-lite": ((127.0, 127.0, 127.0), (128.0, 128.0, 128.0)),
}


class Network(NamedTuple):
    """One network of a source. A file of `torch_networks` has `networks(whole)`, which yields them.

    Args:
        name: What the source calls it.
        make: Makes it, with weights of no importance.
        answers: Takes the network and pixels `[1, 3, H, W]` float64, returns a dict of tensors as
            ours come, channels last.
        mode: How its pixels are normalised.
        size_hw: Of the image it is shown.
        decoded: Of a detector: takes the network, offsets `[K, 4]` and logits `[K, C]` as ours
            come, background first; runs its own decoding, and returns a dict of arrays:
            `default_boxes` `[K, 4]` cxcywh, `boxes` `[K, 4]` xyxy before suppression, and
            `detections` `[N, 6]` after it: label from 0, score, xyxy; all boxes in [0, 1].
        settled: Whether its normalizations take the statistics of an image at its real size. Of a
            map of one cell these say little, and its own float32 is then further from float64.
    """

    name: str
    make: Callable
    answers: Callable
    mode: str = "torch"
    size_hw: tuple[int, int] = (69, 101)
    decoded: Callable | None = None
    settled: bool = True

    @property
    def pixels(self):
        """Mean and deviation of its pixels."""
        return MODES[self.mode]

    @property
    def wide_hw(self):
        """Of a detector, the size of a second image, which is not square; else None."""
        height, width = self.size_hw
        return (height, width + WIDER) if self.decoded else None


def logits(network, pixels):
    """Answers of a classifier."""
    return {"logits": network(pixels)}
