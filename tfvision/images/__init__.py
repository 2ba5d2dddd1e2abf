"""Pixels without labels: read, resize, colour, draw."""
