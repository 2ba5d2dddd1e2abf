"""`tfvision check`: the data doctor, from the command line."""

import argparse
import dataclasses

import keras
import numpy as np

from tfvision.detection import dataset, doctor
from tfvision.detection.architectures import ssd300_vgg16, ssd512_vgg16
from tfvision.detection.box_fitting import fit_levels
from tfvision.detection.default_boxes import default_boxes
from tfvision.detection.level_table import as_json, read_levels
from tfvision.detection.mobilenets import ssdlite_mobilenet_v2
from tfvision.whole_file import whole_file, whole_json

_SIZED = ssdlite_mobilenet_v2.__name__  # The one for images of any size
MODELS = {make.__name__: make for make in (ssdlite_mobilenet_v2, ssd300_vgg16, ssd512_vgg16)}
# A stride-4 map has four times the cells of a stride-8 one, and little to say in them; strides are
# not whole where maps are rounded up.
_TOO_FINE = 6

EXAMPLES = (
    (
        "tfvision check photos --picture check.png",
        "problems by file and line, and a picture of sizes and classes",
    ),
    (
        "tfvision check photos --fit-boxes --levels-out levels.json",
        "proposes default boxes for this data, for training with --levels",
    ),
    (
        "tfvision check coco/annotations/instances_val2017.json --json report.json --most 5",
        "all problems to a file, five to the screen",
    ),
)


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument("data", help="folder of VOC XML (labelImg, VOCdevkit) or a COCO JSON file")
    parser.add_argument("--classes", help="text file of the names, one a line")
    parser.add_argument("--format", choices=("auto", "voc", "coco"), default="auto")
    parser.add_argument(
        "--unlabelled",
        choices=("skip", "background", "raise"),
        default="skip",
        help="what an image without XML is; background: one without objects",
    )
    parser.add_argument(
        "--one-based",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="VOC corners count from 1 and include the last pixel; --no-one-based: they are edges",
    )
    parser.add_argument(
        "--model", choices=MODELS, default=_SIZED, help="whose default boxes to hold against it"
    )
    parser.add_argument(
        "--image-size",
        type=int,
        nargs=2,
        metavar=("HEIGHT", "WIDTH"),
        help="of the model's input; default: the level table's, else the model's own",
    )
    parser.add_argument("--levels", type=levels_of, help="JSON file of a level table")
    parser.add_argument(
        "--fit-boxes",
        type=int,
        nargs="?",
        const=9,
        metavar="N",
        help="propose a level table of N boxes from the data, and show what it covers",
    )
    parser.add_argument("--levels-out", help="write the proposed level table to this JSON file")
    parser.add_argument("--json", help="write the whole report to this JSON file")
    parser.add_argument("--picture", help="draw sizes, classes and default boxes to this PNG")
    parser.add_argument("--most", type=int, default=20, help="problems to print; the JSON has all")


def levels_of(path):
    """The level table in a JSON file, or argparse's error."""
    try:
        return read_levels(path)
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run(arguments, say):
    """Runs the command; 0 if the data is sound, 1 if it holds errors."""
    if arguments.levels_out and arguments.fit_boxes is None:
        raise ValueError("--levels-out needs --fit-boxes: there is no table to write without it")
    problems = []
    data = dataset.read(
        arguments.data,
        arguments.classes,
        arguments.format,
        on_error="collect",
        problems=problems,
        one_based=arguments.one_based,
        unlabelled=arguments.unlabelled,
    )
    problems += data.check_images()
    model = _model(arguments, max(1, len(data.classes)))
    report = {"data": str(arguments.data), **doctor.examine(data, problems)}
    report["image_size"] = list(model.image_size)
    report["levels"] = [level.at(model.image_size).get_config() for level in model.levels]
    report["coverage"] = doctor.coverage(data, model.default_boxes, model.image_size)
    levels, boxes_cxcywh = model.levels, model.default_boxes
    if arguments.fit_boxes is not None and report["objects"]:
        levels, boxes_cxcywh = _fitted(data, model, arguments.fit_boxes)
        report["fitted_levels"] = as_json(levels)["levels"]
        report["fitted_coverage"] = doctor.coverage(data, boxes_cxcywh, model.image_size)
    _print(report, arguments, model, say)
    _write(report, arguments, data, levels, boxes_cxcywh, model.image_size, say)
    return 1 if report["errors"] else 0


def _model(arguments, classes):
    options = {"levels": arguments.levels} if arguments.levels else {}
    if arguments.model == _SIZED:
        if size := arguments.image_size or (arguments.levels and arguments.levels[0].image_size):
            options["image_size"] = tuple(size)
    elif arguments.image_size:
        raise ValueError(f"--image-size is fixed for {arguments.model}; leave it out")
    return MODELS[arguments.model](classes, **options)


def _fitted(data, model, count):
    sizes_hw = _usable_maps(model)
    strides = {name: max(np.divide(model.image_size, hw)) for name, hw in sizes_hw.items()}
    sides = doctor.sizes_wh(doctor.unit_boxes(data)[0], model.image_size)
    levels = tuple(
        dataclasses.replace(level, image_size=model.image_size)
        for level in fit_levels(sides, strides, count)
    )
    own_hw = [sizes_hw[level.feature] for level in levels]
    return levels, default_boxes(levels, own_hw, model.image_size)


def _usable_maps(model):
    """Name -> (height, width) of the maps a level may read: the last of each size, extras too."""
    features = model.features(keras.Input((*model.image_size, 3)))
    last = {tuple(x.shape[1:3]): name for name, x in features.items()}
    return {
        name: size_hw
        for size_hw, name in last.items()
        if max(np.divide(model.image_size, size_hw)) > _TOO_FINE
    }


def _print(report, arguments, model, say):
    say(
        f"{report['images']} images ({report['background_images']} without objects), "
        f"{report['objects']} objects"
    )
    for name, row in report["classes"].items():
        say(f"  {name}: {row['objects']} in {row['images']} images, {row['difficult']} difficult")
    for problem in report["problems"][: arguments.most]:
        place = problem["path"] + ("" if problem["line"] is None else f":{problem['line']}")
        say(f"{problem['severity']}: {place}: {problem['message']}")
    if len(report["problems"]) > arguments.most:
        say(f"… and {len(report['problems']) - arguments.most} more; --json lists all")
    say(f"{report['errors']} errors, {report['warnings']} warnings")
    hint = "" if arguments.image_size or arguments.model != _SIZED else " (see --image-size)"
    say(f"image size of {arguments.model}: {model.image_size[0]} x {model.image_size[1]}{hint}")
    if report["objects"]:
        _print_coverage(report, model, say)
    for line in doctor.advice(report):
        say(f"advice: {line}")


def _print_coverage(report, model, say):
    found = report["coverage"]
    say(f"percentiles {found['percentiles']} of the objects at that size:")
    say(f"  width  {found['width_px']} px")
    say(f"  height {found['height_px']} px")
    rows = [(f"{model.name}'s", found)]
    if "fitted_coverage" in report:
        rows.append(("fitted", report["fitted_coverage"]))
    for name, row in rows:
        say(
            f"{name} {row['default_boxes']} default boxes: mean best IoU "
            f"{row['mean_best_iou']:.3f}, {row['share_under_half']:.1%} of the objects under 0.5"
        )
    for level in report.get("fitted_levels", ()):
        say(f"  Level({level['feature']!r}, (), (), boxes_wh={level['boxes_wh']})")


def _write(report, arguments, data, levels, default_cxcywh, image_size, say):
    if arguments.levels_out and "fitted_levels" in report:
        whole_json(arguments.levels_out, as_json(levels))
        say(f"wrote {arguments.levels_out}")
    if arguments.json:
        whole_json(arguments.json, report)
        say(f"wrote {arguments.json}")
    if arguments.picture:
        from tfvision.detection.doctor_picture import figure

        drawing = figure(data, levels, default_cxcywh, image_size)
        with whole_file(arguments.picture) as path:
            drawing.savefig(path, dpi=100, format="png")
        say(f"wrote {arguments.picture}")
