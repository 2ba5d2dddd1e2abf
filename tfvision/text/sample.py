"""One page: an image and the characters on it."""

import dataclasses
from collections.abc import Sequence

import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class Sample:
    """One image and the characters on it.

    Args:
        path: The image file.
        boxes_px: float32 `[N, 4]`, xyxy edges in pixels; upright, whatever the text's direction.
        characters: The N characters, each a string, "" where it is not known; a string of N
            characters will do.
        lines: int32 `[N]`: characters of one number stand in one line, in the order of reading;
            -1 where it is not known.
        ignored: bool `[N]`: characters that are neither to be found nor wrong to find, as
            illegible ones.
        source: The annotation file, or "" for an image without one.
        quads_px: float32 `[N, 4, 2]`, corners `(x, y)` of turned characters, in any order; None
            where all stand upright.
    """

    path: str
    boxes_px: np.ndarray
    characters: Sequence[str] | None = None
    lines: np.ndarray | None = None
    ignored: np.ndarray | None = None
    source: str = ""
    quads_px: np.ndarray | None = None

    def __post_init__(self):
        count = len(self.boxes_px)
        unknown = {
            "characters": ("",) * count,
            "lines": np.full(count, -1, "int32"),
            "ignored": np.zeros(count, bool),
        }
        for name, value in unknown.items():
            if getattr(self, name) is None:
                object.__setattr__(self, name, value)
            elif len(getattr(self, name)) != count:
                raise ValueError(
                    f"{name} must be one a box, but {len(getattr(self, name))} were given for "
                    f"{count} boxes."
                )
        if self.quads_px is not None and np.shape(self.quads_px) != (count, 4, 2):
            raise ValueError(
                f"quads_px must be [{count}, 4, 2], as many as boxes, "
                f"got {list(np.shape(self.quads_px))}"
            )
