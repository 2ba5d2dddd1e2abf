"""One table of how fast all of this is, beside peers and limits that are measured in the same run.

    python -m tests.benchmarks [--peer-python PYTHON_WITH_TORCHVISION] [--pytorch-ssd CLONE]
        [--only NAME …] [--rounds 5] [--threads 2]
        [--json now.json] [--plot now.png] [--baseline before.json]

Ratios only: the other side's time by ours, above 1 where we are faster. All sides of a row take
turns; of their times the least count, and the quartiles of the rounds' own ratios stand beside
them. A limit does only a part of the work, and stays below 1. For growth the other side is what
cost would be if it grew as the work does. Peers that are not installed are named and left out:
torchvision comes from another Python, and qfgaohao/pytorch-ssd from a clone, which needs OpenCV
there. With `--baseline`, rows that fell by more than the noise are named, and the status is 1; so
it is where a benchmark failed. The file of `--json` is written anew after each.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import dataclasses
import gc
import importlib
import json
import pathlib
import sys
import tempfile
import traceback

import tqdm

from tests.benchmarks import contest, machine, ratio_plot, ratio_table, ratios, regressions
from tests.benchmarks.peers import Peers
from tfvision.quiet import quiet_import
from tfvision.whole_file import whole_file

NAMES = {
    "deformable": "deformable convolution",
    "classification": "EfficientNet-B0 forward",
    "detection": "SSD300 and SSDLite, image to boxes",
    "encoding": "matching, and the input pipeline",
    "characters": "decoding of characters",
    "craft": "CRAFT and GhostCRAFT forward",
    "training_step": "training steps",
    "start_up": "exported model: start of a process, first answer",
    "growth": "cost by batch, image size, objects, candidates, classes, characters",
}


@dataclasses.dataclass(frozen=True)
class Setting:
    """What each benchmark is told.

    Args:
        threads: Of both sides.
        peers: The other libraries.
        folder: `pathlib.Path` of a folder for what it writes.
    """

    threads: int
    peers: Peers
    folder: pathlib.Path


def arguments(words=None):
    """What was typed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__.partition("\n")[0],
        epilog="benchmarks: " + "; ".join(f"{name}: {what}" for name, what in NAMES.items()),
    )
    parser.add_argument("--only", nargs="+", choices=NAMES, metavar="NAME", default=list(NAMES))
    parser.add_argument("--rounds", type=int, default=5, help="turns of each side")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peer-python", help="a Python with torch and torchvision")
    parser.add_argument("--pytorch-ssd", help="clone of github.com/qfgaohao/pytorch-ssd")
    parser.add_argument("--json", help="write machine, rows and curves to this file")
    parser.add_argument("--plot", help="write ratios and curves to this picture")
    parser.add_argument("--baseline", help="file that --json wrote before")
    chosen = parser.parse_args(words)
    if chosen.rounds < 1 or chosen.threads < 1:
        parser.error("--rounds and --threads must be at least 1")
    if chosen.baseline:
        try:
            chosen.baseline = regressions.read(chosen.baseline)
        except (OSError, ValueError) as error:
            parser.error(f"--baseline: {error}")
    return chosen


def start_tensorflow(threads):
    """Before anything of it is used, for it takes no other number of threads later."""
    with quiet_import():
        import keras
        import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    keras.utils.set_random_seed(0)


def measure(names, setting, rounds, report, save):
    """Runs the benchmarks; adds their rows and curves to `report`, and saves it after each.

    Returns: Names of those that failed, whose errors are told; the others go on.
    """
    failed = []
    for name in names:
        try:
            _measure(name, contests(name, setting), rounds, report)
        except Exception as error:
            traceback.print_exc()
            setting.peers.left_out[f"the rest of {name}"] = f"{type(error).__name__}: {error}"
            failed.append(name)
        setting.peers.close()
        save()
        gc.collect()
    return failed


def contests(name, setting):
    """What a benchmark consists of."""
    return importlib.import_module(f"tests.benchmarks.quick.{name}").contests(setting)


def _measure(name, made, rounds, report):
    with tqdm.tqdm(total=len(made) * (rounds + 1), desc=name, file=sys.stderr) as bar:
        for one in made:
            bar.set_postfix_str(one.what)
            found = contest.times(one, rounds, bar.update)
            if isinstance(one, contest.Growth):
                report["rows"] += ratios.of_growth(name, one, found)
                report["curves"].append(ratios.curve(name, one, found))
            else:
                report["rows"] += ratios.of_contest(name, one, found)


def judge(old, report, names):
    """Prints what changed; whether something regressed."""
    rows = [row for row in old["rows"] if row["group"] in names]
    worse, better, missing = regressions.compare(rows, report["rows"])
    if old["machine"]["processor"] != report["machine"]["processor"]:
        print(f"the baseline is of another processor: {old['machine']['processor']}")
    for title, pairs in (("slower", worse), ("faster", better)):
        for pair in pairs:
            print(f"{title} than before: {ratio_table.change(*pair)}")
    for row in missing:
        print(f"no longer there: {': '.join(regressions.key(row))}")
    if not worse:
        print("nothing is slower than before by more than the noise")
    return bool(worse)


def main():
    """Measures, prints, writes; the exit status."""
    chosen = arguments()
    facts = machine.machine(chosen.threads)
    start_tensorflow(chosen.threads)
    peers = Peers(chosen.peer_python, chosen.pytorch_ssd, chosen.threads)
    facts["versions"] |= peers.versions
    report = {"machine": facts, "rounds": chosen.rounds, "left_out": peers.left_out}
    report |= {"rows": [], "curves": []}

    def save():
        if chosen.json:
            with whole_file(chosen.json) as partial:
                partial.write_text(json.dumps(report, indent=1) + "\n", "utf-8")

    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(chosen.threads, peers, pathlib.Path(folder))
        failed = measure(chosen.only, setting, chosen.rounds, report, save)
    print(machine.in_words(facts))
    for name, why in peers.left_out.items():
        print(f"left out: {name}, {why}")
    print("\n".join(ratio_table.table(report["rows"])))
    if chosen.plot:
        with whole_file(chosen.plot) as partial:
            ratio_plot.plot(partial, report["rows"], report["curves"])
    slower = chosen.baseline is not None and judge(chosen.baseline, report, chosen.only)
    return int(slower or bool(failed))


if __name__ == "__main__":
    sys.exit(main())
