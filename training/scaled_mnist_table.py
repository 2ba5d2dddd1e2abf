"""Several runs of scaled MNIST as the published table has them, with means and deviations."""

import statistics

from tfvision.whole_file import whole_file, whole_text
from training.recipes.scaled_mnist.seed_table import PUBLISHED
from training.scaled_mnist_data import OUTSIDE

HEADER = (
    *("model", "parameters", "runs", "top-1 %", "loss", "published"),
    *("smaller windows %", "larger windows %", "offsets px", "spread with size", "s/epoch"),
)


def summarised(name, figures):
    """One row: the words of each column.

    Args:
        name: The recipe's.
        figures: The contents of `metrics.json` of its runs.

    Returns: dict of `HEADER`, and `mean`, the accuracy to rank by.
    """
    accuracy = [100 * run["top1"] for run in figures]
    smaller, larger = (_outside(figures, window) for window in OUTSIDE)
    offsets = [
        " ".join(f"{layer} {_of(figures, layer, key)}" for layer in figures[0]["offsets"])
        for key in ("mean", "spread_with_size")
    ]
    top1, loss = PUBLISHED[name]
    cells = (
        *(name, f"{figures[0]['parameters']:,}", str(len(figures)), spread(accuracy)),
        *(spread([run["loss"] for run in figures], 4), f"{top1} / {loss}"),
        *(spread(smaller), spread(larger), *(words or "–" for words in offsets)),
        spread([run["seconds_an_epoch"] for run in figures if run["seconds_an_epoch"]], 1),
    )
    return {**dict(zip(HEADER, cells, strict=True)), "mean": statistics.mean(accuracy)}


def spread(values, places=2):
    """Mean and deviation in words.

    Example:
        >>> spread([98.0, 99.0]), spread([98.0]), spread([])
        ('98.50 ± 0.71', '98.00', '–')
    """
    if not values:
        return "–"
    mean = f"{statistics.mean(values):.{places}f}"
    return f"{mean} ± {statistics.stdev(values):.{places}f}" if len(values) > 1 else mean


def write(rows, path):
    """Writes rows of `summarised` as a Markdown table, and returns it."""
    lines = [HEADER, ["---"] * len(HEADER), *([row[key] for key in HEADER] for row in rows)]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    whole_text(path, table + "\n")
    return table


def order_of(rows):
    """Whether the models rank as published, in words."""
    ours = [row["model"] for row in sorted(rows, key=lambda row: row["mean"])]
    published = sorted(PUBLISHED, key=lambda name: PUBLISHED[name][0])
    return "\n".join(
        (
            f"order here:      {' < '.join(ours)}",
            f"published order: {' < '.join(published)}: "
            f"{'the same' if ours == published else 'another one'}",
        )
    )


def draw(finished, path):
    """Draws accuracy over the window's size, a line a model.

    Args:
        finished: `{name: figures of its runs}`, as in `summarised`.
        path: The PNG file.
    """
    # Not pyplot: its global state and its choice of a window system have no place in a script.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for name, figures in finished.items():
        shares = {}
        for run in figures:
            for window, (share, _) in {**run["by_scale"], **run["outside"]}.items():
                shares.setdefault(window, []).append(share)
        middles = {window: sum(map(float, window.split(" to "))) / 2 for window in shares}
        windows = sorted(shares, key=middles.get)
        axes.plot(
            [middles[window] for window in windows],
            [statistics.mean(shares[window]) for window in windows],
            marker=".",
            label=name,
        )
    axes.set(xlabel="window that is seen, of the image's size", ylabel="top-1")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    with whole_file(path) as temporary:
        figure.savefig(temporary, dpi=90)


def _outside(figures, window):
    """Accuracies in percent on windows that are not trained on, of the runs that have them."""
    name = "{:.2f} to {:.2f}".format(*window)
    return [100 * run["outside"][name][0] for run in figures if name in run["outside"]]


def _of(figures, layer, key):
    values = [run["offsets"][layer][key] for run in figures]
    return spread([value for value in values if value is not None])
