"""How many characters of rendered screens trained models find, side by side, and how fast.

    python -m tests.benchmarks.character_quality MODEL [MODEL …] [--screens 500] [--seed 77]
        [--size 512 512] [--fonts FILE_OR_DIR …] [--scale 1.5] [--levels 2]
        [--codec threshold=0.35 …] [--pictures 10] [--output DIR]

MODEL is an exported model or a training run. With fonts that its training did not see this is its
quality on unknown ones. Intervals are of 95 %, over screens; the differences to the first model
draw the same screens for both. Time is that of the CPU, of everything from pixels to boxes in
reading order, for a screen. With --output, DIR takes the figures and so many drawn screens.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import collections
import json
import os
import pathlib
import time

LARGE = "12 px and more"
BINS = {
    LARGE: (12, float("inf")),
    "56 px and more": (56, float("inf")),
    "under 12 px": (0, 12),
    "under 8 px": (0, 8),
}
SHARES = ("precision", "recall", "hmean")
SHOWN = [*SHARES, "mean_iou", "centre_hits", *(f"{s}/{size}" for size in BINS for s in SHARES[:2])]


def detector_of(path, codec, given):
    """`(detector, parameters)` of an export or a run, decoding as told where it is told."""
    from tfvision import serving
    from tfvision.text import checkpoint
    from tfvision.text.codec import Codec

    options = {name: value for name, value in given.items() if value is not None}
    if (path / "run.json").is_file() or path.suffix == ".keras":
        detector = checkpoint.load(path, **options)
        parameters = detector.model.count_params()
        detector.model = detector.model.fuse()
    else:
        saved = serving.load(path)
        detector, parameters = saved.detector(**options), None
    if codec:
        detector.codec = Codec(**{**detector.codec.get_config(), **codec})
    return detector, parameters


def measured(detector, screens, folder, pictures):
    """The metric after all screens, CPU milliseconds for one, and what is missed most."""
    import cv2
    import numpy as np

    from tfvision.text.evaluate import truth
    from tfvision.text.matching import overlaps
    from tfvision.text.metric import CharacterMetric
    from tfvision.text.verdicts import judge
    from training.text_picture import draw_page

    metric, spent = CharacterMetric(sizes=BINS), 0.0
    seen, missed = collections.Counter(), collections.Counter()
    drawn = set(np.linspace(0, len(screens) - 1, pictures, dtype=int).tolist())
    detector.predict(screens[0]["image"])  # Traces
    for i in range(len(screens)):
        screen = screens[i]
        start = time.process_time()
        found = detector.predict(screen["image"])
        spent += time.process_time() - start
        true = truth(screen)
        metric.update(found, true)
        pairs = overlaps(found["box"], true["boxes"])
        detected = judge(pairs, found["score"], true["ignored"], metric.iou).detected
        large = (true["boxes"][:, 2:] - true["boxes"][:, :2]).max(1, initial=0) >= 12
        for char, hit, counts in zip(
            screen["characters"], detected, large & ~true["ignored"], strict=True
        ):
            if counts:
                seen[char] += 1
                missed[char] += not hit
        if folder and i in drawn:
            picture = draw_page(screen["image"], found, true, metric.iou)
            cv2.imwrite(str(folder / f"{i}.png"), picture[..., ::-1])
    worst = [(char, count, seen[char]) for char, count in missed.most_common(12) if count]
    return metric, 1e3 * spent / len(screens), worst


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model", nargs="+", type=pathlib.Path)
    parser.add_argument("--screens", type=int, default=500)
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--size", type=int, nargs=2, default=(512, 512), help="height and width")
    parser.add_argument("--fonts", nargs="+", help="fonts, or folders of them; OpenCV's own")
    parser.add_argument("--scale", type=float, help="of the detectors; each one's own")
    parser.add_argument("--levels", type=int, help="of the detectors; each one's own")
    parser.add_argument("--codec", nargs="+", help="changes to the decoding; each one's own")
    parser.add_argument("--pictures", type=int, default=10)
    parser.add_argument("--output", type=pathlib.Path, help="folder for figures and pictures")
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

    from tfvision.text.screens import Screens
    from training import parse

    codec = dict(parse.options(each) for each in arguments.codec or ())
    options = {"fonts": arguments.fonts, "keep_mb": 0}
    screens = Screens(arguments.screens, arguments.seed, arguments.size, **options)
    first, figures = None, {}
    for path in arguments.model:
        folder = arguments.output and arguments.output / path.name
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        given = {"scale": arguments.scale, "levels": arguments.levels}
        detector, parameters = detector_of(path, codec, given)
        metric, spent, worst = measured(detector, screens, folder, arguments.pictures)
        results, intervals = metric.result(), metric.intervals()
        print(f"\n{path}: {parameters or 'parameters of an export'}, {spent:.0f} ms a screen")
        for name in SHOWN:
            low, high = intervals[name]
            print(f"{name:26}{results[name]:8.4f}  ({low:.4f} to {high:.4f})")
        counts = {name: results[name] for name in ("total", "false", "missed", "splits", "merges")}
        print(f"{'seed_accuracy':26}{results['seed_accuracy']:8.4f}  {counts}")
        print(f"missed most of {LARGE}:", " ".join(f"{c} {n}/{of}" for c, n, of in worst))
        if first is not None:
            for name in SHARES:
                value, low, high = metric.compare(first)[name]
                print(f"{name:26}{value:+8.4f}  ({low:+.4f} to {high:+.4f}) beside the first")
        first = metric if first is None else first
        figures[str(path)] = {"ms": spent, **results, "intervals": intervals}
    if arguments.output:
        text = json.dumps(figures, indent=2)
        (arguments.output / "figures.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
