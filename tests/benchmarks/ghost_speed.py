"""VGG-16-BN, its faithful Ghost and the clean one: parameters, multiplications, milliseconds.

    python -m tests.benchmarks.ghost_speed [--size 224 224] [--batch 1] [--classes 1000]

The candidates take turns, for other work on the machine to slow all of them; ratios are of the
least times, to VGG's.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import os
import time

import numpy as np


def multiplications(model, size_hw):
    """Of one image: every weight of a kernel meets each pixel of its stage, or one of the head."""
    count = sum(
        (size_hw[0] >> stage) * (size_hw[1] >> stage) * np.prod(variable.shape)
        for stage, layers in enumerate(model.backbone.convolutions)
        for layer in layers
        for variable in layer.trainable_variables
        if variable.name == "kernel"
    )
    return count + sum(np.prod(x.kernel.shape) for x in (*model.hidden_layers, model.logits))


def training_step(model):
    import keras
    import tensorflow as tf

    optimizer = keras.optimizers.SGD(1e-3, momentum=0.9)
    optimizer.build(model.trainable_variables)
    variables = [variable.value for variable in model.trainable_variables]

    @tf.function
    def step(images):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(images, training=True)))
        optimizer.apply(tape.gradient(loss, variables), model.trainable_variables)

    return step


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, nargs=2, default=(224, 224), metavar=("H", "W"))
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    from tfvision.classification import ghost_vgg, vgg

    tf.config.threading.set_intra_op_parallelism_threads(2)
    shape = [arguments.batch, *arguments.size, 3]
    images = tf.constant(np.random.default_rng(0).integers(0, 256, shape, dtype="uint8"))
    candidates = {}
    for name, model in (
        ("VGG", vgg("16", arguments.classes)),
        ("Ghost, faithful", ghost_vgg("16", arguments.classes)),
        ("Ghost, clean", ghost_vgg("16", arguments.classes, faithful=False)),
        ("VGG, head of one layer", vgg("16", arguments.classes, head="pool")),
    ):
        fused = model.fuse()
        counts = [
            sum(np.prod(v.shape) for v in part.trainable_variables)
            for part in (model, model.backbone)
        ]
        print(
            f"{name:24} {counts[0]:>12,} parameters, {counts[1]:>11,} in convolutions, "
            f"{4 * counts[0] / 2**20:6.1f} MiB, "
            f"{multiplications(model, arguments.size) / 1e9:6.2f} G multiplications"
        )
        candidates[name, "forward"] = tf.function(model)
        candidates[name, "forward, fused"] = tf.function(fused)
        candidates[name, "training step"] = training_step(model)
    times = {key: [] for key in candidates}
    for turn in range(arguments.rounds + 2):
        for key, function in candidates.items():
            start = time.perf_counter()
            function(images)
            if turn >= 2:
                times[key].append(1e3 * (time.perf_counter() - start))
    print(f"{shape} uint8, 2 threads, milliseconds of a call")
    for (name, what), values in times.items():
        ratio = min(values) / min(times["VGG", what])
        print(f"{what:16} {name:24} {min(values):8.1f}  {ratio:5.2f} x VGG")


if __name__ == "__main__":
    main()
