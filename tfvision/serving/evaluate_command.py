"""`tfvision evaluate`: the average precision of an exported model on annotated images."""

import json
import math

from tfvision.detection import dataset
from tfvision.detection.metric import METHODS, MeanAveragePrecision
from tfvision.detection.originals import measure
from tfvision.images import splits
from tfvision.serving.loading import load
from tfvision.serving.raw_detector import RawDetector
from tfvision.whole_file import whole_file


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument("data", help="annotated images: a folder of VOC XML or COCO, or its file")
    parser.add_argument(
        "--model", required=True, help="exported model: saved_models/NAME, or one version of it"
    )
    parser.add_argument("--iou", type=float, nargs="+", help="IoU thresholds; default: 0.5")
    parser.add_argument(
        "--method", choices=tuple(METHODS), default="area", help="how precision is averaged"
    )
    parser.add_argument("--split", help="read only this list of the data, as test")
    parser.add_argument(
        "--validation-list",
        metavar="FILE",
        help="measure only on these images, one name a line, as a run's validation.txt",
    )
    parser.add_argument("--json", metavar="FILE", help="write every figure to this JSON file")
    parser.add_argument("--batch-size", type=int, default=16, help="most images of one run")
    parser.add_argument(
        "--on-error", choices=("raise", "skip"), default="raise", help="of a wrong annotation"
    )


def run(arguments, say):
    """Runs the command; 0 when the figures are there."""
    model = RawDetector(load(arguments.model, batch_size=arguments.batch_size))
    metric = MeanAveragePrecision(model.labels, iou=arguments.iou, method=arguments.method)
    data = dataset.read(
        arguments.data, model.labels, split=arguments.split, on_error=arguments.on_error
    )
    if arguments.validation_list:
        data = _listed(data, arguments.validation_list)
    results = measure(model, data, metric, arguments.batch_size)
    say(f"{len(data)} images, scores from {model.codec.score_threshold:g}")
    for name, value in results.items():
        if not math.isnan(value):
            say(f"{name:<24} {value:.4f}")
    if arguments.json:
        known = {name: None if math.isnan(value) else value for name, value in results.items()}
        with whole_file(arguments.json) as temporary:
            temporary.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", "utf-8")
        say(f"written: {arguments.json}")
    return 0


def _listed(data, file):
    try:
        return data.subset(splits.listed([sample.path for sample in data.samples], file))
    except (ValueError, OSError) as error:
        raise ValueError(f"--validation-list {file}: {error}") from None
