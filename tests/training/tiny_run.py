"""The detection script on a network of two convolutions and a dozen small scenes: seconds a run.

`python -m tests.training.tiny_run --die EPOCH STEP …` is the script that kills itself there.
"""

import os
import signal
import sys

import h5py
import keras

from tests.tiny_detector import TwoConvolutions
from tfvision import detection as networks
from tfvision.detection.roads import Roads
from training import detection, run_arguments, script
from training.detection_task import Detection

TASK = Detection()
LEVELS = (
    networks.Level("fine", (), (), boxes_wh=((8, 6), (14, 10))),
    networks.Level("coarse", (), (), boxes_wh=((24, 20), (40, 30))),
)


def tiny(
    classes,
    image_size=(48, 64),
    levels=LEVELS,
    *,
    weights=None,
    freeze=None,
    alpha=1,
    top_down=None,
    background_prior=None,
):
    """A factory as those of tfvision.detection; it has one width."""
    return networks.SSD(
        TwoConvolutions(frozen=freeze),
        classes,
        levels,
        image_size=image_size,
        top_down=top_down,
        background_prior=background_prior,
    )


# The script finds its networks in tfvision.detection.
networks.tiny = tiny
WORDS = ("--recipe", "roads", "--model", "tiny", "--levels", "none", "--export", "none")
SIZE = ("--image-size", "48", "64", "--batch-size", "3", "--warmup-steps", "2")


def write_scenes(folder, count=15):
    """A folder of VOC XML: scenes of 48 x 64 pixels, some without a box."""
    return Roads(count, seed=3, size_hw=(48, 64)).write(folder)


def words(data, output, *more):
    """The command line of a tiny run."""
    return [*WORDS, *SIZE, "--data", str(data), "--output", str(output), *map(str, more)]


def run(*given):
    """What the script does, but errors come out as exceptions."""
    script.run(TASK, parsed(given))


def parsed(given):
    """The arguments as the script reads them."""
    return run_arguments.parsed(TASK, [str(word) for word in given])


def stored(path):
    """All arrays of a weight file, by name."""
    found = {}

    def note(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = item[()]

    with h5py.File(path) as file:
        file.visititems(note)
    return found


class At(keras.callbacks.Callback):
    """Does something at the end of one step; both count from 0."""

    def __init__(self, epoch, step, act):
        super().__init__()
        self.when = (epoch, step)
        self.act = act
        self.epoch = None

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if (self.epoch, batch) == self.when:
            self.act()


def do_at(epoch, step, act):
    """Makes `callbacks_of` of the script end with an `At`; returns what was there."""
    before = script.callbacks_of
    script.callbacks_of = lambda *given: [*before(*given), At(epoch, step, act)]
    return before


if __name__ == "__main__":
    if sys.argv[1] == "--die":
        do_at(*map(int, sys.argv[2:4]), lambda: os.kill(os.getpid(), signal.SIGKILL))
        del sys.argv[1:4]
    sys.exit(detection.main())
