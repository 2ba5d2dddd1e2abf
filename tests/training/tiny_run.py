"""The detection script on a network of two convolutions and a dozen small scenes: seconds a run.

`python -m tests.training.tiny_run --die EPOCH STEP …` is the script that kills itself there.
"""

from tests.tiny_detector import TwoConvolutions
from tests.training import same_runs
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
    dtype=None,
):
    """A factory as those of tfvision.detection; it has one width."""
    return networks.SSD(
        TwoConvolutions(frozen=freeze, dtype=dtype),
        classes,
        levels,
        image_size=image_size,
        top_down=top_down,
        background_prior=background_prior,
        dtype=dtype,
    )


# The script finds its networks in tfvision.detection.
networks.tiny = tiny
SIZE_HW = (48, 64)
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


if __name__ == "__main__":
    same_runs.die_as_told(detection.main)
