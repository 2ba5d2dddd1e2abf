"""`tfvision blur`: covers what a detector finds, in films and images."""

import contextlib
import functools
import pathlib

import cv2
import numpy as np
import tqdm

from tfvision.images import sources
from tfvision.images.read import read
from tfvision.images.read_ahead import Unread
from tfvision.serving.loading import load, require_task
from tfvision.video import Cover, Film, apply_plan, make_plan, read_plan, suffix_for
from tfvision.video.cover import KINDS, SHAPES
from tfvision.whole_file import whole_file

_CHECKOUT = pathlib.Path(__file__).parents[2]
_LOW = 0.5  # Of the score that begins a track, that which goes on with one
_LOOKING = ("every", "labels", "patience", "extend", "sightings")


def arguments(parser):
    """Declares the arguments of the command."""
    add = parser.add_argument
    add("source", nargs="+", help="films, images, folders of them, or globs")
    add("--model", help="exported detector; default: saved_models/plates here or beside tfvision")
    add("--output", default="blurred", help="folder of the covered films and images")
    add("--overwrite", action="store_true", help="do again what is in --output already")
    add("--plan", metavar="FILE", help="write what would be covered in a film, and cover nothing")
    add("--apply", metavar="FILE", help="cover a film by a plan; no detector looks at it")
    looking = parser.add_argument_group("what is looked for")
    looking.add_argument(
        "--score", type=float, default=0.4, help="from which on a track begins; 0.4"
    )
    looking.add_argument("--labels", nargs="+", metavar="NAME", help="classes; default: all")
    looking.add_argument("--every", type=int, help="frames from one that is looked at to the next")
    looking.add_argument("--patience", type=float, help="longest gap that is filled, in seconds")
    looking.add_argument("--extend", type=float, help="seconds before and after each track")
    looking.add_argument("--sightings", type=int, help="tracks seen in fewer frames are left out")
    looking.add_argument("--batch-size", type=int, default=4, help="frames the detector gets")
    covering = parser.add_argument_group("how it is covered")
    covering.add_argument("--style", choices=KINDS, default="blur")
    covering.add_argument("--shape", choices=SHAPES, default="box")
    covering.add_argument("--scale", type=float, default=1.1, help="of what is covered, to the box")
    covering.add_argument("--soft", type=float, default=0.0, help="edge, in heights of the box")
    covering.add_argument("--pieces", type=float, default=2.0, help="along a box's shorter side")
    covering.add_argument("--colour", type=int, nargs=3, default=(0, 0, 0), metavar="RGB")
    covering.add_argument("--picture", help="file, of style picture")


def run(arguments, say):
    """Runs the command; 0 if all was covered, 1 if some files could not be read."""
    if arguments.plan and arguments.apply:
        raise ValueError("--plan and --apply exclude each other: one looks, the other covers")
    cover = _cover(arguments)
    files = [file for source in arguments.source for file in sources.find(source, films=True)]
    _check_names(files)
    if arguments.plan or arguments.apply:
        if len(files) != 1 or not sources.is_video(files[0]):
            raise ValueError(f"--plan and --apply are of one film, got {len(files)} file(s)")
    if arguments.apply:
        _apply(files[0], read_plan(arguments.apply), cover, arguments, say)
        return 0
    detector = _detector(arguments)
    if arguments.plan:
        plan = _plan(files[0], detector, arguments)
        plan.write(arguments.plan)
        say(f"written: {arguments.plan}, {len(plan.tracks)} tracks in {plan.frames} frames")
        return 0
    problems = []
    for file in files:
        with Unread("skip", problems).noting(file):
            if sources.is_video(file):
                _film(file, detector, cover, arguments, say)
            else:
                _image(file, detector, cover, arguments, say)
    for _, message in problems:
        say(f"left out: {message}")
    return 1 if problems else 0


def _check_names(files):
    named = {}
    for file in files:
        # What suffix a film gets is not known before it is open.
        suffix = "film" if sources.is_video(file) else _suffix(file)
        other = named.setdefault((file.stem, suffix), file)
        if other != file:
            raise ValueError(f"{other} and {file} would become one file: give them one by one")


def _cover(arguments):
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


def _detector(arguments):
    model = load(arguments.model or _plates(), batch_size=arguments.batch_size)
    require_task(model, "detection")
    own = model.settings["score_threshold"]
    if not own <= arguments.score <= 1:
        raise ValueError(
            f"--score must be in [{own:g}, 1], got {arguments.score:g}: this model answers nothing "
            f"below {own:g}"
        )
    if unknown := sorted(set(arguments.labels or ()) - set(model.labels)):
        raise ValueError(
            f"--labels must be among {', '.join(model.labels)}, got {', '.join(unknown)}"
        )
    return model


def _plates():
    """The detector of number plates that comes with a checkout of this project."""
    places = [folder / "saved_models" / "plates" for folder in (pathlib.Path(), _CHECKOUT)]
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        raise ValueError("--model must name an exported detector: there is no saved_models/plates")
    return found


def _plan(file, detector, arguments):
    given = {name: getattr(arguments, name) for name in _LOOKING}
    given = {name: value for name, value in given.items() if value is not None}
    return make_plan(
        file,
        detector,
        batch_size=arguments.batch_size,
        high=arguments.score,
        low=_LOW * arguments.score,
        passing=_bar(file, f"{file.name}: looking"),
        **given,
    )


def _film(file, detector, cover, arguments, say):
    with Film(file) as film:
        target = _target(file, suffix_for(film), arguments, say)
    if target:
        plan = _plan(file, detector, arguments)
        _covered(file, target, plan, cover, say)


def _apply(file, plan, cover, arguments, say):
    with Film(file) as film:
        target = _target(file, suffix_for(film), arguments, say)
    if target:
        _covered(file, target, plan, cover, say)


def _covered(file, target, plan, cover, say):
    apply_plan(file, target, plan, cover=cover, passing=_bar(file, f"{file.name}: covering"))
    say(f"written: {target}, {sum(plan.covered)} tracks in {plan.frames} frames")


def _image(file, detector, cover, arguments, say):
    suffix = _suffix(file)
    target = _target(file, suffix, arguments, say)
    if not target:
        return
    image = read(file)
    found = detector.predict(image)
    kept = found["score"] >= arguments.score
    if arguments.labels:
        kept &= np.array([name in arguments.labels for name in found["name"]], bool)
    covered = cover(image, found["box"][kept])
    with whole_file(target) as partial:
        encoded = cv2.imencode(suffix, covered[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 95])[1]
        partial.write_bytes(encoded.tobytes())
    say(f"written: {target}, {int(kept.sum())} covered")


def _suffix(image):
    return image.suffix if image.suffix.lower() in (".jpg", ".jpeg") else ".png"


def _target(file, suffix, arguments, say):
    """Where the covered file goes; None if it is there already and is to stay."""
    folder = pathlib.Path(arguments.output)
    with contextlib.suppress(FileNotFoundError):
        if folder.samefile(file.parent):
            raise ValueError(f"--output must be another folder than that of {file}, got {folder}")
    target = folder / f"{file.stem}{suffix}"
    if target.exists() and not arguments.overwrite:
        say(f"there already: {target}")
        return None
    return target


def _bar(file, words):
    with Film(file) as film:
        count = film.count
    return functools.partial(tqdm.tqdm, total=count, unit="frame", desc=words)
