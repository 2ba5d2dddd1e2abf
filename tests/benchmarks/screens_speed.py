"""Screens a second that `Screens` renders, none kept, one after the other and by `tf.data`.

    python -m tests.benchmarks.screens_speed [--size 512 512] [--screens 200] [--cores 2]
        [--fonts DIR] [--output FILE]

The first screens are a warm-up, in which glyphs are drawn that later ones find in memory. Wall
figures suffer from whatever else the machine does, time of the CPU less.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import json
import os
import pathlib
import time


def timed(screens, repeats):
    """Medians of wall and CPU seconds a screen; each turn has its own, the first is not counted."""
    measured = []
    for turn in range(repeats + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        count = sum(1 for _ in screens(turn))
        measured.append(((time.perf_counter() - wall) / count, (time.process_time() - cpu) / count))
    wall, cpu = (sorted(column)[repeats // 2] for column in zip(*measured[1:], strict=True))
    return {"wall": wall, "cpu": cpu}


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, nargs=2, default=(512, 512), help="height and width")
    parser.add_argument("--screens", type=int, default=200, help="screens of a turn")
    parser.add_argument("--cores", type=int, default=2, help="cores that it is pinned to")
    parser.add_argument("--fonts", help="folder of fonts; default: OpenCV's own")
    parser.add_argument("--repeats", type=int, default=3, help="turns of each row")
    parser.add_argument("--output", help="JSON file for every figure")
    arguments = parser.parse_args()
    available = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, available[: arguments.cores])
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

    from tfvision.text.screens import Screens

    def screens(turn):
        options = {"fonts": arguments.fonts, "start": turn * arguments.screens, "keep_mb": 0}
        return Screens(arguments.screens, 0, arguments.size, **options)

    results = {
        "one by one": timed(screens, arguments.repeats),
        "tf.data": timed(lambda turn: screens(turn).examples(), arguments.repeats),
    }
    for name, row in results.items():
        print(f"{name:12}{1 / row['wall']:6.0f} screens/s {1e3 * row['cpu']:6.1f} ms CPU a screen")
    if arguments.output:
        pathlib.Path(arguments.output).write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
