"""Pages per second of text's input pipeline: files or rendered screens, augmented and encoded.

    python -m tests.benchmarks.text_pipeline [--data DIR] [--image-size 512] [--cores 2]

Without `--data`, screens are rendered once, and kept in memory on one side, written as PNG on the
other. Each row is a fresh pipeline, measured after a warm-up, several times in turns; the figures
are medians. Wall figures suffer from whatever else the machine does, time of the CPU less.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import json
import os
import pathlib
import statistics
import tempfile
import time

BATCH = 8


def timed(batches, images):
    """Wall and CPU seconds a page over the next batches, after a third of them as warm-up."""
    batches, count = iter(batches), -(-images // BATCH)
    for _ in range(-(-count // 3)):
        next(batches)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(count):
        next(batches)
    images = count * BATCH
    return (time.perf_counter() - wall) / images, (time.process_time() - cpu) / images


def written(data, folder):
    """Writes a data set as PNG files and a JSON file of their characters, and reads it."""
    import cv2

    from tfvision.text import json_file, read

    pages = {}
    for example in data.examples():
        example = {key: value.numpy() for key, value in example.items()}
        name, image = f"{example['image_id']:05d}.png", example["image"]
        size_whwh = [image.shape[1], image.shape[0]] * 2
        pages[name] = {"boxes": example["boxes_xyxy"] * size_whwh, "lines": example["lines"]}
        cv2.imwrite(str(folder / name), image[..., ::-1])
    json_file.save(folder / "characters.json", pages)
    return read(folder, on_error="skip")


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", help="what text.read reads; default: rendered screens")
    parser.add_argument("--image-size", type=int, default=512, help="side that the model takes")
    parser.add_argument("--cores", type=int, default=2, help="cores that it is pinned to")
    parser.add_argument("--images", type=int, default=160, help="pages of a turn")
    parser.add_argument("--repeats", type=int, default=3, help="turns of each row")
    parser.add_argument("--output", help="JSON file for every figure")
    arguments = parser.parse_args()
    available = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, available[: arguments.cores])
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

    from tfvision.text import Screens, pipeline, read
    from tfvision.text.augment_options import AugmentOptions
    from tfvision.text.codec import Codec

    size, codec = (arguments.image_size, arguments.image_size), Codec()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.data:
            sides = {"files": read(arguments.data, on_error="skip")}
        else:
            screens = Screens(64, size_hw=size)
            sides = {"kept": screens, "files": written(screens, pathlib.Path(folder))}
        kinds = {"whole": False, "augmented": True, "+ turned": AugmentOptions(rotation=5.0)}
        turns = {}
        for _ in range(arguments.repeats):
            for side, data in sides.items():
                for kind, options in kinds.items():
                    batches = pipeline.training_batches(data, codec, size, BATCH, 0, 0, options)
                    turns.setdefault((side, kind), []).append(timed(batches, arguments.images))
    results = []
    for (side, kind), measured in turns.items():
        wall, cpu = (statistics.median(column) for column in zip(*measured, strict=True))
        results.append({"pages": side, "augment": kind, "wall": wall, "cpu": cpu})
        print(f"{side:6} {kind:10} {1 / wall:6.0f} pages/s {1e3 * cpu:6.1f} ms CPU a page")
    if arguments.output:
        pathlib.Path(arguments.output).write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
