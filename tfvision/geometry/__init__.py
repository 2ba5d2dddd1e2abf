"""Boxes and polygons as pure functions on tensors."""

from tfvision.geometry.boxes import (
    area,
    clip,
    cxcywh_from_xyxy,
    flip_horizontal,
    from_pixels,
    iou,
    to_pixels,
    xyxy_from_cxcywh,
)

__all__ = [
    "area",
    "clip",
    "cxcywh_from_xyxy",
    "flip_horizontal",
    "from_pixels",
    "iou",
    "to_pixels",
    "xyxy_from_cxcywh",
]
