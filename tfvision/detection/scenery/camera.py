"""A pinhole camera above a road: metres in, pixels out."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class Camera:
    """Looks along a road from a point over its origin.

    Metres: x to the right, y up, z ahead; the ground is `y = 0`. Pixels are continuous, the
    image covers `[0, W] x [0, H]`.

    Args:
        size_hw: Height and width of the picture.
        view_deg: Horizontal angle of view.
        height_m: Height of the lens over the ground.
        yaw, pitch, roll: Radians; a positive pitch looks down, a positive yaw to the right.
    """

    size_hw: tuple
    view_deg: float
    height_m: float
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0

    def __post_init__(self):
        cy, sy, cp, sp = (f(a) for a in (self.yaw, self.pitch) for f in (np.cos, np.sin))
        cr, sr = np.cos(self.roll), np.sin(self.roll)
        turn = np.array([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]])
        nod = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
        tilt = np.array([[cr, sr, 0], [-sr, cr, 0], [0, 0, 1]])
        rotation = tilt @ nod @ turn
        object.__setattr__(self, "rotation", rotation)
        object.__setattr__(self, "_origin", rotation[:, 1] * self.height_m)
        focal = self.size_hw[1] / 2 / np.tan(np.radians(self.view_deg) / 2)
        object.__setattr__(self, "focal_px", float(focal))

    @property
    def unit(self):
        """Pixels of this picture for one pixel of a 640 wide one; widths and blurs scale by it."""
        return self.size_hw[1] / 640

    def project(self, points):
        """Points `[..., 3]` in metres -> pixels `[..., 2]` and depth `[...]` along the view."""
        seen = np.asarray(points, np.float64) @ self.rotation.T - self._origin
        depth = seen[..., 2]
        height, width = self.size_hw
        pixels = seen[..., :2] * (self.focal_px / np.maximum(depth, 0.05))[..., None]
        pixels *= (1, -1)
        pixels += (width / 2, height / 2)
        return pixels, depth

    def plane_homography(self, height_m=0.0):
        """The matrix from `(x, z, 1)` on the level plane `y = height_m` to pixels."""
        height, width = self.size_hw
        lens = np.array([[self.focal_px, 0, width / 2], [0, -self.focal_px, height / 2], [0, 0, 1]])
        r = self.rotation
        below = r[:, 1] * (height_m - self.height_m)
        return lens @ np.stack([r[:, 0], r[:, 2], below], 1)

    @property
    def horizon_px(self):
        """Row of the horizon in the middle of the picture."""
        far, _ = self.project([1e5 * np.sin(self.yaw), self.height_m, 1e5 * np.cos(self.yaw)])
        return float(far[1])
