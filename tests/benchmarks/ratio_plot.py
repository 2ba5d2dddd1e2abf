"""The table as a picture: ratios as bars, and how cost grows as curves."""

import math

_COLOURS = {"peer": "tab:blue", "limit": "tab:gray", "growth": "tab:green"}
_COLUMNS = 3


def plot(path, rows, curves):
    """Writes a picture; its suffix chooses the format.

    Args:
        path: The file.
        rows: Rows of `ratios`.
        curves: Dicts of `ratios.curve`, may be none.

    Raises: ImportError if matplotlib is missing.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    heights = [1.5 + 0.24 * len(rows)]
    lines = math.ceil(len(curves) / _COLUMNS)
    heights += [3 * lines] if lines else []
    figure = Figure(figsize=(11, sum(heights)), layout="constrained")
    FigureCanvasAgg(figure)
    parts = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    _bars(parts[0].subplots(), rows)
    if curves:
        axes = list(parts[1].subplots(lines, _COLUMNS, squeeze=False).flat)
        for axis, one in zip(axes, curves, strict=False):
            _growth(axis, one)
        for axis in axes[len(curves) :]:
            axis.set_axis_off()
    figure.savefig(path, dpi=110)


def _bars(axis, rows):
    for place, row in enumerate(rows):
        axis.barh(place, row["ratio"] - 1, left=1, color=_COLOURS[row["kind"]], height=0.7)
        axis.plot([row["low"], row["high"]], [place, place], color="black", linewidth=1.2)
    names = [f"{row['group']}: {row['what']} / {row['against']}" for row in rows]
    axis.set_yticks(range(len(rows)), names, fontsize=8)
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.set_xscale("log")
    axis.axvline(1, color="black", linewidth=0.8)
    axis.set_xlabel("ratio: right of 1 ours is faster, or cost grows more slowly than the work")
    for kind, colour in _COLOURS.items():
        axis.barh([0], [0], color=colour, label=kind)
    axis.legend(loc="lower right", fontsize=8)


def _growth(axis, one):
    first, last = one["sizes"][0], one["sizes"][-1]
    axis.plot(one["sizes"], one["cost"], "o-", color=_COLOURS["growth"], label="measured")
    axis.plot([first, last], [1, last / first], "--", color="black", linewidth=0.8, label="linear")
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.set_xticks(one["sizes"], [f"{size:,g}" for size in one["sizes"]], minor=False)
    axis.minorticks_off()
    axis.set_title(one["what"], fontsize=9)
    axis.set_xlabel(one["unit"])
    axis.set_ylabel("cost, of the first")
    axis.legend(fontsize=8)
