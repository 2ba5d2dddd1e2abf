"""`tfvision import-weights`: a published PyTorch file becomes a `.keras` file of our model."""

import numpy as np

from tfvision.classification.model import Classifier
from tfvision.classification.predictor import ClassPredictor
from tfvision.detection.model import SSD
from tfvision.detection.predictor import Detector
from tfvision.images.class_names import checked
from tfvision.images.read import read
from tfvision.text.model import CRAFT
from tfvision.text.predictor import CharacterDetector
from tfvision.weights.sources import SOURCES
from tfvision.weights.torch_weights import model_from_torch
from tfvision.whole_file import whole_file, whole_json

EXAMPLES = (
    (
        "tfvision import-weights craft_mlt_25k.pth --out craft.keras --check page.png",
        "a published CRAFT, tried on a page",
    ),
    (
        "tfvision import-weights vgg16.pth --out vgg16.keras --labels imagenet.txt",
        "with names, for `tfvision export`",
    ),
)
_NAMED = 10  # Objects, the surest, that a check tells one by one


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument("file", help="of PyTorch (.pth, .pt) or safetensors")
    parser.add_argument(
        "--out", "--output", required=True, metavar="FILE.keras", help="the model's file"
    )
    parser.add_argument(
        "--source",
        choices=("auto", *SOURCES),
        default="auto",
        help="who published it; default: by the names in the file",
    )
    parser.add_argument(
        "--labels", help="text file, one class name a line; noted beside the model for `export`"
    )
    parser.add_argument("--check", metavar="IMAGE", help="say what the model finds on an image")


def run(arguments, say):
    """Runs the command; 0 when the model is written."""
    if not arguments.out.endswith(".keras"):
        raise ValueError(f"--out must end in .keras, got {arguments.out}")
    labels = list(checked(arguments.labels)) if arguments.labels else None
    image = read(arguments.check) if arguments.check else None
    model, report = model_from_torch(arguments.file, arguments.source)
    if labels is not None and len(labels) != getattr(model, "classes", 0):
        classes = getattr(model, "classes", "no")
        raise ValueError(f"--labels names {len(labels)} classes, the model has {classes}")
    say(str(report))
    with whole_file(arguments.out) as partial:
        model.save(partial)
    say(f"written: {arguments.out}")
    if labels is not None:
        beside = f"{arguments.out.removesuffix('.keras')}.json"
        whole_json(beside, {"class_names": labels})
        say(f"written: {beside}")
    if image is not None:
        say(f"{arguments.check}: {_answer(model, labels, image)}")
    return 0


def _answer(model, labels, image):
    """What a model makes of an image, on one line."""
    if isinstance(model, Classifier):
        found = ClassPredictor(model, labels).predict(image)
        pairs = zip(found["name"], found["score"], strict=True)
        return ", ".join(f"{name} {score:.3f}" for name, score in pairs)
    if isinstance(model, SSD):
        found = Detector(model, labels).predict(image)
        rows = zip(found["name"], found["score"], found["box"], strict=True)
        objects = [f"{name} {score:.2f} at {_whole(box)}" for name, score, box in rows]
        named = "; ".join(["", *objects[:_NAMED], *["…"] * (len(objects) > _NAMED)])
        return f"{len(objects)} object{'s' * (len(objects) != 1)}{named}"
    if isinstance(model, CRAFT):
        found = CharacterDetector(model).predict(image)
        return f"{found['num_detections']} characters"
    maps = model(image[None]).items()
    return "; ".join(
        f"{name} {tuple(value.shape[1:])} mean {np.mean(value):.4g}" for name, value in maps
    )


def _whole(box):
    return ", ".join(f"{value:.0f}" for value in box)
