"""Pixels without labels: `read.read(path)`, `resize.resize(image, size_hw)`, `colour`, `draw`."""

from tfvision.images.draw import draw_boxes
from tfvision.images.read import ImageError

__all__ = ["ImageError", "draw_boxes"]
