"""Boxes and polygons as pure functions on tensors."""
