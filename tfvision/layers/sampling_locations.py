"""Where an output pixel reads in the image, through deformable convolutions one upon another."""

import numpy as np


def sampling_locations(maps, point_yx, image_hw, image=0):
    """Follows a point of the image down through deformable convolutions to the places they read.

    The point stands for the output pixel of the last one that covers it. Each of its taps stands
    for the nearest output pixel of the one before, and so on: n layers of 3x3 taps read 9^n places.
    What lies between two of them, poolings and plain convolutions, is passed as if it read one
    place alone, and every map is laid on the image from edge to edge. A tap outside of its map
    reads zeros; it is left out.

    Args:
        maps: `TapMap`s, in the order of the calls.
        point_yx: Pixel of the image.
        image_hw: Height and width of the image.
        image: Which image of the batch.

    Returns: One pair `(places_yx, weights)` a map, the last map's first: `[M, 2]` in pixels of the
        image, and `[M]`, the product of the masks on the way.
    Raises: ValueError for a point outside of the image.

    Example:
        >>> from tfvision.layers.tap_maps import TapMap
        >>> places = np.arange(6.0).reshape(1, 1, 1, 3, 2)
        >>> [(found, _)] = sampling_locations(
        ...     [TapMap("moved", (4, 5), places, np.ones([1, 1, 1, 3]))], (0, 0), (8, 10)
        ... )
        >>> found.tolist()
        [[0.5, 2.5], [4.5, 6.5]]
    """
    image_hw = np.asarray(image_hw, "float64")
    places = np.asarray(point_yx, "float64").reshape(1, 2)
    if not ((places >= 0) & (places < image_hw)).all():
        height, width = (int(side) for side in image_hw)
        raise ValueError(
            f"point must be (y, x) in the image of {height} x {width} pixels, got "
            f"({point_yx[0]:g}, {point_yx[1]:g})"
        )
    weights = np.ones(1)
    levels = []
    for taps in reversed(maps):
        outputs_hw = np.array(taps.places_yx.shape[1:3])
        nearest = np.rint(_moved(places, image_hw, outputs_hw)).astype("int64")
        y, x = np.clip(nearest, 0, outputs_hw - 1).T
        size_hw = np.array(taps.size_hw)
        read = taps.places_yx[image, y, x].reshape(-1, 2)  # [M * T, 2]
        weights = (weights[:, None] * taps.weights[image, y, x]).reshape(-1)
        inside = ((read > -1) & (read < size_hw)).all(axis=1)
        places, weights = _moved(read[inside], size_hw, image_hw), weights[inside]
        levels.append((places, weights))
    return levels


def _moved(places_yx, from_hw, to_hw):
    """Takes places from one map to another that covers the same; pixels have their own middles."""
    return (places_yx + 0.5) * (np.asarray(to_hw) / from_hw) - 0.5
