"""`tfvision characters`: boxes every character of images and films, in the order of reading."""

import dataclasses
import functools
import pathlib

import tqdm

from tfvision.images import sources
from tfvision.images.predictor import Record
from tfvision.images.read_ahead import Unread
from tfvision.serving import prediction_arguments
from tfvision.serving.drawings import Drawings
from tfvision.text.records import draw_characters, drawn, write_csv, write_json
from tfvision.video import Film, remake, suffix_for

_OPTIONS = ("direction", "scale", "longest_side", "levels", "tile", "overlap", "score_threshold")

EXAMPLES = (
    (
        "tfvision characters screens/*.png --json found.json",
        "boxes by the shipped model, drawn into characters/ and listed in reading order",
    ),
    (
        "tfvision characters game.mp4 --tolerance 4 --csv found.csv",
        "of a film, only tiles that change are computed anew",
    ),
    (
        "tfvision characters page.jpg --direction vertical --scale 2",
        "columns of tiny text",
    ),
)


def arguments(parser):
    """Declares the arguments of the command."""
    source = "images and films, folders or globs of them"
    prediction_arguments.add(parser, model="characters", source=source)
    parser.add_argument("--output", default="characters", help="folder of the drawings")
    parser.add_argument(
        "--direction",
        choices=("auto", "horizontal", "vertical"),
        help="how the text runs; default: the model's own, most often auto",
    )
    parser.add_argument(
        "--score", dest="score_threshold", type=float, help="lowest score; default: the model's own"
    )
    parser.add_argument("--scale", type=float, help="enlarge images so, for tiny characters")
    parser.add_argument("--longest-side", type=int, help="shrink larger images to this")
    parser.add_argument(
        "--levels",
        type=int,
        help="see each image so often, each time at a third of the size: for large titles",
    )
    parser.add_argument(
        "--tile",
        type=int,
        help="longest side of what is computed at once; default: the model's own, of films 512",
    )
    parser.add_argument(
        "--overlap",
        type=int,
        help="pixels that tiles share; default: the model's own, but half of a --tile at most",
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        default=0,
        help="of a film: difference of a pixel, of 255, up to which its tile is not computed anew; "
        "compression alone makes some 4 to 16",
    )
    parser.add_argument("--no-drawings", action="store_true", help="write no pictures or films")


def run(arguments, say):
    """Runs the command; 0 if every file was read, 1 if some were not."""
    if arguments.score_threshold is not None and not 0 <= arguments.score_threshold <= 1:
        raise ValueError(f"--score must be in [0, 1], got {arguments.score_threshold:g}")
    model = prediction_arguments.model_of(arguments, "text")
    given = {name: getattr(arguments, name) for name in _OPTIONS}
    if arguments.tile is not None and arguments.overlap is None:
        given["overlap"] = min(model.settings["overlap"], arguments.tile // 2)
    detector = model.detector(**{name: value for name, value in given.items() if value is not None})
    images, films = sources.parted(arguments.source)
    drawings = None
    if not arguments.no_drawings:
        drawings = Drawings(arguments.output, drawn, [*sources.that_exist(images), *films])
    problems = []
    records = _images(detector, images, arguments, drawings, problems)
    for film in films:
        with Unread(arguments.on_error, problems).noting(film):
            records += _film(detector, pathlib.Path(film), arguments, drawings, say)
    if arguments.json:
        write_json(arguments.json, records)
    if arguments.csv:
        write_csv(arguments.csv, records)
    count = sum(len(record.prediction["box"]) for record in records)
    say(f"{count} characters in {len(records)} images")
    folder = arguments.output if records and not arguments.no_drawings else None
    prediction_arguments.report(problems, (folder, arguments.json, arguments.csv), say)
    return 1 if problems else 0


def _images(detector, files, arguments, drawings, problems):
    records = []
    answers = detector.predict_files(
        files,
        on_error=arguments.on_error,
        problems=problems,
        keep=drawings is not None,
        most_pixels=arguments.most_pixels,
    )
    for record in answers if files else ():
        if drawings:
            drawings.write(record)
        records.append(dataclasses.replace(record, image=None))
    return records


def _film(detector, path, arguments, drawings, say):
    """A record a frame, named `film.mp4#12`; of what is the same in most frames little is done."""
    records, shown = [], []
    watch = detector.watch(_taken(shown), arguments.tile, arguments.tolerance)

    def answer(frame):
        shown.append(frame.image)
        found = next(watch)
        records.append(Record(pathlib.Path(f"{path}#{frame.index}"), frame.image.shape[:2], found))
        if drawings and len(found["box"]):
            return draw_characters(frame.image, found)
        return None  # As it is

    with Film(path) as film:
        passing = functools.partial(tqdm.tqdm, total=film.count, unit="frame")
        if drawings:
            remake(film, drawings.free(path, suffix_for(film)), answer, passing=passing)
        else:
            for frame in passing(film):
                answer(frame)
    say(f"{path}: {len(records)} frames, {watch.computed} of {watch.tiles} tiles computed")
    return records


def _taken(images):
    """Yields what was last put into a list, which is empty then."""
    while True:
        yield images.pop()
