"""`tfvision export`: a training run or checkpoint becomes a model that TF Serving can serve."""

from tfvision import checkpoint
from tfvision.classification.checkpoint import predictor_of
from tfvision.classification.model import Classifier
from tfvision.detection.checkpoint import detector_of
from tfvision.detection.model import SSD
from tfvision.images.class_names import names_in_file
from tfvision.images.promised_size import MOST_PIXELS
from tfvision.images.read import read
from tfvision.serving.saved_model import export
from tfvision.serving.task_options import of_task
from tfvision.text.checkpoint import detector_of as character_detector_of
from tfvision.text.model import CRAFT

_OPTIONS = {
    "detection": ("score",),
    "classification": ("top", "crop_fraction"),
    "text": ("score", "direction", "scale", "levels"),
}

EXAMPLES = (
    (
        "tfvision export runs/plates --output saved_models/plates --score 0.5",
        "the best epoch of a run, as the next version of a model",
    ),
    (
        "tfvision export craft.keras --output saved_models/craft --direction auto --half",
        "a checkpoint, half as large",
    ),
)


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument("source", help="a run's folder (its best epoch is taken) or a .keras file")
    parser.add_argument("--output", required=True, help="the model's folder: saved_models/NAME")
    parser.add_argument("--labels", help="text file, one class name a line; default: the run's")
    parser.add_argument("--image", help="image to check the export with; default: a generated one")
    parser.add_argument(
        "--no-fuse", action="store_true", help="keep batch normalization as layers of their own"
    )
    parser.add_argument(
        "--half", action="store_true", help="store kernels in float16: half the size"
    )
    parser.add_argument(
        "--constant",
        action="store_true",
        help="weights become constants of the graph: SSD300 and CRAFT answer sooner on CPUs; not "
        "with --half, up to 400 MB",
    )
    parser.add_argument(
        "--most-pixels",
        type=int,
        default=MOST_PIXELS,
        metavar="N",
        help="a server refuses files that promise more, before they are decoded; default: "
        f"{MOST_PIXELS}",
    )
    parser.add_argument(
        "--score",
        type=float,
        help="of a detector: lowest score that is answered; default: 0.3, "
        "of characters: the codec's peak",
    )
    parser.add_argument(
        "--direction",
        choices=("auto", "horizontal", "vertical"),
        help="of characters: how the text runs; default: the run's, else auto",
    )
    parser.add_argument(
        "--scale", type=float, help="of characters: enlarge images so; default: the run's, else 1"
    )
    parser.add_argument(
        "--levels",
        type=int,
        help="of characters: see images so often, each time at a third of the size; default: the "
        "run's, else 1",
    )
    parser.add_argument(
        "--top", type=int, help="of a classifier: how many classes are answered; default: 5"
    )
    parser.add_argument(
        "--crop-fraction",
        type=float,
        metavar="SHARE",
        help="of a classifier: what it sees of an image's middle; default: the run's, else 0.875",
    )


def run(arguments, say):
    """Runs the command; 0 when the version is written and answers as the model does."""
    labels = names_in_file(arguments.labels) if arguments.labels else None
    file, model = checkpoint.load_model(arguments.source, SSD, Classifier, CRAFT)
    task = {SSD: "detection", Classifier: "classification", CRAFT: "text"}[type(model)]
    given = of_task(task, _OPTIONS, arguments)
    if "score" in given:
        given["score_threshold"] = given.pop("score")
    if task == "text":
        if labels is not None:
            raise ValueError("--labels is no option for text: characters have no classes")
        predictor = character_detector_of(file, model, **given)
    else:
        of_the_task = detector_of if task == "detection" else predictor_of
        predictor = of_the_task(file, model, labels, **given)
    image = read(arguments.image) if arguments.image else None
    options = {"fuse": not arguments.no_fuse, "half": arguments.half}
    options |= {"constant": arguments.constant, "most_pixels": arguments.most_pixels}
    path = export(predictor, arguments.output, **options, image=image)
    if predictor.labels:
        say(f"classes: {', '.join(predictor.labels)}")
    say(f"written: {path}, answers equal to the model's")
    return 0
