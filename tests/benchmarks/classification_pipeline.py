"""Images per second of classification's input pipeline, images kept decoded or decoded each time.

    python -m tests.benchmarks.classification_pipeline --data DIR [--split train] [--image-size 32]
        [--cores 2] [--output FILE]

Each row is a fresh pipeline, measured after a warm-up, several times in turns; the figures are
medians. Wall figures suffer from whatever else the machine does, time of the CPU less. A pipeline
is no bottleneck where its CPU time an image is a small part of the training step's.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import json
import os
import pathlib
import statistics
import time

BATCH = 64


def augmentations():
    """What is measured, by name; None is the crop of evaluation."""
    from tfvision.classification.augment_options import AugmentOptions

    return {
        "no augmentation": None,
        "pad and crop": AugmentOptions(pad_crop=4),
        "resized crop": AugmentOptions(),
        "+ randaugment": AugmentOptions(policy="randaugment"),
        "+ mixup, cutmix": AugmentOptions(mixup=0.2, cutmix=1.0),
    }


def timed(batches, images):
    """Wall and CPU seconds an image over the next batches, after a third of them as warm-up."""
    batches, count = iter(batches), -(-images // BATCH)
    for _ in range(-(-count // 3)):
        next(batches)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(count):
        next(batches)
    images = count * BATCH
    return (time.perf_counter() - wall) / images, (time.process_time() - cpu) / images


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", required=True, help="folder of classes")
    parser.add_argument("--split", help="folder within it, as train")
    parser.add_argument("--image-size", type=int, default=32, help="side that the model takes")
    parser.add_argument("--cores", type=int, default=2, help="cores that it is pinned to")
    parser.add_argument("--images", type=int, default=4000, help="images of a turn")
    parser.add_argument("--repeats", type=int, default=3, help="turns of each row")
    parser.add_argument("--output", help="JSON file for every figure")
    arguments = parser.parse_args()
    available = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, available[: arguments.cores])
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

    from tfvision.classification import Codec, Images, pipeline, read

    kept = read(arguments.data, split=arguments.split)
    sides = {"kept": kept, "decoded": Images(kept.classes, kept.samples, keep_mb=0)}
    size, codec = (arguments.image_size, arguments.image_size), Codec(len(kept.classes))
    start = time.perf_counter()
    next(iter(kept.examples()))
    print(f"{kept}: {time.perf_counter() - start:.1f} s to decode and keep them")
    turns = {}
    for _ in range(arguments.repeats):
        for name, options in augmentations().items():
            for side, data in sides.items():
                batches = pipeline.training_batches(data, codec, size, BATCH, 0, augment=options)
                turns.setdefault((name, side), []).append(timed(batches, arguments.images))
    results = []
    for (name, side), measured in turns.items():
        wall, cpu = (statistics.median(column) for column in zip(*measured, strict=True))
        results.append({"augment": name, "images": side, "wall": wall, "cpu": cpu})
        print(f"{name:16} {side:8} {1 / wall:8.0f} images/s {1e6 * cpu:8.0f} us CPU an image")
    if arguments.output:
        pathlib.Path(arguments.output).write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
