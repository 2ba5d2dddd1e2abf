"""Pixels without labels: read, resize, colour, draw; use the modules, as in `read.read(path)`."""
