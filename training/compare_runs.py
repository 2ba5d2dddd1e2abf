"""Several runs side by side: `python -m training.compare_runs RUN RUN … --output curves.png`.

Each RUN is the folder of a run of any task. It prints the best epoch of each, and draws one column
of their tables over the epochs; what is measured while training is dashed.
"""

import argparse
import json
import math
import pathlib
import sys

from tfvision.quiet import quiet_import

with quiet_import():
    from tfvision.whole_file import whole_file
    from training.epoch_table import EpochTable


def main(arguments=None):
    """Runs the command; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.compare_runs", description=__doc__.partition(": ")[0]
    )
    add = parser.add_argument
    add("runs", metavar="RUN", nargs="+", type=pathlib.Path, help="folder of a run")
    add("--column", default="val_top1", help="of epochs.csv, larger is better; val_top1")
    add("--output", metavar="PNG", type=pathlib.Path, help="a picture of that column")
    given = parser.parse_args(arguments)
    try:
        tables = {_title(run): _table(run, given.column) for run in given.runs}
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    width = max(map(len, tables))
    for title, table in tables.items():
        best = table.ranking(given.column)[0]
        value = next(row[given.column] for row in table.rows if row["epoch"] == best)
        print(f"{title:<{width}}  {given.column} {value:.4f} in epoch {best} of {len(table.rows)}")
    if given.output:
        draw(tables, given.column, given.output)
        print(f"drawn into {given.output}")
    return 0


def draw(tables, column, path):
    """Draws a column of several `EpochTable`s, `{title: table}`, into one PNG."""
    # Not pyplot: its global state and its choice of a window system have no place in a script.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for title, table in tables.items():
        (line,) = axes.plot(*table.values(column), label=title)
        seen = column.removeprefix("val_")
        if seen != column and seen in table.columns:
            axes.plot(*table.values(seen), "--", color=line.get_color(), linewidth=1, alpha=0.6)
    axes.set(xlabel="epoch", ylabel=column)
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    with whole_file(path) as temporary:
        figure.savefig(temporary, dpi=90)


def _title(run):
    try:
        kept = json.loads((run / "run.json").read_text(encoding="utf-8"))
    except OSError:
        raise ValueError(f"{run}: no run.json in it, so it is not the folder of a run") from None
    except ValueError:
        raise ValueError(f"{run / 'run.json'}: damaged, it is not JSON") from None
    return f"{run.name} ({kept['recipe']['name']}, seed {kept['seed']})"


def _table(run, column):
    table = EpochTable(run / "epochs.csv", math.inf)
    if not table.rows:
        raise ValueError(f"{run / 'epochs.csv'}: no epoch has been finished")
    if not table.values(column)[0]:
        raise ValueError(
            f"{run / 'epochs.csv'}: no column {column}, but {', '.join(table.columns)}"
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
