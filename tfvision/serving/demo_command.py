"""`tfvision demo`: what the shipped models find in pictures that are rendered for them."""

import argparse
import pathlib
import time

import tqdm

from tfvision import text
from tfvision.detection import roads
from tfvision.images import draw_boxes
from tfvision.images.write import write_image
from tfvision.serving.loading import load
from tfvision.serving.shipped import shipped
from tfvision.text.evaluate import truth
from tfvision.text.records import draw_characters
from tfvision.text.screens import series
from tfvision.video import Cover

_PLATE = roads.CLASSES.index("plate")
_IOU = 0.4

EXAMPLES = (
    (
        "tfvision demo",
        "three roads and three screens, rendered, looked at and drawn into demo/",
    ),
    (
        "tfvision demo --pictures 10 --seed 7 --output tour",
        "others, and more of them",
    ),
)


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument("--output", default="demo", type=pathlib.Path, help="folder of pictures")
    parser.add_argument("--pictures", default=3, type=_count, help="of each kind; 3")
    parser.add_argument("--seed", default=0, type=_whole, help="of what is rendered; 0")


def run(arguments, say):
    """Runs the command; 0, as nothing is read that could be wrong."""
    for name, noun, show in _SHOWN:
        model = load(shipped(name))
        model.predict(show(arguments.seed, 0)[0])  # Its graph is made ready.
        found, true, seconds = [], [], 0.0
        for i in tqdm.trange(arguments.pictures, desc=name, unit="picture"):
            image, actual, draw = show(arguments.seed, i)
            start = time.perf_counter()
            answer = model.predict(image)
            seconds += time.perf_counter() - start
            found.append({"boxes": answer["box"], "scores": answer["score"]})
            true.append(actual)
            for suffix, picture in draw(answer).items():
                write_image(arguments.output / f"{name}_{i + 1}{suffix}.png", picture)
        scores = text.character_scores(found, true, _IOU)  # It counts boxes of any kind.
        total, missed, false = (int(scores[key]) for key in ("total", "missed", "false"))
        say(
            f"{name}: {total - missed} of {total} {noun} found in {len(true)} rendered pictures, "
            f"{false} more where none are; {1e3 * seconds / len(true):.0f} ms a picture"
        )
    say(f"written: {arguments.output}")
    return 0


def _road(seed, index):
    """A rendered road: `(image, truth, function of an answer to pictures by suffix)`."""
    scene = roads.render(seed, index, (540, 960))
    plates, image = scene["labels"] == _PLATE, scene["image"]

    def draw(answer):
        drawn = draw_boxes(image, answer["box"], answer["name"], answer["score"])
        return {"": drawn, "_covered": Cover()(image, answer["box"])}

    actual = {"boxes": scene["boxes_px"][plates], "ignored": scene["difficult"][plates]}
    return image, actual, draw


def _screen(seed, index):
    """A rendered screen, likewise."""
    screen = series.render(seed, index, (540, 960))
    return (
        screen["image"],
        truth(screen),
        lambda found: {"": draw_characters(screen["image"], found)},
    )


_SHOWN = (("plates", "number plates", _road), ("characters", "characters", _screen))


def _count(word):
    return _whole(word, least=1)


def _whole(word, least=0):
    number = int(word) if word.isdecimal() else -1
    if number < least:
        raise argparse.ArgumentTypeError(f"must be a whole number from {least} on, got {word}")
    return number
