"""Says how far our answers are from those of published networks at their real sizes.

`python -m tests.goldens.published_weights_torch SOURCES --source NAME --whole FOLDER` writes each
network's weights and its own answers in float64; `python -m tests.benchmarks.published_weights
FOLDER` loads the weights as a user does, and prints a row of the README's table for each. For
detectors, a column says what becomes of their own answers: our decoding beside theirs.
`--float64` computes ours in double precision, as theirs are: what is left then is not rounding.
`--applications` adds the networks of `keras.applications`, beside ours with the same weights.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import gc
import pathlib

import keras
import numpy as np

from tests.goldens.published_weights import WIDER, image
from tests.keras_efficientnet import theirs
from tests.weights.test_application import spread
from tests.weights.test_deform_conv_v2 import published as deformable
from tests.weights.test_published import answers, widened
from tfvision import classification
from tfvision.backbones import MobileNetV2
from tfvision.classification import Classifier
from tfvision.detection import SSD, Codec
from tfvision.weights import load_application, model_from_torch

SIZES_HW = {"SSD300": (300, 300), "SSD512": (512, 512), "SSDLite320": (320, 320)}
# What detectors do after decoding that is not our default; most cut each class at 200 candidates
# and the image nowhere
DECODING = {
    "torchvision": {"clip_first": True},
    "torchvision-SSDLite320": {
        **{"clip_first": True, "score_threshold": 0.001, "nms_iou": 0.55},
        **{"candidates": 300, "max_detections": 300},
    },
    "lufficc": {"candidates": 100_000, "max_detections": 100},
}
UNCUT = {"candidates": 200, "max_detections": 5000}
APPLICATIONS = (*(f"EfficientNetB{i}" for i in range(8)), "MobileNetV2", "VGG16", "VGG19")
HEAD = "| source | network | parameters | largest difference | of answers up to | decoding |"


def size_hw(network):
    """Size of the image that a network was shown."""
    if "@320" in network:
        return (320, 320)
    return SIZES_HW.get(network, (300, 300) if "ssd" in network else (69, 101))


def row(source, network, parameters, found, expected, decoding=""):
    """A line of the table."""
    largest = max(np.abs(found[name] - expected[name]).max() for name in found)
    extent = max(np.abs(expected[name]).max() for name in found)
    return f"| {source} | {network} | {parameters:,} | {largest:.1e} | {extent:.3g} | {decoding} |"


def trained(model):
    """How many numbers are trained."""
    return sum(int(np.prod(v.shape)) for v in model.trainable_variables)


def decoding(model, source, network, expected):
    """Our decoding of a detector's own answers beside its own."""
    options = DECODING.get(f"{source}-{network}", DECODING.get(source, UNCUT))
    codec = Codec(model.default_boxes, **options)
    default = np.abs(model.default_boxes - expected["decoded/default_boxes"]).max()
    outputs = {name: expected[name].astype("float32") for name in ("offsets", "logits")}
    boxes = np.abs(codec.decode_boxes(outputs["offsets"][0]) - expected["decoded/boxes"]).max()
    found = codec.decode(outputs)
    count = int(found["num_detections"][0])
    columns = [np.asarray(found[name][0, :count]) for name in ("labels", "scores", "boxes")]
    ours = np.column_stack(columns)  # [N, 6]
    detections = expected["decoded/detections"]
    detections[:, 2:] = np.clip(detections[:, 2:], 0, 1)
    same = sum(np.abs(detections - one).max(1).min() < 1e-4 for one in ours)
    return (
        f"default boxes {default:.1e}, boxes {boxes:.1e}, "
        f"{same} of {count} detections equal, theirs {len(detections)}"
    )


def loaded(path, source, network):
    """`(model, report)` of one file; a deformable layer alone is of no model."""
    if source == "4uiiurz1":
        return deformable(network, path, 256)
    return model_from_torch(path, "timm_tf" if network.startswith("tf_") else source)


def published(path):
    """The row of one file."""
    source, network = path.stem.split("-", 1)
    expected = dict(np.load(path.with_suffix(".npz")))
    model, report = loaded(path, source, network)
    if report.problems or report.heads or report.kept or report.left:
        raise ValueError(str(report))
    height, width = shown_hw = size_hw(network)
    found = answers(model, shown_hw)
    if isinstance(model, SSD):
        wide = answers(widened(model), (height, width + WIDER))
        found.update({f"wide/{name}": value for name, value in wide.items()})
    words = decoding(model, source, network, expected) if "decoded/boxes" in expected else ""
    return row(source, network, trained(model), found, expected, words)


def application(name):
    """The row of a network of `keras.applications`, its weights drawn here."""
    rng = np.random.default_rng(0)
    options = {"weights": None, "classifier_activation": None}
    if name.startswith("EfficientNet"):
        variant, size = name.removeprefix("EfficientNet").lower(), (69, 101)
        network = theirs(variant, size, rng, include_top=True, classifier_activation=None)
        model, prepare = classification.efficientnet(variant), np.array
    elif name == "MobileNetV2":
        size, module = (66, 98), keras.applications.mobilenet_v2
        network = spread(module.MobileNetV2(input_shape=(*size, 3), **options), rng)
        model, prepare = Classifier(MobileNetV2(), 1000), module.preprocess_input
    else:
        size, module = (224, 224), getattr(keras.applications, name.lower())
        network = spread(getattr(module, name)(**options), rng)
        variant = name.removeprefix("VGG")
        model = classification.vgg(variant, batch_norm=False, normalization="keras-vgg")
        prepare = module.preprocess_input
    report = load_application(model, network)
    if report.problems or report.heads or report.kept or report.left:
        raise ValueError(str(report))
    expected = {"logits": np.asarray(network(prepare(image(size))))}
    return row("keras.applications", name, trained(model), answers(model, size), expected)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("--only", default="", help="of the files with this in their names")
    parser.add_argument("--applications", action="store_true")
    parser.add_argument("--float64", action="store_true", help="compute in double precision")
    arguments = parser.parse_args()
    print(f"{HEAD}\n|---|---|---|---|---|---|")
    asked = [(application, name) for name in APPLICATIONS if arguments.applications]
    if arguments.folder:
        asked += [(published, path) for path in sorted(arguments.folder.glob("*.pth"))]
    for function, what in asked:
        if arguments.only in str(what):
            keras.config.set_dtype_policy("float64" if arguments.float64 else "float32")
            print(function(what), flush=True)
            keras.backend.clear_session()
            gc.collect()


if __name__ == "__main__":
    main()
