"""Boxes: SSD from annotated images to detections."""
