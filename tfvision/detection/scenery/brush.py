"""Drawing on uint8 RGB images at sub-pixel places: polygons, lines, warped textures, sprites, glow.

Points are continuous pixel coordinates: pixel `i` covers `[i, i + 1)`, as boxes count them. OpenCV
puts its whole numbers on pixel centres, so each function here subtracts one half. Textures and
sprites are RGBA with colours premultiplied by alpha, so that mixing is one product and one sum.
"""

import functools
import math

import cv2
import numpy as np

SHIFT = 4  # fractional bits of coordinates
_DIAGONAL = np.arange(3)
_FAR = 12000.0  # OpenCV's fixed-point polygon filling overflows on coordinates far beyond this


def fixed_point(points_xy):
    """Continuous points `[..., 2]` -> int32 coordinates with 4 fractional bits for OpenCV."""
    scaled = np.maximum(points_xy, -_FAR)
    np.minimum(scaled, _FAR, out=scaled)
    scaled -= 0.5
    scaled *= 1 << SHIFT
    return np.rint(scaled, out=scaled).astype(np.int32)


def fill(image, points_xy, colour, smooth=True):
    """Fills one polygon `[N, 2]` with a colour of as many channels as the image has."""
    kind = cv2.LINE_AA if smooth else cv2.LINE_8
    cv2.fillPoly(image, [fixed_point(points_xy)], colour, kind, SHIFT)


def line(image, points_xy, colour, width=1.0, closed=False):
    """Draws a polyline `[N, 2]` of at least one pixel's width."""
    points = [fixed_point(points_xy)]
    cv2.polylines(image, points, closed, colour, max(1, round(width)), cv2.LINE_AA, SHIFT)


def premultiplied(rgb, alpha):
    """RGB `[H, W, 3]` and alpha `[H, W]`, both uint8 -> an RGBA texture."""
    rgb = cv2.multiply(rgb, cv2.cvtColor(alpha, cv2.COLOR_GRAY2RGB), scale=1 / 255)
    return np.dstack([rgb, alpha])


def mix(image, left, top, rgba):
    """Lays a premultiplied RGBA picture over `image` in place; it must lie inside."""
    height, width = rgba.shape[:2]
    region = image[top : top + height, left : left + width]
    if image.shape[2] == 4:
        rest = cv2.merge([255 - rgba[..., 3]] * 4)
        region[:] = cv2.add(cv2.multiply(region, rest, scale=1 / 255), rgba)
    else:
        rest = cv2.cvtColor(255 - rgba[..., 3], cv2.COLOR_GRAY2RGB)
        colours = cv2.cvtColor(rgba, cv2.COLOR_RGBA2RGB)
        region[:] = cv2.add(cv2.multiply(region, rest, scale=1 / 255), colours)


def tone(gain, haze=None, share=0.0):
    """The 4x4 colour matrix that tints a premultiplied texture and fades it into a haze colour."""
    matrix = np.zeros((4, 4))
    matrix[_DIAGONAL, _DIAGONAL] = gain * (1 - share) if share else gain
    if share:
        matrix[:3, 3] = haze * (share / 255)
    matrix[3, 3] = 1
    return matrix


def region_of(points_xy, size_hw):
    """The whole-pixel rectangle (left, top, right, bottom) of points inside an image, or None."""
    low, high = points_xy.min(0).tolist(), points_xy.max(0).tolist()
    left, top = max(math.floor(low[0]), 0), max(math.floor(low[1]), 0)
    right, bottom = min(math.ceil(high[0]), size_hw[1]), min(math.ceil(high[1]), size_hw[0])
    return (left, top, right, bottom) if left < right and top < bottom else None


def warp(image, texture, quad_xy, colours=None):
    """Lays an RGBA texture on a quadrilateral (left top, right top, right bottom, left bottom).

    The texture should not have many more pixels than it covers: nothing is averaged here.

    Returns: the region and the alpha that was laid there, or None when nothing fell inside.
    """
    quad = np.float32(quad_xy)
    region = region_of(quad, image.shape[:2])
    if region is None:
        return None
    height, width = texture.shape[:2]
    left, top, right, bottom = region
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]]) - 0.5
    matrix = cv2.getPerspectiveTransform(corners, quad - np.float32([left + 0.5, top + 0.5]))
    layer = cv2.warpPerspective(texture, matrix, (right - left, bottom - top))
    if colours is not None:
        layer = cv2.transform(layer, colours)
    mix(image, left, top, layer)
    return region, layer[..., 3]


@functools.lru_cache(maxsize=32)
def _halo(radius, sharpness):
    """A round glow `[2 radius, 2 radius]` in [0, 255]: a hot core and a wide skirt."""
    axis = (np.arange(2 * radius) + 0.5) / radius - 1
    distance = np.minimum(np.hypot(axis[:, None], axis[None, :]), 1)
    skirt = (1 - distance) ** 2
    halo = 0.35 * skirt**2 + 0.65 * skirt**sharpness
    halo = np.uint8(255 * halo)
    halo.setflags(write=False)
    return halo


def glow(image, centre_xy, radius_px, colour, sharpness=6, stretch=1.0):
    """Adds light of a colour (RGB 0-255, more burns out) around a point; `stretch` heightens it."""
    half_w, half_h = radius_px, radius_px * stretch
    corner = np.float64(centre_xy) - (half_w, half_h)
    region = region_of(np.stack([corner, corner + (2 * half_w, 2 * half_h)]), image.shape[:2])
    if region is None or radius_px < 0.7:
        return
    left, top, right, bottom = region
    halo = _halo(64 if radius_px > 24 else 16, sharpness)
    scale = halo.shape[0] / 2
    matrix = np.float64(
        [
            [scale / half_w, 0, (left + 0.5 - corner[0]) * scale / half_w - 0.5],
            [0, scale / half_h, (top + 0.5 - corner[1]) * scale / half_h - 0.5],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    spot = cv2.warpAffine(halo, matrix, (right - left, bottom - top), flags=flags)
    light = cv2.transform(spot, np.float64(colour).reshape(3, 1) / 255)
    area = image[top:bottom, left:right]
    cv2.add(area, light, dst=area)
