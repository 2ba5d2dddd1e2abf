"""The scaled MNIST script on a network of some channels and a few small digits: seconds a run.

`python -m tests.training.tiny_scaled_mnist --die EPOCH STEP …` kills itself there.
"""

import numpy as np

from tests.training import same_runs
from training import run_arguments, scaled_mnist, script
from training.scaled_mnist_task import ScaledMnist

TASK = ScaledMnist()
SIZE = ("--image-size", "32", "34", "--model-options", "filters=3,4,5,6", "--batch-size", "4")


def arrays(train=16, test=6):
    """Digits of 4 x 6 pixels as Keras lays MNIST out: each a bright line in a place of its own."""
    found = {}
    for name, count in (("train", train), ("test", test)):
        labels = np.arange(count) * 3 % 10
        images = np.random.default_rng(count).integers(0, 60, [count, 4, 6])
        for image, label in zip(images, labels, strict=True):
            image[label % 4, label // 4 : label // 4 + 3] = 250
        found |= {f"x_{name}": images.astype("uint8"), f"y_{name}": labels.astype("uint8")}
    return found


def write_digits(path, **changes):
    """An `.npz` of `arrays`, some of them changed; None leaves one out."""
    found = {**arrays(), **changes}
    np.savez(path, **{key: value for key, value in found.items() if value is not None})
    return path


def words(data, output, *more):
    """The command line of a tiny run."""
    given = ["--data", data, "--recipe", "dcn2_conv4", *SIZE, "--validation-images", 4]
    return [str(word) for word in [*given, "--output", output, "--export", "none", *more]]


def run(*given):
    """What the script does, but errors come out as exceptions."""
    script.run(TASK, parsed(given))


def parsed(given):
    """The arguments as the script reads them."""
    return run_arguments.parsed(TASK, [str(word) for word in given])


if __name__ == "__main__":
    same_runs.die_as_told(scaled_mnist.main)
