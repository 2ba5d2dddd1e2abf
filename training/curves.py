"""The loss, the metric and the learning rate over the epochs, as one PNG."""

import keras

from tfvision.whole_file import whole_file

PANELS = ("loss", "mAP", "learning rate")


class DrawCurves(keras.callbacks.Callback):
    """Redraws the curves after every epoch.

    Args:
        table: The `EpochTable` that holds the run so far.
        path: The PNG file.
    """

    def __init__(self, table, path):
        super().__init__()
        self.table = table
        self.path = path

    def on_epoch_end(self, epoch, logs=None):
        """Draws the rows of the table."""
        draw_curves(self.table, self.path)


def draw_curves(table, path):
    """Draws losses, mean average precisions and learning rate of an `EpochTable` into `path`."""
    # Not pyplot: its global state and its choice of a window system have no place in a script.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, panel in zip(figure.subplots(1, len(PANELS)), PANELS, strict=True):
        for name in (column for column in table.columns if _panel(column) == panel):
            epochs, values = table.values(name)
            dashes = "-" if name.startswith("val_") or panel != "loss" else "--"
            axes.plot(epochs, values, dashes, marker="." if len(epochs) < 20 else None, label=name)
        axes.set(title=panel, xlabel="epoch")
        axes.grid(alpha=0.3)
        if axes.lines and panel != "learning rate":
            axes.legend(fontsize="small")
        if panel == "mAP":
            axes.set_ylim(0, 1)
    with whole_file(path) as temporary:
        figure.savefig(temporary, dpi=100)


def _panel(column):
    if column == "learning_rate":
        return "learning rate"
    if "mAP" in column or "AP/" in column:
        return "mAP"
    return "loss" if column.endswith("loss") else None
