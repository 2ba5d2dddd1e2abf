"""Images per second of classification's training preset, beside `keras.layers.RandAugment`.

    python -m tests.benchmarks.augment_throughput [--size 224] [--source 375 500]

Both sides run in `tf.data`, one image at a time, on one pinned core and one thread, in turns. Ours
does all of the preset, from the random crop of a `--source` image to the erased result of `--size`;
Keras's layer gets images that have the size already and does nothing but its two operations. What
else the machine does moves the figures of both, their ratio hardly; seconds are those of the CPU.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import json
import os
import pathlib
import statistics
import time

import numpy as np

POLICIES = ("none", "randaugment", "trivialaugment_wide", "autoaugment", "augmix")


def pictures(count, size_hw):
    """Images `[count, H, W, 3]` with edges, gradients and noise."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[: size_hw[0], : size_hw[1]]
    waves = rng.uniform(0.01, 0.2, [count, 2, 1, 1, 3]) * np.stack([y, x])[None, ..., None]
    images = 120 + 90 * np.sin(waves.sum(1)) + rng.normal(0, 12, [count, *size_hw, 3])
    return np.clip(images, 0, 255).astype("uint8")


def sides(source_hw, size):
    """Datasets without an end, by name: Keras's layer and ours with each policy."""
    import keras
    import tensorflow as tf

    from tfvision.classification.augment import augment
    from tfvision.classification.augment_options import AugmentOptions

    options = tf.data.Options()
    options.threading.private_threadpool_size = 1
    options.threading.max_intra_op_parallelism = 1
    options.autotune.enabled = False

    def endless(images):
        return tf.data.Dataset.from_tensor_slices(images).repeat().with_options(options)

    layer = keras.layers.RandAugment()
    small = endless(pictures(32, (size, size)))
    datasets = {"keras": small.map(lambda image: layer(tf.cast(image, "float32"), training=True))}
    large = endless(pictures(32, source_hw)).enumerate()
    for policy in POLICIES:
        preset = AugmentOptions(policy=policy, erasing=0.1)
        datasets[policy] = large.map(
            lambda index, image, preset=preset: augment(
                image, tf.stack([index, 7]), (size, size), preset
            )
        )
    return datasets


def rate(iterator, seconds):
    """Images per second of the CPU over about so many of them; waiting for the core is no work."""
    start, count = time.process_time(), 0
    while time.process_time() - start < seconds:
        next(iterator)
        count += 1
    return count / (time.process_time() - start)


def main():
    """Measures every side in turns and prints their medians."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=224, help="side of the result")
    parser.add_argument("--source", type=int, nargs=2, default=(375, 500), help="height, width")
    parser.add_argument("--repeats", type=int, default=5, help="turns of each side")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a turn")
    parser.add_argument("--output", help="JSON file for every figure")
    arguments = parser.parse_args()

    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-1:])
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    datasets = sides(tuple(arguments.source), arguments.size)
    iterators = {name: iter(dataset) for name, dataset in datasets.items()}
    rates = {name: [] for name in iterators}
    for iterator in iterators.values():
        rate(iterator, 0.5)
    for _ in range(arguments.repeats):
        for name, iterator in iterators.items():
            rates[name].append(rate(iterator, arguments.seconds))
    for name, measured in rates.items():
        ratios = [ours / peer for ours, peer in zip(measured, rates["keras"], strict=True)]
        print(
            f"{name:20} {statistics.median(measured):8.1f} images/s,"
            f" {statistics.median(ratios):6.1f} x keras.layers.RandAugment"
            f" ({min(ratios):.1f} to {max(ratios):.1f})"
        )
    if arguments.output:
        pathlib.Path(arguments.output).write_text(json.dumps(rates, indent=2))


if __name__ == "__main__":
    main()
