"""One image as a file format describes it: class names still as text, each object with its line."""

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Object:
    """One annotated object.

    Args:
        name: Class name, exactly as written.
        box_px: `(xmin, ymin, xmax, ymax)`: continuous edges in pixels, inside the image.
        difficult: Whether the metric should pass over it.
        line: Its line in the annotation file, or None.
        crowd: Whether the box holds many objects of the class, too close to tell apart.
        area: Pixels that the object itself covers, where the format says so; else NaN.
    """

    name: str
    box_px: tuple[float, float, float, float]
    difficult: bool
    line: int | None
    crowd: bool = False
    area: float = math.nan


@dataclasses.dataclass(frozen=True)
class Record:
    """One image and its objects.

    Args:
        path: The image file.
        size_hw: `(height, width)` in pixels.
        objects: Its objects, in the order of the file.
        source: The annotation file, or "" for an image without one.
    """

    path: str
    size_hw: tuple[int, int]
    objects: tuple[Object, ...]
    source: str
