"""The whole experiment of scaled MNIST: `python -m training.scaled_mnist_series --data mnist.npz`.

Every row of the published table, with several seeds each, one run after another into folders of
--output; further arguments are those of `training.scaled_mnist`, the same for all. Called once
more, it goes on where it was stopped. In the end, or with --table-only, it prints the table, and
writes it beside the runs.
"""

import argparse
import gc
import json
import pathlib
import sys

from tfvision.quiet import quiet_import

with quiet_import():
    import keras

    from training import parse, scaled_mnist
    from training.recipes.scaled_mnist.seed_table import SEED_TABLE
    from training.run_folder import RunFolder
    from training.scaled_mnist_table import draw, order_of, summarised, write

NAMES = tuple(recipe.name for recipe in SEED_TABLE)
OWN = ("--recipe", "--seed", "--output", "--resume")


def main(words=None):
    """Runs the script; returns its exit status: 0 done, 1 failed, 2 wrong words, 130 stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m training.scaled_mnist_series",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--output", type=pathlib.Path, default="runs/scaled_mnist", help="folder of the runs")
    add("--recipes", nargs="+", default=NAMES, choices=NAMES, metavar="NAME", help="those to run")
    add("--seeds", type=parse.positive, default=3, help="runs of each, with the seeds 0, 1, …; 3")
    add("--table-only", action="store_true", help="run nothing; print what is finished")
    given, others = parser.parse_known_args(words)
    for word in others:
        name = word.split("=")[0]
        # The script of a single run would take the beginning of a name for it.
        if len(name) > 2 and any(own.startswith(name) for own in OWN):
            print(f"error: {word} is the series' own: leave it out", file=sys.stderr)
            return 2
    if any("multiworker" in word for word in others):
        print("error: a process joins others for one run only: no multiworker", file=sys.stderr)
        return 2
    # Seed by seed: a series that is stopped has whole tables of fewer seeds.
    names = dict.fromkeys(given.recipes)
    runs = [(name, seed) for seed in range(given.seeds) for name in names]
    for name, seed in () if given.table_only else runs:
        if status := _run(RunFolder(given.output / f"{name}_{seed}"), name, seed, others):
            return status
    return _conclude(given.output, runs)


def _run(folder, name, seed, others):
    """Begins or resumes one run unless it is finished; returns its exit status."""
    if folder.metrics_file.exists():
        print(f"{folder.path}: finished before, and kept as it is")
        return 0
    words = ["--output", str(folder.path)]
    if folder.settings_file.exists():
        words.append("--resume")
    else:
        words += ["--recipe", name, "--seed", str(seed)]
    if not any(word.split("=")[0] == "--export" for word in others):
        words += ["--export", "none"]
    keras.backend.clear_session()
    gc.collect()
    return scaled_mnist.main([*words, *others])


def _conclude(output, runs):
    finished, conditions = {}, {}
    for name, seed in runs:
        folder = RunFolder(output / f"{name}_{seed}")
        if folder.metrics_file.exists():
            finished.setdefault(name, []).append(_json(folder.metrics_file))
            conditions.setdefault(_conditions(folder), folder.path)
    if not finished:
        print(f"error: {output} holds no finished run of a series", file=sys.stderr)
        return 1
    if len(conditions) > 1:
        (one, here), (other, there), *_ = conditions.items()
        words = f"{here}: {one}; {there}: {other}"
        print(f"error: one table is of runs that are alike, but {words}", file=sys.stderr)
        return 1
    rows = [summarised(name, figures) for name, figures in finished.items()]
    print()
    print(write(rows, output / "table.md"))
    print(next(iter(conditions)))
    draw(finished, output / "scales.png")
    print(f"drawn into {output / 'scales.png'}")
    if len(rows) == len(NAMES):
        print(order_of(rows))
    return 0


def _conditions(folder):
    """What the runs of a table share, in words."""
    settings = _json(folder.settings_file) if folder.settings_file.exists() else {}
    recipe = settings.get("recipe", {})
    data = ", ".join(settings.get("data") or ["rendered digits"])
    return (
        f"{settings.get('training_images')} images of {data}, {settings.get('planned_epochs')} "
        f"epochs, {recipe.get('batch_size')} a step, {recipe.get('mixed_precision') or 'float32'}"
    )


def _json(file):
    return json.loads(file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
