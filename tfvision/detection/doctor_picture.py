"""The data doctor's picture: sizes against default boxes, classes, default boxes on an image."""

import numpy as np

from tfvision.detection.codec import Codec
from tfvision.detection.doctor import sizes_wh, unit_boxes
from tfvision.geometry import boxes
from tfvision.images.draw import draw_boxes
from tfvision.images.read import read

_RED, _GREEN, _BLUE = (230, 60, 50), (40, 200, 80), (60, 120, 230)


def figure(data, levels, default_cxcywh, image_size, *, sampled=70, seed=0):
    """Draws four panels as a matplotlib figure.

    Widths and heights of the objects with the shapes of the default boxes; objects a class; on the
    image with the most objects, a random sample of the default boxes; and on the same image, its
    objects with the default boxes that are matched to them.

    Args:
        data: `Annotations`.
        levels: Rows of `Level`.
        default_cxcywh: `[K, 4]` their default boxes.
        image_size: (height, width) of the model's input.
        sampled: Default boxes in the third panel.
        seed: Of that sample.

    Returns: `matplotlib.figure.Figure`.
    Raises: ImportError saying how to install matplotlib where it is missing.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(
            "the picture needs matplotlib: pip install 'tfvision[training]'"
        ) from error
    drawing = Figure(figsize=(13, 9), layout="constrained")
    sizes_panel, classes_panel, sample_panel, match_panel = drawing.subplots(2, 2).flat
    _draw_sizes(sizes_panel, data, levels, image_size)
    _draw_classes(classes_panel, data)
    shown = max(data.samples, key=lambda sample: len(sample.labels))
    _draw_sample(sample_panel, shown, default_cxcywh, sampled, seed)
    _draw_matches(match_panel, shown, default_cxcywh)
    return drawing


def _draw_sizes(panel, data, levels, image_size):
    boxes_xyxy, labels = unit_boxes(data)
    sides = sizes_wh(boxes_xyxy, image_size)
    for i, name in enumerate(data.classes):
        mine = sides[labels == i]
        panel.scatter(mine[:, 0], mine[:, 1], s=8, alpha=0.4, label=name)
    for level in levels:
        shapes = level.shapes_wh
        panel.scatter(shapes[:, 0], shapes[:, 1], marker="s", facecolors="none", edgecolors="black")
        panel.annotate(level.feature, shapes[-1], fontsize=7, xytext=(4, 4), **_OFFSET)
    panel.set(xscale="log", yscale="log", xlabel="width, px", ylabel="height, px")
    panel.set_title(f"objects, and default boxes (squares), at {image_size[0]} x {image_size[1]}")
    panel.legend(fontsize=8)


_OFFSET = {"textcoords": "offset points"}


def _draw_classes(panel, data):
    _, labels = unit_boxes(data)
    counts = np.bincount(labels, minlength=len(data.classes))
    panel.barh(data.classes, counts)
    panel.bar_label(panel.containers[0])
    panel.set_title("objects a class")


def _draw_sample(panel, sample, default_cxcywh, sampled, seed):
    count = min(sampled, len(default_cxcywh))
    chosen = np.random.default_rng(seed).choice(len(default_cxcywh), count, replace=False)
    corners = boxes.xyxy_from_cxcywh(default_cxcywh[chosen])
    image = read(sample.path)
    shown_px = boxes.to_pixels(corners, image.shape[:2]).numpy()
    _show(panel, draw_boxes(image, shown_px, colours=_BLUE, scale=0.6))
    panel.set_title(f"{count} of {len(default_cxcywh)} default boxes")


def _draw_matches(panel, sample, default_cxcywh):
    image = read(sample.path)
    size_hw = image.shape[:2]
    objects_xyxy = boxes.from_pixels(sample.boxes_px, size_hw)
    targets = Codec(default_cxcywh).encode(objects_xyxy, sample.labels)
    matched = default_cxcywh[targets["logits"].numpy() > 0]
    matched_px = boxes.to_pixels(boxes.xyxy_from_cxcywh(matched), size_hw).numpy()
    image = draw_boxes(image, matched_px, colours=_RED, scale=0.6)
    _show(panel, draw_boxes(image, sample.boxes_px, colours=_GREEN, scale=0.6))
    panel.set_title(
        f"{len(matched)} default boxes (red) match {len(sample.labels)} objects (green)"
    )


def _show(panel, image):
    panel.imshow(image)
    panel.set_axis_off()
