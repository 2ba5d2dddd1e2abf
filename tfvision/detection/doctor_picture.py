"""The data doctor's picture: sizes against default boxes, classes, both on an image."""

import numpy as np

from tfvision.detection.codec import Codec
from tfvision.detection.doctor import octaves, sizes_wh, unit_boxes
from tfvision.detection.loading import rescued
from tfvision.geometry import boxes
from tfvision.images.draw import draw_boxes
from tfvision.images.read import ImageError

_RED, _GREEN, _BLUE = (230, 60, 50), (40, 200, 80), (60, 120, 230)
_OFFSET = {"textcoords": "offset points"}
_PANELS = (
    ["shapes", "shapes", "octaves", "octaves", "classes", "classes"],
    ["sample", "sample", "sample", "matches", "matches", "matches"],
)


def figure(data, levels, default_cxcywh, image_size, *, sampled=70, seed=0):
    """Draws five panels as a matplotlib figure.

    Widths and heights of the objects with the shapes of the default boxes; how many objects are
    of which size; objects a class; on the image with the most objects, of those that can be read,
    a random sample of the default boxes; and on the same image, its objects with the default
    boxes that are matched to them. Where no image can be read, the last two say so.

    Args:
        data: `Annotations`.
        levels: Rows of `Level`.
        default_cxcywh: `[K, 4]` their default boxes.
        image_size: (height, width) of the model's input.
        sampled: Default boxes in the fourth panel.
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
    drawing = Figure(figsize=(16, 9), layout="constrained")
    panels = drawing.subplot_mosaic(_PANELS)
    boxes_xyxy, labels = unit_boxes(data)
    sides_wh = sizes_wh(boxes_xyxy, image_size)
    levels = [level.at(image_size) for level in levels]
    _draw_shapes(panels["shapes"], data.classes, labels, sides_wh, levels, image_size)
    _draw_octaves(panels["octaves"], sides_wh, levels)
    _draw_classes(panels["classes"], data.classes, labels)
    shown, image = _readable(data.samples)
    if image is None:
        for name in ("sample", "matches"):
            panels[name].set_axis_off()
            panels[name].set_title("no image can be read")
    else:
        _draw_sample(panels["sample"], image, default_cxcywh, sampled, seed)
        _draw_matches(panels["matches"], shown, image, default_cxcywh)
    return drawing


def _readable(samples):
    """The sample with the most objects of those with a readable image, and its image, or Nones.

    The image is as training sees it: upright, or lying where it was annotated lying.
    """
    for sample in sorted(samples, key=lambda sample: -np.sum(~sample.crowd)):
        try:
            return sample, rescued(sample.path, sample.size_hw, sample.source)
        except ImageError:
            continue
    return None, None


def _draw_shapes(panel, classes, labels, sides_wh, levels, image_size):
    for i, name in enumerate(classes):
        mine = sides_wh[labels == i]
        panel.scatter(mine[:, 0], mine[:, 1], s=8, alpha=0.4, label=name)
    for level in levels:
        shapes = level.shapes_wh
        panel.scatter(shapes[:, 0], shapes[:, 1], marker="s", facecolors="none", edgecolors="black")
        panel.annotate(level.feature, shapes[-1], fontsize=7, xytext=(4, 4), **_OFFSET)
    panel.set(xscale="log", yscale="log", xlabel="width, px", ylabel="height, px")
    panel.set_title(f"objects, and default boxes (squares), at {image_size[0]} x {image_size[1]}")
    if classes:
        panel.legend(fontsize=8)


def _draw_octaves(panel, sides_wh, levels):
    edges, shares = octaves(sides_wh)
    panel.bar(np.log2(edges), 100 * shares, width=0.96, align="edge")
    sizes = np.sqrt(np.concatenate([level.shapes_wh for level in levels]).prod(1))
    for size in np.log2(sizes):
        panel.axvline(size, color="black", linestyle=":", linewidth=1)
    low = int(min([*np.log2(edges), *np.floor(np.log2(sizes))]))
    high = int(max([*np.log2(edges) + 1, *np.ceil(np.log2(sizes))]))
    panel.set_xticks(range(low, high + 1), [f"{2.0**place:g}" for place in range(low, high + 1)])
    panel.set(xlabel="square root of the area, px", ylabel="% of the objects")
    panel.set_title("sizes of objects, and of default boxes (dotted)")


def _draw_classes(panel, classes, labels):
    panel.barh(classes, np.bincount(labels, minlength=len(classes)))
    panel.bar_label(panel.containers[0])
    panel.set_title("objects a class")


def _draw_sample(panel, image, default_cxcywh, sampled, seed):
    count = min(sampled, len(default_cxcywh))
    chosen = np.random.default_rng(seed).choice(len(default_cxcywh), count, replace=False)
    corners = boxes.xyxy_from_cxcywh(default_cxcywh[chosen])
    shown_px = boxes.to_pixels(corners, image.shape[:2]).numpy()
    _show(panel, draw_boxes(image, shown_px, colours=_BLUE, scale=0.6))
    panel.set_title(f"{count} of {len(default_cxcywh)} default boxes")


def _draw_matches(panel, sample, image, default_cxcywh):
    boxes_px, labels = sample.boxes_px[~sample.crowd], sample.labels[~sample.crowd]
    objects_xyxy = boxes.from_pixels(boxes_px, sample.size_hw)
    targets = Codec(default_cxcywh).encode(objects_xyxy, labels)
    matched = default_cxcywh[targets["logits"].numpy() > 0]
    matched_px = boxes.to_pixels(boxes.xyxy_from_cxcywh(matched), sample.size_hw).numpy()
    image = draw_boxes(image, matched_px, colours=_RED, scale=0.6)
    _show(panel, draw_boxes(image, boxes_px, colours=_GREEN, scale=0.6))
    panel.set_title(f"{len(matched)} default boxes (red) match {len(labels)} objects (green)")


def _show(panel, image):
    panel.imshow(image)
    panel.set_axis_off()
