"""Noise pictures that tile, made once a process and then only looked at."""

import functools

import cv2
import numpy as np


@functools.lru_cache(maxsize=8)
def clouds(size=256, finest=1, roughness=0.55):
    """Fractal noise `[size, size]` uint8 that tiles, full range; read-only."""
    rng = np.random.default_rng(size + finest)
    total, weight = np.zeros((size, size), np.float32), 1.0
    cells = 4
    while cells <= size // finest:
        coarse = rng.random((cells, cells), np.float32)
        wrapped = cv2.copyMakeBorder(coarse, 2, 2, 2, 2, cv2.BORDER_WRAP)
        step = size // cells
        big = cv2.resize(wrapped, None, fx=step, fy=step, interpolation=cv2.INTER_CUBIC)
        total += weight * big[2 * step : 2 * step + size, 2 * step : 2 * step + size]
        weight, cells = weight * roughness, cells * 2
    low, high = np.percentile(total, (1, 99))
    noise = np.uint8(np.clip((total - low) / (high - low), 0, 1) * 255)
    noise.setflags(write=False)
    return noise


@functools.lru_cache(maxsize=1)
def sensor():
    """Normal noise `[1024, 1024, 3]` int8 with standard deviation 24; read-only."""
    rng = np.random.default_rng(7)
    noise = rng.standard_normal((1024, 1024, 3), np.float32)
    # A sensor's noise is finer in brightness than in colour, for colour is interpolated.
    noise = 0.75 * noise.mean(-1, keepdims=True) * 1.7 + 0.5 * cv2.blur(noise, (3, 3)) * 2
    noise = np.int8(np.clip(noise / noise.std() * 24, -127, 127))
    noise.setflags(write=False)
    return noise


def on_plane(noise, camera, metres, scale, top=0, height_m=0.0, offset=(0.0, 0.0)):
    """Lays a noise tile of `metres` a side on a level plane as the camera sees it.

    Args:
        noise: uint8 `[n, n]`.
        camera: `Camera`.
        metres: Side of the tile.
        scale: Size of the result as a share of the picture's, 1 or less.
        top: First row of the picture that is wanted.
        height_m: Of the plane.
        offset: Where the tile begins, in metres.

    Returns: uint8 `[h, w]`.
    """
    tile = noise.shape[0] / metres
    width, height = round(camera.size_hw[1] * scale), round((camera.size_hw[0] - top) * scale)
    shrink = np.diag([width / camera.size_hw[1], height / (camera.size_hw[0] - top), 1.0])
    # Pixel centres stand half a pixel inside their continuous coordinates.
    half = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
    cut = np.array([[1, 0, 0], [0, 1, -top], [0, 0, 1]])
    from_tile = np.array([[1 / tile, 0, -offset[0]], [0, 1 / tile, -offset[1]], [0, 0, 1]])
    matrix = np.linalg.inv(half @ shrink @ cut @ camera.plane_homography(height_m) @ from_tile)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size_wh = (max(width, 1), max(height, 1))
    return cv2.warpPerspective(noise, matrix, size_wh, flags=flags, borderMode=cv2.BORDER_WRAP)
