"""`tfvision evaluate`: how well an exported model does on annotated images."""

import math

from tfvision.classification import dataset as labelled
from tfvision.classification.confusion_plot import plot_confusion
from tfvision.classification.evaluate import measure as measure_classes
from tfvision.classification.metric import ConfusionMatrix
from tfvision.detection import dataset as annotated
from tfvision.detection.metric import METHODS, MeanAveragePrecision
from tfvision.detection.originals import measure as measure_boxes
from tfvision.images import splits
from tfvision.serving.converted_predictor import ConvertedPredictor
from tfvision.serving.loading import load
from tfvision.serving.prediction_arguments import BFLOAT16
from tfvision.serving.raw_detector import RawDetector
from tfvision.serving.task_options import of_task
from tfvision.text import dataset as pages
from tfvision.text.evaluate import measure as measure_characters
from tfvision.text.metric import CharacterMetric
from tfvision.whole_file import whole_file, whole_json

_OPTIONS = {
    "detection": ("iou", "method", "split", "network"),
    "classification": ("picture", "split", "network", "images"),
    "text": ("iou", "images"),
}
_MOST_FIGURES = 60  # That are printed of single classes; the JSON has all.
_CONFUSIONS = 5

EXAMPLES = (
    (
        "tfvision evaluate photos --model saved_models/plates --iou 0.4 0.5",
        "average precision on annotated photos",
    ),
    (
        "tfvision evaluate photos --model saved_models/plates --validation-list held_out.txt",
        "on the images that a list names, as a run's validation.txt",
    ),
    (
        "tfvision evaluate pets --model saved_models/pets --picture confusion.png --json f.json",
        "a classifier, with the classes it mixes up",
    ),
    (
        "tfvision evaluate photos --model saved_models/plates --network plates.tflite",
        "what a conversion costs",
    ),
)


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument(
        "data",
        help="annotated images. Detection: a folder of VOC XML or COCO, or its file. "
        "Classification: a folder of classes, or a CSV file. Characters: JSON, CSV or SynthText's "
        "gt.mat, or a folder with one of them",
    )
    parser.add_argument(
        "--model", required=True, help="exported model: saved_models/NAME, or one version of it"
    )
    parser.add_argument(
        "--iou",
        type=float,
        nargs="+",
        help="of a detector: IoU thresholds, of characters one; default: 0.5",
    )
    parser.add_argument(
        "--method",
        choices=tuple(METHODS),
        help="of a detector: how precision is averaged; default: area",
    )
    parser.add_argument(
        "--picture", metavar="FILE", help="of a classifier: draw its confusion matrix to this PNG"
    )
    parser.add_argument(
        "--network",
        metavar="FILE",
        help="measure with the network of this .tflite or .onnx file, which `convert` wrote",
    )
    parser.add_argument(
        "--images",
        metavar="DIR",
        help="of characters, and of a CSV file of classes: where the images lie, if not beside it",
    )
    parser.add_argument("--split", help="read only this list or folder of the data, as test")
    parser.add_argument(
        "--validation-list",
        metavar="FILE",
        help="measure only on these images, one name a line, as a run's validation.txt",
    )
    parser.add_argument("--json", metavar="FILE", help="write every figure to this JSON file")
    parser.add_argument("--batch-size", type=int, default=16, help="most images of one run")
    parser.add_argument("--bfloat16", action="store_true", help=BFLOAT16)
    parser.add_argument(
        "--on-error", choices=("raise", "skip"), default="raise", help="of a wrong annotation"
    )


def run(arguments, say):
    """Runs the command; 0 when the figures are there."""
    if arguments.network and arguments.bfloat16:
        raise ValueError("--bfloat16 is of the export's own network, and --network of another")
    saved = load(arguments.model, batch_size=arguments.batch_size, bfloat16=arguments.bfloat16)
    given = of_task(saved.task, _OPTIONS, arguments)
    picture = given.pop("picture", None)
    given.pop("split", None)
    given.pop("images", None)
    if network := given.pop("network", None):
        saved = ConvertedPredictor(saved, network)
    judges = {"detection": _detector, "classification": _classifier, "text": _characters}
    judge = judges[saved.task]
    model, metric, measure = judge(saved, given)
    data = _read(arguments, saved)
    results = measure(model, data, metric, arguments.batch_size)
    for line in _lines(saved.task, len(data), model, metric, results):
        say(line)
    if arguments.json:
        known = {name: None if math.isnan(value) else value for name, value in results.items()}
        whole_json(arguments.json, known)
        say(f"written: {arguments.json}")
    if picture:
        with whole_file(picture) as temporary:
            plot_confusion(metric, temporary)
        say(f"written: {picture}")
    return 0


def _detector(saved, given):
    return RawDetector(saved), MeanAveragePrecision(saved.labels, **given), measure_boxes


def _classifier(saved, given):
    return saved, ConfusionMatrix(saved.labels, saved.settings["top"]), measure_classes


def _characters(saved, given):
    if len(given.get("iou", [0.5])) != 1:
        raise ValueError(f"--iou must be one threshold for text, got {given['iou']}")
    return saved, CharacterMetric(*given.get("iou", [])), measure_characters


def _read(arguments, model):
    if model.task == "text":
        data = pages.read(arguments.data, on_error=arguments.on_error, images=arguments.images)
    else:
        read = {"detection": annotated.read, "classification": labelled.read}[model.task]
        options = {"split": arguments.split, "on_error": arguments.on_error}
        options |= {"images": arguments.images} if arguments.images else {}
        data = read(arguments.data, model.labels, **options)
    file = arguments.validation_list
    if not file:
        return data
    try:
        return data.subset(splits.listed([sample.path for sample in data.samples], file))
    except (ValueError, OSError) as error:
        raise ValueError(f"--validation-list {file}: {error}") from None


def _lines(task, images, model, metric, results):
    """What is known, in words; of many classes only their means."""
    detects = task == "detection"
    yield f"{images} images" + (f", scores from {model.codec.score_threshold:g}" if detects else "")
    each = sum("/" in name for name in results) <= _MOST_FIGURES
    for name, value in results.items():
        if not math.isnan(value) and (each or "/" not in name):
            yield f"{name:<24} {value if isinstance(value, int) else format(value, '.4f')}"
    if task == "classification":
        for truth, answer, count in metric.confusions(_CONFUSIONS):
            yield f"{truth} taken for {answer}: {count}"
    if task == "text":
        for name, (low, high) in metric.intervals().items():
            if name in results and not math.isnan(low):
                yield f"{name:<24} {low:.4f} to {high:.4f} with other such images, 95 %"
