"""The loss, the metric and the learning rate over the epochs, as one PNG."""

import time

import keras

from tfvision.whole_file import whole_file

_PAUSE_SECONDS = 5  # Drawing takes a third of a second, an epoch of few images hardly more.


class DrawCurves(keras.callbacks.Callback):
    """Redraws the curves after the first epoch, and then at most every five seconds.

    Args:
        table: The `EpochTable` that holds the run so far.
        path: The PNG file.
        panel: Title of the metric's panel, and parts of the names of the columns that belong there.
    """

    def __init__(self, table, path, panel):
        super().__init__()
        self.table = table
        self.path = path
        self.panel = panel
        self._drawn = -float("inf")  # When

    def on_epoch_end(self, epoch, logs=None):
        """Draws the rows of the table, unless it did so just now."""
        now = time.monotonic()
        if now >= self._drawn + _PAUSE_SECONDS:
            draw_curves(self.table, self.path, self.panel)
            self._drawn = now


def draw_curves(table, path, panel):
    """Draws losses, metrics and learning rate of an `EpochTable` into `path`; see `DrawCurves`."""
    # Not pyplot: its global state and its choice of a window system have no place in a script.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    metric, _ = panel
    titles = ("loss", metric, "learning rate")
    for axes, title in zip(figure.subplots(1, len(titles)), titles, strict=True):
        for name in (column for column in table.columns if _title(column, panel) == title):
            epochs, values = table.values(name)
            dashes = "-" if name.startswith("val_") or title == "learning rate" else "--"
            axes.plot(epochs, values, dashes, marker="." if len(epochs) < 20 else None, label=name)
        axes.set(title=title, xlabel="epoch")
        axes.grid(alpha=0.3)
        if axes.lines and title != "learning rate":
            axes.legend(fontsize="small")
        if title == metric:
            axes.set_ylim(0, 1)
    with whole_file(path) as temporary:
        figure.savefig(temporary, dpi=100)


def _title(column, panel):
    metric, parts = panel
    if column == "learning_rate":
        return "learning rate"
    if any(part in column for part in parts):
        return metric
    return "loss" if column.endswith("loss") else None
