"""Why the EfficientNet-B0 of a published write-up did not train: its errors, one by one.

`python -m tests.benchmarks.efficientnet_ablation FOLDER --output results.csv`, with a folder of
`train/<class>/` and `val/<class>/`. A row that stands in the file is not run again. The network is
written out here, in plain Keras layers, because the library's own cannot be built wrong; without an
error it has the parameters of `EfficientNet("b0")`. "wide logits" is no error of that write-up.
What it measured (`--threads 1`) is in `efficientnet_ablation.csv` beside it.
"""
# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import csv
import pathlib
import time

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from tfvision.images.read import read
from tfvision.layers import BatchNormalization

# Kernel, repeats, output channels, expansion and stride of each stage: Table 1 of the paper.
STAGES = (
    (3, 1, 16, 1, 1),
    (3, 2, 24, 6, 2),
    (5, 2, 40, 6, 2),
    (3, 3, 80, 6, 2),
    (5, 3, 112, 6, 1),
    (5, 4, 192, 6, 2),
    (3, 1, 320, 6, 1),
)
BLOCKS = sum(stage[1] for stage in STAGES)
ERRORS = {
    "dropout 0.8": "80 % of the residual branches dropped, the rest times 5",
    "constant rate": "stochastic depth of 0.2 in every block instead of 0 to 0.2",
    "gate last": "squeeze-excite after the projection, on its channels",
    "hard squeeze": "hard sigmoid instead of swish inside squeeze-excite",
    "swish last": "swish after the projection",
    "expand by 1": "a 1x1 expansion where the factor is 1",
    "kernel 5 last": "kernel 5 in stage 7",
    "biases": "a bias in every convolution",
    "dense 1280": "one more dense layer with dropout before the classifier",
    "glorot": "Keras's default initial weights",
    "wide logits": "the paper's rule for the classifier's first weights, made for 1,000 classes",
    "raw pixels": "pixels in [0, 255] instead of normalised ones",
    "decay 0.9": "the rate divided by 1 + 0.9 t, as Keras 2 understands decay=0.9",
    "epsilon 1": "1 instead of 0.001 under the root",
    "no momentum": "momentum 0 instead of 0.9",
    "rate 0.256": "a rate for a batch of 4,096",
    "no warm-up": "full rate from the first step, x 0.97 every 3 epochs",
}
FATAL = ("dropout 0.8", "decay 0.9")
# The dropout takes the place of the constant rate, and the first weights are Keras's.
ALL = frozenset(ERRORS) - {"constant rate", "wide logits"}
CASES = {
    "none": frozenset(),
    **{name: frozenset([name]) for name in ERRORS},
    "all": ALL,
    "all but dropout 0.8": ALL - {"dropout 0.8"},
    "all but decay 0.9": ALL - {"decay 0.9"},
    "all but these two": ALL - set(FATAL),
}


class Network:
    """EfficientNet-B0 with some of `ERRORS`."""

    def __init__(self, errors):
        self.errors = errors

    def build(self, size, classes):
        """The Keras model, for square images of `size` pixels, RGB in [0, 255]."""
        images = x = keras.Input((size, size, 3))
        if "raw pixels" not in self.errors:
            x = layers.Normalization(
                mean=(123.675, 116.28, 103.53), variance=(58.395**2, 57.12**2, 57.375**2)
            )(x)
        x = self._norm(self._conv(32, 3, 2)(x), "swish")
        index, channels = 0, 32
        for kernel, repeats, filters, expansion, stride in STAGES:
            kernel = 5 if "kernel 5 last" in self.errors and filters == 320 else kernel
            for repeat in range(repeats):
                step = stride if repeat == 0 else 1
                rate = 0.2 if "constant rate" in self.errors else 0.2 * index / BLOCKS
                x = self._block(x, channels, filters, kernel, step, expansion, rate)
                index, channels = index + 1, filters
        x = self._norm(self._conv(1280, 1)(x), "swish")
        x = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(x))
        if "dense 1280" in self.errors:
            x = layers.Dropout(0.2)(layers.Dense(1280, activation="swish")(x))
        fan = "fan_out" if "wide logits" in self.errors else "fan_in"
        logits = layers.Dense(classes, kernel_initializer=self._initializer(1 / 3, fan, "uniform"))
        return keras.Model(images, logits(x))

    def _block(self, inputs, channels, filters, kernel, step, expansion, rate):
        x, wide = inputs, channels * expansion
        if expansion > 1 or "expand by 1" in self.errors:
            x = self._norm(self._conv(wide, 1)(x), "swish")
        x = layers.DepthwiseConv2D(
            kernel,
            step,
            "same",
            use_bias="biases" in self.errors,
            depthwise_initializer="glorot_uniform"
            if "glorot" in self.errors
            else keras.initializers.RandomNormal(stddev=2**0.5 / kernel),
        )(x)
        x = self._norm(x, "swish")
        if "gate last" not in self.errors:
            x = self._gate(x, wide, max(1, channels // 4))
        x = self._norm(self._conv(filters, 1)(x), "swish" if "swish last" in self.errors else None)
        if "gate last" in self.errors:
            x = self._gate(x, filters, max(1, filters // 4))
        if step == 1 and channels == filters:
            rate = 0.8 if "dropout 0.8" in self.errors else rate
            x = layers.Dropout(rate, noise_shape=(None, 1, 1, 1))(x) if rate else x
            x = layers.add([x, inputs])
        return x

    def _gate(self, x, wide, narrow):
        squeeze = "hard_sigmoid" if "hard squeeze" in self.errors else "swish"
        gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
        gate = self._conv(narrow, 1, use_bias=True, activation=squeeze)(gate)
        return x * self._conv(wide, 1, use_bias=True, activation="sigmoid")(gate)

    def _conv(self, filters, kernel, step=1, use_bias=None, activation=None):
        use_bias = "biases" in self.errors if use_bias is None else use_bias
        return layers.Conv2D(
            filters,
            kernel,
            step,
            "same",
            use_bias=use_bias,
            activation=activation,
            kernel_initializer=self._initializer(2.0, "fan_out", "untruncated_normal"),
        )

    def _initializer(self, scale, fan, distribution):
        if "glorot" in self.errors:
            return "glorot_uniform"
        return keras.initializers.VarianceScaling(scale, fan, distribution)

    def _norm(self, x, activation):
        # A momentum of 0.99 needs more steps than a small run has.
        x = BatchNormalization(0.9, epsilon=1e-3)(x)
        return layers.Activation(activation)(x) if activation else x


def optimizer(errors, batch_size, steps_per_epoch, epochs):
    """RMSprop as the paper's, with some of the errors; its rate falls to nothing by a cosine."""
    schedules = keras.optimizers.schedules
    rate = 0.256 if "rate 0.256" in errors else 0.016 * batch_size / 256
    steps = steps_per_epoch * epochs
    if "decay 0.9" in errors:
        schedule = schedules.InverseTimeDecay(rate, decay_steps=1, decay_rate=0.9)
    elif "no warm-up" in errors:
        schedule = schedules.ExponentialDecay(rate, 3 * steps_per_epoch, 0.97, staircase=True)
    else:
        warm = steps_per_epoch
        schedule = schedules.CosineDecay(0.0, steps - warm, warmup_target=rate, warmup_steps=warm)
    return keras.optimizers.RMSprop(
        schedule,
        rho=0.9,
        momentum=0.0 if "no momentum" in errors else 0.9,
        epsilon=1.0 if "epsilon 1" in errors else 1e-3,
    )


def load(folder, size, most):
    """`(images, labels)` of a folder of classes, `most` images spread over them."""
    classes = sorted(path for path in pathlib.Path(folder).iterdir() if path.is_dir())
    images, labels = [], []
    for label, path in enumerate(classes):
        for file in sorted(path.iterdir())[: most // len(classes)]:
            images.append(read(file))
            labels.append(label)
    images = keras.layers.Resizing(size, size)(np.stack(images)).numpy()
    return images, np.array(labels)


def run(errors, seed, data, given):
    """Trains once; returns the row of the table without its case and seed."""
    keras.utils.clear_session()  # The last network's memory is given back.
    keras.utils.set_random_seed(seed)
    (images, labels), held_out = data
    model = Network(errors).build(images.shape[1], int(labels.max()) + 1)
    steps = len(images) // given.batch_size
    model.compile(
        optimizer(errors, given.batch_size, steps, given.epochs),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=False,
    )
    begin = time.perf_counter()
    history = model.fit(
        images, labels, batch_size=given.batch_size, epochs=given.epochs, verbose=0
    ).history
    seconds = time.perf_counter() - begin
    loss, accuracy = model.evaluate(*held_out, batch_size=250, verbose=0)
    return {
        "parameters": sum(int(np.prod(v.shape)) for v in model.trainable_variables),
        "train_loss": round(history["loss"][-1], 4),
        "train_top1": round(history["accuracy"][-1], 4),
        "val_loss": round(loss, 4),
        "val_top1": round(accuracy, 4),
        "seconds": round(seconds),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("folder", type=pathlib.Path)
    add("--output", type=pathlib.Path, default="efficientnet_ablation.csv")
    add("--seeds", type=int, nargs="+", default=(0, 1, 2))
    add("--cases", nargs="+", default=tuple(CASES), choices=tuple(CASES), metavar="CASE")
    add("--images", type=int, default=3000)
    add("--epochs", type=int, default=6)
    add("--batch-size", type=int, default=32)
    add("--size", type=int, default=48)
    add("--threads", type=int, default=0, help="of each run; 0: all")
    given = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(given.threads)
    tf.config.threading.set_inter_op_parallelism_threads(given.threads)
    data = load(given.folder / "train", given.size, given.images)
    data = data, load(given.folder / "val", given.size, 10**9)
    rows = []
    if given.output.exists():
        with given.output.open(newline="") as file:
            rows = list(csv.DictReader(file))
    done = {(row["case"], int(row["seed"])) for row in rows}
    for seed in given.seeds:
        for case in given.cases:
            if (case, seed) not in done:
                rows.append({"case": case, "seed": seed, **run(CASES[case], seed, data, given)})
                print(rows[-1], flush=True)
                with given.output.open("w", newline="") as file:
                    writer = csv.DictWriter(file, rows[0])
                    writer.writeheader()
                    writer.writerows(rows)
    for case in CASES:
        found = [float(row["val_top1"]) for row in rows if row["case"] == case]
        if found:
            print(f"{case:<32} {np.mean(found):.3f} ± {np.std(found):.3f}  {ERRORS.get(case, '')}")


if __name__ == "__main__":
    main()
