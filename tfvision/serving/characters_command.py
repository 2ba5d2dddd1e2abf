"""`tfvision characters`: boxes every character of images and films, in the order of reading."""

import contextlib
import dataclasses
import pathlib

import tqdm

from tfvision.images import sources
from tfvision.images.predictor import Record
from tfvision.images.read_ahead import Unread
from tfvision.serving import prediction_arguments
from tfvision.serving.drawings import Drawings
from tfvision.serving.frames import film_writer, frames_of, rate_of
from tfvision.serving.loading import load, require_task
from tfvision.text.records import draw_characters, drawn, write_csv, write_json

_OPTIONS = ("direction", "scale", "longest_side", "tile", "overlap", "score_threshold")


def arguments(parser):
    """Declares the arguments of the command."""
    prediction_arguments.add(parser)
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
    parser.add_argument("--tile", type=int, help="longest side of what is computed at once")
    parser.add_argument("--overlap", type=int, help="pixels that tiles share; at most half of one")
    parser.add_argument(
        "--tolerance",
        type=float,
        default=0,
        help="of a film: difference of a pixel, of 255, up to which its tile is not computed anew",
    )
    parser.add_argument("--no-drawings", action="store_true", help="write no pictures or films")


def run(arguments, say):
    """Runs the command; 0 if every file was read, 1 if some were not."""
    model = load(arguments.model, batch_size=arguments.batch_size)
    require_task(model, "text")
    given = {name: getattr(arguments, name) for name in _OPTIONS}
    detector = model.detector(**{name: value for name, value in given.items() if value is not None})
    films = [source for source in arguments.source if sources.is_video(source)]
    images = [source for source in arguments.source if source not in films]
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
        files, on_error=arguments.on_error, problems=problems, keep=drawings is not None
    )
    for record in answers if files else ():
        if drawings:
            drawings.write(record)
        records.append(dataclasses.replace(record, image=None))
    return records


def _film(detector, path, arguments, drawings, say):
    """A record a frame, named `film.mp4#12`; of what is the same in most frames little is done."""
    records = []
    tile = {} if arguments.tile is None else {"tile": arguments.tile}
    last = []
    watch = detector.watch(_kept(frames_of(path), last), tolerance=arguments.tolerance, **tile)
    with contextlib.ExitStack() as stack:
        append = None
        if drawings:
            writer = film_writer(drawings.free(path, ".mp4"), rate_of(path))
            append = stack.enter_context(writer)
        bar = stack.enter_context(tqdm.tqdm(watch, unit="frame"))
        for number, found in enumerate(bar):
            (frame,) = last
            if append:
                append(draw_characters(frame, found))
            records.append(Record(pathlib.Path(f"{path}#{number}"), frame.shape[:2], found))
    say(f"{path}: {len(records)} frames, {watch.computed} of {watch.tiles} tiles computed")
    return records


def _kept(frames, last):
    """Passes frames on; the list always holds the last one alone."""
    for frame in frames:
        last[:] = [frame]
        yield frame
