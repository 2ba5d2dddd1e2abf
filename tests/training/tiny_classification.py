"""The classification script on a network of two convolutions and a few images: seconds a run.

`python -m tests.training.tiny_classification --die EPOCH STEP …` kills itself there.
"""

import cv2
import numpy as np

from tests.tiny_detector import TwoConvolutions
from tests.training import same_runs
from tfvision import classification as networks
from training import classification, run_arguments, script
from training.classification_task import Classification

TASK = Classification()
COLOURS = {"blue": (30, 60, 200), "grün": (40, 180, 60), "red": (220, 40, 30)}


def tiny(classes, *, image_size=None, weights=None, freeze=None, dtype=None):
    """A factory as those of tfvision.classification."""
    backbone = TwoConvolutions(frozen=freeze, dtype=dtype)
    size = image_size or (48, 64)
    return networks.Classifier(backbone, classes, dropout=0.5, image_size=size, dtype=dtype)


# The script finds its networks in tfvision.classification.
networks.tiny = tiny
WORDS = ("--recipe", "shapes", "--model", "tiny", "--export", "none")
SIZE = ("--image-size", "48", "64", "--batch-size", "4", "--warmup-steps", "2")


def write_images(folder, count=6):
    """A folder a class, each with so many images of about its colour, of 40 x 56 pixels."""
    random = np.random.default_rng(5)
    for name, colour in COLOURS.items():
        (folder / name).mkdir(parents=True)
        for i in range(count):
            image = random.integers(0, 80, [40, 56, 3]) * 0.8 + np.array(colour) * 0.7
            file = folder / name / f"{i}.png"
            cv2.imwrite(str(file), image.clip(0, 255).astype("uint8")[..., ::-1])
    return folder


def words(data, output, *more):
    """The command line of a tiny run."""
    return [*WORDS, *SIZE, "--data", str(data), "--output", str(output), *map(str, more)]


def run(*given):
    """What the script does, but errors come out as exceptions."""
    script.run(TASK, parsed(given))


def parsed(given):
    """The arguments as the script reads them."""
    return run_arguments.parsed(TASK, [str(word) for word in given])


if __name__ == "__main__":
    same_runs.die_as_told(classification.main)
