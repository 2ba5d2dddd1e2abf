"""A confusion matrix as a picture."""

import numpy as np

_MOST_NUMBERS, _MOST_NAMES = 20, 60
_DARK = 0.5  # The share from which on a cell needs white numbers.


def plot_confusion(metric, path):
    """Draws a matrix whose rows are the truths, each cell the share of its row.

    Up to 20 classes the cells hold their counts, up to 60 the axes the names.

    Args:
        metric: A `ConfusionMatrix`.
        path: The picture to write; its suffix names the format.

    Raises: ImportError naming the extra if matplotlib is missing.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(
            "plot_confusion needs matplotlib: pip install 'tfvision[training]'"
        ) from error
    classes = len(metric.classes)
    totals = metric.matrix.sum(1, keepdims=True)  # [C, 1]
    shares = metric.matrix / np.maximum(totals, 1)  # [C, C]
    side = float(np.clip(2.5 + 0.4 * classes, 4.8, 14))
    figure = Figure(figsize=(side + 0.8, side), layout="constrained")  # no pyplot: no window
    axes = figure.add_subplot(xlabel="answer", ylabel="truth")
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, interpolation="nearest")
    figure.colorbar(image, label="share of the truth's images", shrink=0.8)
    if classes <= _MOST_NAMES:
        names = [name if len(name) <= 24 else f"{name[:23]}…" for name in map(str, metric.classes)]
        size = 9 if classes <= _MOST_NUMBERS else 6
        axes.set_xticks(range(classes), names, rotation=90, fontsize=size, parse_math=False)
        axes.set_yticks(range(classes), names, fontsize=size, parse_math=False)
    if classes <= _MOST_NUMBERS:
        for row, column in np.argwhere(metric.matrix):
            ink = "white" if shares[row, column] > _DARK else "black"
            count = str(metric.matrix[row, column])
            axes.text(column, row, count, ha="center", va="center", color=ink, fontsize=8)
    top1 = metric.result()["top1"]
    axes.set_title("no images" if np.isnan(top1) else f"top-1 {top1:.1%} of {totals.sum()} images")
    figure.savefig(path, dpi=150)
