"""Makes parts of a picture unreadable: blurred, in a mosaic, in one colour, or under a picture."""

import dataclasses

import cv2
import numpy as np

KINDS = ("blur", "mosaic", "solid", "picture")
SHAPES = ("box", "ellipse")
_OF_ELLIPSE = 2**0.5  # An ellipse that holds a box whole is this much larger.
_FINENESS = 4.0  # Pieces, at the most, of the shorter side of a blurred box that can be told apart


@dataclasses.dataclass(frozen=True)
class Cover:
    """How boxes are covered.

    What is in a box is reduced to a few coarse pieces first, whose number depends on the box and
    not on the film's resolution: a plate near the camera is no more readable than a far one.

    Args:
        kind: "blur", "mosaic", "solid" or "picture".
        shape: "box" or "ellipse"; the ellipse goes around the box, not into it.
        scale: By how much more than the box is covered, about its middle.
        soft: Width of the edge, in heights of the box, in which the cover fades; outside of it.
        pieces: Of "mosaic": pieces along the shorter side of the box. Of "blur": how fine it is,
            at most 4.
        colour: Of "solid": RGB.
        picture: Of "picture": uint8 `[h, w, 3]`, stretched over each box.

    Raises: ValueError naming the argument that is out of range.

    Example:
        >>> image = np.full([48, 64, 3], 200, "uint8")
        >>> covered = Cover("solid")(image, [[10, 10, 30, 20]])
        >>> covered[15, 20].tolist(), covered[40, 20].tolist()
        ([0, 0, 0], [200, 200, 200])
    """

    kind: str = "blur"
    shape: str = "box"
    scale: float = 1.3
    soft: float = 0.0
    pieces: float = 2.0
    colour: tuple = (0, 0, 0)
    picture: np.ndarray | None = dataclasses.field(default=None, compare=False)

    def __post_init__(self):
        for name, allowed in (("kind", KINDS), ("shape", SHAPES)):
            if getattr(self, name) not in allowed:
                raise ValueError(
                    f"{name} must be one of {', '.join(allowed)}, got {getattr(self, name)!r}"
                )
        for name, low, high in (("scale", 1, 10), ("soft", 0, 2), ("pieces", 1, 64)):
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} must be in [{low}, {high}], got {getattr(self, name)}")
        if self.kind == "blur" and self.pieces > _FINENESS:
            raise ValueError(
                f"pieces must be at most {_FINENESS:g} for a blur that hides what is under it, "
                f"got {self.pieces}"
            )
        if len(self.colour) != 3 or not all(0 <= value <= 255 for value in self.colour):
            raise ValueError(f"colour must be three numbers in [0, 255], got {self.colour}")
        if (self.picture is None) == (self.kind == "picture"):
            raise ValueError("picture must be given for kind 'picture', and for no other")
        if self.picture is not None:
            form = self.picture.dtype, self.picture.ndim, self.picture.shape[-1]
            if form != (np.uint8, 3, 3) or not self.picture.size:
                raise ValueError(
                    f"picture must be uint8 [h, w, 3], got {form[0]} {list(self.picture.shape)}"
                )

    def __call__(self, image, boxes_px):
        """Covers boxes on a copy of an image; the image itself where there are none.

        Args:
            image: uint8 `[H, W, 3]`.
            boxes_px: `[N, 4]` xyxy in pixels; may reach beyond the image.

        Returns: uint8 `[H, W, 3]`.
        Raises: ValueError if a box is not finite.
        """
        boxes_px = np.asarray(boxes_px, "float64").reshape(-1, 4)
        if not np.isfinite(boxes_px).all():
            raise ValueError(f"boxes_px must be finite, got {boxes_px.tolist()}")
        boxes_px = boxes_px[(boxes_px[:, 2:] > boxes_px[:, :2]).all(1)]
        if not len(boxes_px):
            return image
        result = image.copy()
        for box_px in self.grown(boxes_px):
            self._cover(result, image, box_px)
        return result

    def grown(self, boxes_px):
        """The boxes `[N, 4]` that are covered wholly, without the soft edge."""
        middles = (boxes_px[:, :2] + boxes_px[:, 2:]) / 2
        halves = (boxes_px[:, 2:] - boxes_px[:, :2]) / 2 * self.scale
        return np.concatenate([middles - halves, middles + halves], 1)

    def spans(self, boxes_px):
        """Whole pixels `[N, 4]` xyxy in which boxes change an image, also where it has none."""
        spans = [self._reach(box_px)[-1] for box_px in self.grown(np.asarray(boxes_px, "float64"))]
        return np.array(spans, int).reshape(-1, 4)

    def _reach(self, box_px):
        """What is covered of a grown box, the edge around that, and whole pixels for both."""
        reach, edge = box_px.copy(), self.soft * (box_px[3] - box_px[1])
        if self.shape == "ellipse":
            more = (_OF_ELLIPSE - 1) / 2 * np.tile(box_px[2:] - box_px[:2], 2)
            reach += more * (-1, -1, 1, 1)
        outer = reach + edge * np.array([-1, -1, 1, 1])
        return reach, edge, np.concatenate([np.floor(outer[:2]), np.ceil(outer[2:])]).astype(int)

    def _cover(self, result, image, box_px):
        """Covers one box of `result` by what `image` has there."""
        reach, edge, whole = self._reach(box_px)
        left, top = np.maximum(whole[:2], 0)
        right, bottom = np.minimum(whole[2:], image.shape[1::-1])
        if right <= left or bottom <= top:
            return
        window = (slice(top, bottom), slice(left, right))
        if self.kind == "picture":
            covering = _stretched(self.picture, whole, (left, top, right, bottom))
        else:
            covering = self._covering(image[window], np.min(box_px[2:] - box_px[:2]))
        if self.shape == "box" and not edge:
            result[window] = covering
            return
        columns = np.arange(left, right) + 0.5
        rows = np.arange(top, bottom)[:, None] + 0.5
        share = self._share(columns, rows, reach, edge)[..., None]  # [h, w, 1]
        mixed = share * covering + (1 - share) * result[window]
        result[window] = np.rint(mixed).astype(np.uint8)

    def _share(self, columns, rows, reach, edge):
        """How far each pixel is covered: 1 inside, 0 farther away than the edge is wide."""
        middle, half = (reach[:2] + reach[2:]) / 2, (reach[2:] - reach[:2]) / 2
        away = [np.abs(columns - middle[0]), np.abs(rows - middle[1])]
        if self.shape == "ellipse":
            radius = np.hypot(away[0] / half[0], away[1] / half[1])
            steepness = np.hypot(away[0] / half[0] ** 2, away[1] / half[1] ** 2)
            distance = (radius - 1) * radius / np.maximum(steepness, 1e-9)
        else:
            # A pixel that the box only touches is covered too.
            out = [np.maximum(a - h - 0.5, 0) for a, h in zip(away, half, strict=True)]
            distance = np.hypot(*out)
        return np.clip(1 - distance / max(edge, 1e-6), 0, 1)

    def _covering(self, part, side):
        """What is laid over a part `[h, w, 3]` of an image, for a box of so short a side."""
        size_wh = part.shape[1::-1]
        if self.kind == "solid":
            return np.broadcast_to(np.array(self.colour, np.uint8), part.shape)
        piece = max(side / self.pieces, 1.0)
        coarse_wh = [max(1, round(length / piece)) for length in size_wh]
        coarse = cv2.resize(part, coarse_wh, interpolation=cv2.INTER_AREA)
        how = cv2.INTER_NEAREST if self.kind == "mosaic" else cv2.INTER_CUBIC
        return cv2.resize(coarse, size_wh, interpolation=how)


def _stretched(picture, box_px, part_px):
    """What a picture that is stretched over a box `[4]` shows in a part of it, whole pixels both.

    Only the columns and rows that the part needs are enlarged: a box may reach far out of an image.
    """
    size_wh = box_px[2:] - box_px[:2]
    picture_wh = np.array(picture.shape[1::-1])
    if (size_wh < picture_wh).any():  # Made smaller first, or single pixels would be picked
        picture_wh = np.minimum(size_wh, picture_wh)
        picture = cv2.resize(picture, picture_wh.tolist(), interpolation=cv2.INTER_AREA)
    columns, rows = (
        ((np.arange(*part_px[axis::2]) - box_px[axis] + 0.5) * picture_wh[axis] / size_wh[axis])
        - 0.5
        for axis in (0, 1)
    )
    places = np.meshgrid(columns.astype("float32"), rows.astype("float32"))
    return cv2.remap(picture, *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
