"""Precision-recall curves of a metric as a picture."""

import numpy as np


def plot_precision_recall(metric, path, iou=None):
    """Draws one curve for each class that has truths, its best threshold by F1 as a dot.

    Args:
        metric: A `MeanAveragePrecision` that holds images.
        path: The picture to write; its suffix names the format.
        iou: IoU threshold; default the metric's first.

    Raises: ImportError naming the extra if matplotlib is missing.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(
            "plot_precision_recall needs matplotlib: pip install 'tfvision[training]'"
        ) from error
    figure = Figure(figsize=(6.4, 4.8), layout="constrained")  # no pyplot: no window, no state
    axes = figure.add_subplot(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.02))
    for name in metric.classes:
        recall, precision, _ = metric.curve(name, iou)
        if np.isnan(recall).any():
            continue
        best = metric.best_threshold(name, iou)
        label = f"{name}: F1 {best.f1:.2f} from score {best.score:.2f}"
        (line,) = axes.plot(np.append(0.0, recall), np.append(1.0, precision), label=label)
        axes.plot(best.recall, best.precision, "o", color=line.get_color())
    if axes.lines:
        axes.legend(loc="lower left", fontsize="small")
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=150)
