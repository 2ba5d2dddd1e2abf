"""What the models that come with tfvision find: number plates, and characters."""

import time

import tqdm

from tfvision import text
from tfvision.detection import roads
from tfvision.images import draw_boxes
from tfvision.serving.loading import load
from tfvision.serving.shipped import shipped
from tfvision.text.evaluate import truth
from tfvision.text.records import draw_characters
from tfvision.text.screens import series
from tfvision.video import Cover

_PLATE = roads.CLASSES.index("plate")
_IOU = 0.4


def plates(tour):
    """SSDLite on MobileNetV2: the plates of rendered roads, found and covered."""
    _show(tour, "plates", "number plates", _road)


def characters(tour):
    """GhostCRAFT: the characters of rendered screens, and the way they are read."""
    _show(tour, "characters", "characters", _screen)


def _show(tour, name, noun, render):
    model = load(shipped(name))
    model.predict(render(tour.seed, 0)[0])  # Its graph is made ready.
    found, true, seconds = [], [], 0.0
    for i in tqdm.trange(tour.pictures, desc=name, unit="picture"):
        image, actual, draw = render(tour.seed, i)
        start = time.perf_counter()
        answer = model.predict(image)
        seconds += time.perf_counter() - start
        found.append({"boxes": answer["box"], "scores": answer["score"]})
        true.append(actual)
        for suffix, picture in draw(answer).items():
            tour.write(f"{name}_{i + 1}{suffix}", picture)
    scores = text.character_scores(found, true, _IOU)  # It counts boxes of any kind.
    total, missed, false = (int(scores[key]) for key in ("total", "missed", "false"))
    tour.say(
        f"{name}: {total - missed} of {total} {noun} found in {len(true)} rendered pictures, "
        f"{false} more where none are; {1e3 * seconds / len(true):.0f} ms a picture"
    )


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
