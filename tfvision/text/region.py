"""Region map to character boxes."""

import numpy as np

from tfvision.text import components, niter, splitting
from tfvision.text.analytic_gaussian import sharpened
from tfvision.text.gaussian_fit import fit
from tfvision.text.quads import bounds, rectangles
from tfvision.text.unclip import unclip

DECODERS = ("niter", "unclip", "fit")
STRIDE = 2  # Pixels of the image a pixel of the map stands for, across and down
SMALLEST = 1.5  # See `GaussianGenerator`, and tests/benchmarks/character_decoding.py for the study.
SPLIT = (0.4, 0.5, 0.6)


def region_to_bboxes(
    region,
    binary_threshold,
    char_size,
    char_threshold,
    decoder="fit",
    *,
    dratio=2.5,
    smallest=SMALLEST,
    split=SPLIT,
    quads=False,
    size_hw=None,
):
    """Finds the box of each character in a region map.

    "niter" gives the boxes of the seed, which grow by a square root where the target grew in
    proportion, and are upright ones around each component on every release of OpenCV. "unclip"
    grows a component by what the threshold takes off a Gaussian. "fit" finds the Gaussian itself,
    between the pixels, and falls back to "unclip" where none fits. These two need to know how the
    Gaussians were drawn: `dratio` and `smallest` of the `GaussianGenerator`.

    Args:
        region: `[h, w]` map, about 0 between characters and 1 at their centres.
        binary_threshold: Pixels above it belong to characters, above 0.
        char_size: Characters of fewer such pixels are left out.
        char_threshold: So are those without a pixel at least this high.
        decoder: "fit", "unclip" or "niter".
        dratio: Standard deviations from a character's centre to the edge of its box; those of a
            `Codec`. A `GaussianGenerator` has 5 unless it is told.
        smallest: Half size, in pixels of the map, of the Gaussian of a box without size. A map
            that comes out blurred by `b` pixels needs `sqrt(smallest ** 2 + (dratio * b) ** 2)`.
        split: Levels, rising, at which a component with several peaks is taken apart; not used by
            "niter".
        quads: Whether to return corners too, those of rectangles that may be turned.
        size_hw: Size of the image, of whose odd last row or column a map knows nothing; None: twice
            the map's.

    Returns: boxes `[N, 4]` float32 xyxy, clipped to the image and in its pixels, two for one of the
        map; scores `[N]` float32, the highest value of each; and with `quads` their corners
        `[N, 4, 2]` float32 (x, y), not clipped, top left first and clockwise.
    Raises: ValueError naming the argument that is out of range, or a map with NaN or infinity.

    Example:
        >>> from tfvision.text.gaussian import GaussianGenerator
        >>> draw = GaussianGenerator(dratio=2.5, mode="calibrated")
        >>> heat = draw((20, 40), [[3, 4, 15, 14], [15, 4, 26, 14]])  # px of the map
        >>> boxes, scores = region_to_bboxes(heat, 0.3, 1, 0.4)
        >>> boxes.round(1).tolist()
        [[6.0, 8.0, 30.0, 28.0], [30.0, 8.0, 52.0, 28.0]]

    Differs from the seed: returns scores, and float32 arrays in place of a list; around a
    component that lies askew "niter" has the upright box, where the seed names two corners of a
    turned one in an order that depends on the release of OpenCV.
    """
    check_decoder(decoder, quads)
    if decoder != "niter" and not (binary_threshold > 0 and dratio > 0 and smallest >= 0):
        raise ValueError(
            "binary_threshold and dratio must be above 0 and smallest at least 0, "
            f"got {binary_threshold}, {dratio} and {smallest}"
        )
    region = checked("region", region)
    found = components.find(region, binary_threshold, char_size, char_threshold)
    if decoder == "niter":
        return (STRIDE * niter.boxes(found)).astype("float32"), found.peaks
    found = splitting.split(found, [level for level in split if level > binary_threshold])
    turned = quads and decoder == "unclip"
    centres, halves, angles = unclip(found, binary_threshold, dratio, turned)
    if decoder == "fit":
        fitted = fit(found, centres, halves, dratio, quads)
        fits = fitted[-1][:, None]
        centres, halves = np.where(fits, fitted[0], centres), np.where(fits, fitted[1], halves)
        angles = np.where(fits[:, 0], fitted[2], angles)
    corners = rectangles(centres, sharpened(halves, smallest), angles)
    corners = (STRIDE * corners).astype("float32")
    limit_hw = STRIDE * np.array(region.shape) if size_hw is None else np.array(size_hw)
    boxes = np.clip(bounds(corners), 0, limit_hw[[1, 0, 1, 0]].astype("float32"))
    return (boxes, found.peaks, corners) if quads else (boxes, found.peaks)


def check_decoder(decoder, quads, known=DECODERS):
    """Refuses a decoder that does not exist, or that has no `quads`."""
    if decoder not in known:
        raise ValueError(f"decoder must be one of {known}, got {decoder!r}")
    if decoder in ("niter", "sides") and quads:
        raise ValueError(f"quads must be False for decoder {decoder!r}, whose boxes are upright")


def checked(name, values):
    """A map as float32 `[h, w]`, at least a pixel of it.

    Raises: ValueError naming the map if it has another rank, NaN or infinity.
    """
    values = np.ascontiguousarray(values, "float32")
    if values.ndim != 2:
        raise ValueError(f"{name} must be [h, w], got {list(values.shape)}")
    if not np.isfinite(values).all():
        bad = np.count_nonzero(~np.isfinite(values))
        raise ValueError(f"{name} must be finite, got NaN or infinity in {bad} of {values.size} px")
    return values if values.size else np.full([1, 1], -1e9, "float32")  # OpenCV wants a pixel.
