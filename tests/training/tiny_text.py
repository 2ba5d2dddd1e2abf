"""The text script on a network of two convolutions and a few small screens: seconds a run.

`python -m tests.training.tiny_text --die EPOCH STEP …` is the script that kills itself there.
"""

import cv2
import keras

from tests.training import same_runs
from tfvision import backbones, layers
from tfvision import text as networks
from tfvision.geometry.boxes import to_pixels
from tfvision.text.json_file import save
from tfvision.text.screens import Screens
from training import run_arguments, script, text
from training.text_task import Text

TASK = Text()
SIZE_HW = (48, 64)


@keras.saving.register_keras_serializable(package="tests")
class TwoScales(backbones.Backbone):
    """Feature maps at the strides 2 and 4, with batch normalization."""

    def __init__(self, fused=False, frozen=None, **kwargs):
        super().__init__(fused=fused, frozen=frozen, **kwargs)
        shared = {"padding": "torch", "norm": not fused, "dtype": self.dtype_policy}
        self.normalize = layers.ImageNormalization(
            "tf", name="normalization", dtype=self.dtype_policy
        )
        self.fine = layers.ConvNormAct(8, 3, name="fine", strides=2, **shared)
        self.coarse = layers.ConvNormAct(12, 3, name="coarse", strides=2, **shared)
        self.strides = {"fine": 2, "coarse": 4}
        self.stages = [self.fine, self.coarse]
        self._finish()

    def call(self, images, training=None):
        fine = self.fine(self.normalize(images), training=training)  # [B, h, w, 8]
        return {"fine": fine, "coarse": self.coarse(fine, training=training)}


def tiny(outputs=1, *, filters=8, weights=None, freeze=None, sides=False, dtype=None):
    """A factory as those of tfvision.text."""
    backbone = TwoScales(frozen=freeze, dtype=dtype)
    return networks.CRAFT(backbone, outputs, (filters,), sides=sides, dtype=dtype)


# The script finds its networks in tfvision.text.
networks.tiny = tiny
WORDS = ("--recipe", "screens", "--model", "tiny", "--export", "none", "--warmup-steps", "2")
SIZES = [f"--{name}-size {SIZE_HW[0]} {SIZE_HW[1]}".split() for name in ("image", "screen", "eval")]
PAGES = tuple(word for size in SIZES for word in size)
SIZE = (*PAGES, "--batch-size", "3")
RENDERED = ("--screens", "9", "--validation-screens", "4")


def write_pages(folder, count=8, size_hw=SIZE_HW):
    """A folder of rendered screens, and a JSON file of their characters."""
    folder.mkdir(parents=True)
    pages = {}
    for screen in Screens(count, seed=3, size_hw=size_hw):
        name = f"{screen['image_id']}.png"
        cv2.imwrite(str(folder / name), screen["image"][..., ::-1])
        boxes_px = to_pixels(screen["boxes_xyxy"], size_hw).numpy()
        pages[name] = {"boxes": boxes_px, "characters": screen["characters"]}
        pages[name] |= {"lines": screen["lines"]}
    save(folder / "characters.json", pages)
    return folder


def words(output, *more):
    """The command line of a tiny run on rendered screens."""
    return [*WORDS, *SIZE, *RENDERED, "--output", str(output), *map(str, more)]


def words_of(data, output, *more):
    """The command line of a tiny run on a folder."""
    return [*WORDS, *SIZE, "--data", str(data), "--output", str(output), *map(str, more)]


def run(*given):
    """What the script does, but errors come out as exceptions."""
    script.run(TASK, parsed(given))


def parsed(given):
    """The arguments as the script reads them."""
    return run_arguments.parsed(TASK, [str(word) for word in given])


if __name__ == "__main__":
    same_runs.die_as_told(text.main)
