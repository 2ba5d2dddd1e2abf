"""How many characters of rendered screens are read in the order meant, and how long it takes.

    python -m tests.benchmarks.reading_order [--screens 500] [--seed 9] [--size 512 512]
        [--fonts DIR] [--noise 0.5] [--output FILE]

The order within lines is what was written; that between parts of a screen is one of several that
people might choose, see `text.screens.reading`. Time is that of the CPU for a whole page of 2,000
characters, and per screen.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import json
import os
import pathlib
import time

import numpy as np

from tests.text.order_shares import add, counts
from tests.text.set_pages import columns, page, rows


def timed(reading_order, boxes, repeats=7):
    """Median milliseconds of CPU time."""
    measured = []
    for _ in range(repeats):
        start = time.process_time()
        reading_order(boxes)
        measured.append(1e3 * (time.process_time() - start))
    return sorted(measured)[repeats // 2]


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--screens", type=int, default=500)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--size", type=int, nargs=2, default=(512, 512), help="height and width")
    parser.add_argument("--fonts", help="folder of fonts; default: OpenCV's own")
    parser.add_argument("--noise", type=float, default=0.0, help="px by which each side errs")
    parser.add_argument("--output", help="JSON file for every figure")
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

    from tfvision.text.reading_order import reading_order
    from tfvision.text.screens import Screens

    options = {"fonts": arguments.fonts, "keep_mb": 0}
    screens = Screens(arguments.screens, arguments.seed, arguments.size, **options)
    rng, totals, spent = np.random.default_rng(arguments.seed), {}, 0.0
    for i in range(len(screens)):
        screen = screens[i]
        boxes_px = screen["boxes_xyxy"].astype(float) * np.tile(arguments.size[::-1], 2)
        boxes_px = boxes_px + rng.normal(0, 1, boxes_px.shape) * arguments.noise
        if not len(boxes_px):
            continue
        start = time.process_time()
        found = reading_order(boxes_px)
        spent += time.process_time() - start
        totals = add(totals, counts(found, screen))
    results = {name: right / max(of, 1) for name, (right, of) in totals.items()}
    for name, (right, of) in totals.items():
        print(f"{name:28}{results[name]:8.4f}  ({right} of {of})")
    texts = ["あいうえおかきくけこ" * 5] * 40
    results["ms a screen"] = 1e3 * spent / len(screens)
    results["ms, 2,000 in rows"] = timed(reading_order, page(*rows(texts, 0, 0))[0])
    results["ms, 2,000 in columns"] = timed(reading_order, page(*columns(texts, 0, 0))[0])
    for name in list(results)[-3:]:
        print(f"{name:28}{results[name]:8.1f}")
    if arguments.output:
        pathlib.Path(arguments.output).write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
