"""What a person types after `tfvision blur`, and what is made of it."""

import argparse

from tfvision.images.promised_size import MOST_PIXELS
from tfvision.images.read import read
from tfvision.serving.prediction_arguments import BFLOAT16
from tfvision.video import Cover
from tfvision.video.cover import KINDS, SHAPES
from tfvision.video.detections_file import check_suffix
from tfvision.video.zones import Zones, span

_OF_LOOKING = (
    *("every", "patience", "extend", "sightings", "labels", "class_score", "parent"),
    *("detections", "tiles", "bfloat16"),
)
_OF_TWO_PASSES = ("plan", "apply", "sheet", "preview", "detections", "parent")
_OF_ZONES = ("span", "always", "never")


def arguments(parser):
    """Declares the arguments of the command."""
    add = parser.add_argument
    add("source", nargs="+", help="films, images, folders of them, or globs")
    add("--model", help="exported detector; default: saved_models/plates, which comes with it")
    add("--output", default="blurred", help="folder of the covered films and images")
    add("--overwrite", action="store_true", help="do again what is in --output already")
    add("--most-pixels", type=int, default=MOST_PIXELS, metavar="N", help="of an image, at most")
    _add_review(parser.add_argument_group("what a person checks"))
    _add_looking(parser.add_argument_group("what is looked for"))
    _add_zones(parser.add_argument_group("where and when"))
    _add_covering(parser.add_argument_group("how it is covered"))


def _add_review(group):
    add = group.add_argument
    add("--plan", metavar="FILE", help="write what would be covered in a film, and cover nothing")
    add("--apply", metavar="FILE", help="cover a film by a plan; no detector looks at it")
    add("--sheet", metavar="PNG", help="picture of every track, with what is under the cover")
    add("--preview", metavar="PLACE", help="outline, cover nothing: to a film or a folder of PNG")
    add("--preview-frames", type=int, default=12, metavar="N", help="pictures of a folder; 12")
    add("--detections", metavar="FILE", help="what the detector saw in each frame, .csv or .json")


def _add_looking(group):
    add = group.add_argument
    add("--score", type=float, default=0.4, help="from which on a track begins; 0.4")
    pair = {"nargs": 2, "action": "append", "metavar": ("NAME", "SCORE")}
    add("--class-score", **pair, help="that of one class; may be given several times")
    add("--labels", nargs="+", metavar="NAME", help="classes; default: all")
    add(
        "--parent",
        nargs=2,
        action="append",
        metavar=("NAME", "OTHER"),
        help="what belongs to another, as a plate to a car: it counts there only, and is followed",
    )
    add("--every", type=int, help="frames from one that is looked at to the next")
    add(
        "--tiles",
        type=_tiles,
        metavar="CxR",
        help="look at parts, too, in columns and rows; default: where a frame is wider than 1920",
    )
    add("--causal", action="store_true", help="in one pass, as a camera is: nothing of the future")
    add("--delay", type=int, metavar="FRAMES", help="of --causal: that much of the future; 0")
    add("--patience", type=float, help="longest gap that is filled, in seconds")
    add("--extend", type=float, help="seconds before and after each track")
    add("--sightings", type=int, help="tracks seen in fewer frames are left out")
    add("--batch-size", type=int, default=4, help="frames the detector gets")
    add("--bfloat16", action="store_true", default=None, help=BFLOAT16)


def _add_zones(group):
    add = group.add_argument
    add("--span", nargs="+", metavar="FROM-TO", help="cover only then, as 0:10-0:25 1:40-")
    box = {"nargs": 4, "type": float, "action": "append", "metavar": ("X1", "Y1", "X2", "Y2")}
    add("--always", **box, help="box in [0, 1] of the picture that is covered in each frame")
    add("--never", **box, help="box in [0, 1] whose pixels stay as they are")


def _add_covering(group):
    add = group.add_argument
    add("--style", choices=KINDS, default="blur")
    add("--shape", choices=SHAPES, default="box")
    add("--scale", type=float, default=Cover.scale, help="of what is covered, to the box")
    add("--soft", type=float, default=0.0, help="edge, in heights of the box")
    add("--pieces", type=float, default=2.0, help="along a box's shorter side")
    add("--colour", type=int, nargs=3, default=(0, 0, 0), metavar="RGB")
    add("--picture", help="file, of style picture")


def check(arguments):
    """Refuses what cannot be had together.

    Raises: ValueError naming the arguments.
    """
    if arguments.plan and arguments.apply:
        raise ValueError("--plan and --apply exclude each other: one looks, the other covers")
    if arguments.apply:
        given = [name for name in _OF_LOOKING + _OF_ZONES if getattr(arguments, name) is not None]
        if given:
            word = given[0].replace("_", "-")
            raise ValueError(f"--apply covers what the plan says: give --{word} with --plan")
    if arguments.causal:
        given = [name for name in _OF_TWO_PASSES if getattr(arguments, name)]
        if given:
            raise ValueError(f"--causal covers while it looks: --{given[0]} needs two passes")
    elif arguments.delay is not None:
        raise ValueError("--delay is of --causal: two passes know all of the future")
    if arguments.preview_frames < 1:
        raise ValueError(f"--preview-frames must be at least 1, got {arguments.preview_frames}")
    if arguments.sheet and not arguments.sheet.lower().endswith(".png"):
        raise ValueError(f"--sheet must be a .png file, got {arguments.sheet}")
    if arguments.detections:
        check_suffix(arguments.detections)


def cover_of(arguments):
    """The `Cover` that was asked for."""
    picture = read(arguments.picture) if arguments.picture else None
    return Cover(
        arguments.style,
        arguments.shape,
        arguments.scale,
        arguments.soft,
        arguments.pieces,
        tuple(arguments.colour),
        picture,
    )


def zones_of(arguments):
    """The `Zones` that were asked for."""
    boxes = (tuple(map(tuple, getattr(arguments, name) or ())) for name in ("always", "never"))
    return Zones(*boxes, tuple(map(span, arguments.span or ())))


def class_scores_of(arguments):
    """Dict of classes' names to their own scores.

    Raises: ValueError for a score that is none.
    """
    scores = {}
    for name, score in arguments.class_score or ():
        try:
            scores[name] = float(score)
        except ValueError:
            raise ValueError(f"--class-score must be NAME SCORE, got {name} {score}") from None
    return scores


def _tiles(text):
    try:
        columns, rows = map(int, text.lower().split("x"))
    except ValueError:
        columns = rows = 0
    if min(columns, rows) < 1:
        raise argparse.ArgumentTypeError(f"must be like 2x1, got {text}")
    return columns, rows
