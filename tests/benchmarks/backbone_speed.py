"""Milliseconds of MobileNetV2: forward through a SavedModel, plain and fused, and a training step.

    python -m tests.benchmarks.backbone_speed [--size 300 300] [--batch 1] [--rounds 20]

The candidates take turns, for other work on the machine to slow all of them. The training step is
measured with our batch normalization and with Keras's own.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import os
import statistics
import tempfile
import time

import numpy as np


def forward(padding):
    """Plain and fused, reloaded from a SavedModel that takes images of any size."""
    import tensorflow as tf

    from tfvision.backbones import MobileNetV2

    plain = MobileNetV2(padding=padding)
    spec = tf.TensorSpec([None, None, None, 3], tf.uint8)
    for name, model in (("plain", plain), ("fused", plain.fuse())):
        with tempfile.TemporaryDirectory() as folder:
            model.export(folder, input_signature=[spec], verbose=False)
            loaded = tf.saved_model.load(folder)
        yield f"forward, {padding}, {name}", lambda images, loaded=loaded: loaded.serve(images)


def training(name, normalization):
    import keras
    import tensorflow as tf

    from tfvision.backbones import MobileNetV2
    from tfvision.layers import conv_norm_act

    own, conv_norm_act.BatchNormalization = conv_norm_act.BatchNormalization, normalization
    model = MobileNetV2()
    conv_norm_act.BatchNormalization = own
    optimizer = keras.optimizers.SGD(1e-3)
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(images):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(images, training=True)["Conv_1"]))
        variables = [variable.value for variable in model.trainable_variables]
        optimizer.apply(tape.gradient(loss, variables), model.trainable_variables)

    return f"training step, {name} normalization", step


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, nargs=2, default=(300, 300), metavar=("H", "W"))
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    import tensorflow as tf

    from tfvision.layers import BatchNormalization

    shape = [arguments.batch, *arguments.size, 3]
    images = tf.constant(np.random.default_rng(0).integers(0, 256, shape, dtype="uint8"))
    candidates = [*forward("keras"), *forward("torch")]
    candidates.append(training("our", BatchNormalization))
    candidates.append(training("Keras's", keras.layers.BatchNormalization))
    times = {name: [] for name, _ in candidates}
    for turn in range(arguments.rounds + 3):
        for name, function in candidates:
            start = time.perf_counter()
            function(images)
            if turn >= 3:
                times[name].append(1e3 * (time.perf_counter() - start))
    print(f"{shape} uint8, {os.cpu_count()} cores, milliseconds of a call")
    for name, values in times.items():
        print(f"{name:40} least {min(values):7.1f}   median {statistics.median(values):7.1f}")


if __name__ == "__main__":
    main()
