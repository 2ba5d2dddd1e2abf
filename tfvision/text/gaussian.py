"""Maps of Gaussians, one for each character: what the network learns to draw."""

import numpy as np

from tfvision.text import analytic_gaussian, quads, warped_gaussian

MODES = ("faithful", "calibrated")


class GaussianGenerator:
    """Draws a Gaussian into every character's box.

    `mode="calibrated"` evaluates it where the centres of the pixels are, and of Gaussians that
    overlap keeps the higher, so that a valley stays between characters that touch; from such a map
    the boxes can be had back. `mode="faithful"` warps the picture of one into each box and adds
    them up, to the bit as the network of the seed was taught.

    Args:
        ksize: Width and height of that picture; only "faithful" has one.
        dratio: Standard deviations from the centre of a box to its edge, above 0. The seed's; a
            `Codec`, and `region_to_bboxes` unless it is told, have 2.5.
        mode: "faithful" or "calibrated".
        smallest: Of "calibrated": half size, in pixels of the map, of the Gaussian of a box
            without size, at least 0. A half size `s` becomes `sqrt(s ** 2 + smallest ** 2)`, so
            that the Gaussian of a full stop still meets a pixel near its peak, and decoding can
            take the same off again.

    Raises: ValueError naming the argument that is out of range.

    Example:
        >>> generator = GaussianGenerator(dratio=2.5, mode="calibrated", smallest=0)
        >>> heat = generator((4, 8), [[1, 0, 6, 4]])
        >>> heat[:, 3].round(2).tolist()  # 2.5 deviations are 2 pixels; the centres stand between
        [0.17, 0.82, 0.82, 0.17]

    Differs from the seed: boxes without area are left out and those over the edge are cut, where
    the seed fails on both.
    """

    def __init__(self, ksize=(64, 64), dratio=5.0, *, mode="faithful", smallest=1.5):
        if mode not in MODES:
            raise ValueError(f"mode must be one of {MODES}, got {mode!r}")
        if np.shape(ksize) != (2,) or not all(side == int(side) and side >= 1 for side in ksize):
            raise ValueError(f"ksize must be two whole numbers of at least 1, got {ksize}")
        if not dratio > 0:
            raise ValueError(f"dratio must be above 0, got {dratio}")
        if not smallest >= 0:
            raise ValueError(f"smallest must be at least 0, got {smallest}")
        self.ksize, self.dratio, self.mode, self.smallest = ksize, dratio, mode, smallest
        self.gaussian2d = warped_gaussian.picture(ksize, dratio)

    def __call__(self, image_size, bboxes):
        """Draws a map.

        Args:
            image_size: Height and width of the map, in its own pixels.
            bboxes: `[N, 4]` xyxy in pixels of the map; in "calibrated" also quads `[N, 4, 2]`,
                corners in any order. Over the edge is allowed; without area, or wholly outside,
                they are left out.

        Returns: `[h, w]`: uint8 in "faithful", float32 in [0, 1] in "calibrated".
        Raises: ValueError if `bboxes` has another shape or a number that is not finite.
        """
        corners = np.asarray(bboxes, "float64")
        corners = corners.reshape(0, 4) if corners.size == 0 else corners
        turned = corners.shape[1:] == (4, 2)
        if corners.shape[1:] != (4,) and not (turned and self.mode == "calibrated"):
            allowed = "[N, 4]" + ", or [N, 4, 2]" * (self.mode == "calibrated")
            raise ValueError(f"bboxes must be {allowed}, got {list(corners.shape)}")
        if not np.isfinite(corners).all():
            bad = np.flatnonzero(~np.isfinite(corners).reshape(len(corners), -1).all(1))
            raise ValueError(f"bboxes must be finite, got {corners[bad[0]].tolist()} as {bad[0]}")
        if self.mode == "faithful":
            return warped_gaussian.added(self.gaussian2d, image_size, corners)
        target = np.zeros(image_size, "float32")
        corners = corners[_on_the_map(corners, image_size)]
        paint = analytic_gaussian.paint_quads if turned else analytic_gaussian.paint_boxes
        paint(target, corners, self.dratio, self.smallest)
        return target

    def get_config(self):
        """Every argument of the constructor."""
        return {name: getattr(self, name) for name in ("ksize", "dratio", "mode", "smallest")}


def _on_the_map(corners, size_hw):
    """`[N]` bool: which boxes or quads have an area, and at least a part of it on a map."""
    around = corners if corners.ndim == 2 else quads.bounds(corners)
    low, high = around[:, :2], around[:, 2:]
    real = ((high > low) & (high > 0) & (low < np.array(size_hw)[::-1])).all(1)
    if corners.ndim == 3:
        real &= quads.area(quads.ordered(corners)) > 1e-6
    return real
