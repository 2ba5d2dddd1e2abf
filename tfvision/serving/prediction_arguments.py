"""What the commands that answer for image files have in common: arguments, model, report."""

import os
import pathlib

from tfvision.images.promised_size import MOST_PIXELS
from tfvision.serving.client import connect
from tfvision.serving.loading import load, require_task
from tfvision.serving.shipped import shipped

BFLOAT16 = "compute in bfloat16: on processors with instructions for it (AMX) twice as fast"


def add(parser, model=None, source="image files, folders or globs"):
    """Declares the arguments.

    Args:
        parser: The command's.
        model: Name of the shipped model that is taken where a person names none; None: they must.
        source: What may be given, in words.
    """
    parser.add_argument("source", nargs="+", help=source)
    parser.add_argument(
        "--model",
        required=model is None,
        help="exported model: saved_models/NAME, or one version of it"
        + ("" if model is None else f"; default: the {model} that come with tfvision"),
    )
    parser.set_defaults(shipped=model)
    parser.add_argument(
        "--server",
        metavar="HOST:PORT",
        help="ask this TensorFlow Serving by gRPC, or by REST: http://HOST:PORT; --model is then "
        "the export's folder or, but of characters, the model's name there",
    )
    parser.add_argument(
        "--timeout", type=float, default=30.0, help="seconds for a question to the server"
    )
    parser.add_argument("--json", metavar="FILE", help="write the answers to this JSON file")
    parser.add_argument(
        "--csv", metavar="FILE", help="write the answers to this CSV file, a row each"
    )
    parser.add_argument("--batch-size", type=int, default=16, help="most images of one run")
    parser.add_argument("--bfloat16", action="store_true", help=BFLOAT16)
    parser.add_argument(
        "--on-error",
        choices=("skip", "raise"),
        default="skip",
        help="what an unreadable file does: is left out and named, or ends the command",
    )
    parser.add_argument(
        "--most-pixels",
        type=int,
        default=MOST_PIXELS,
        metavar="N",
        help="an image that promises more is not decoded, for a few bytes can promise gigabytes; "
        f"default: {MOST_PIXELS}",
    )


def model_of(arguments, task):
    """The predictor that a person named, loaded or on a server.

    Raises: ValueError for one of another task, and naming a place that nothing can be written to:
        better now than after hours of work.
    """
    _check_places(arguments)
    name = arguments.model or shipped(arguments.shipped)
    if arguments.server:
        if arguments.bfloat16:
            raise ValueError("--bfloat16 is of a model that runs here, and --server of one there")
        options = {"timeout": arguments.timeout, "batch_size": arguments.batch_size}
        model = connect(arguments.server, name, **options)
    else:
        model = load(name, batch_size=arguments.batch_size, bfloat16=arguments.bfloat16)
    require_task(model, task)
    return model


def _check_places(arguments):
    for name in ("json", "csv", "output"):
        place = getattr(arguments, name, None)
        if not place:
            continue
        path = pathlib.Path(place)
        if name == "output" and path.exists() and not path.is_dir():
            raise ValueError(f"--output must be a folder, and {path} is none")
        if name != "output" and path.is_dir():
            raise ValueError(f"--{name} must be a file, and {path} is a folder")
        folder = path if name == "output" else path.parent
        there = next(each for each in (folder, *folder.parents) if each.exists())
        if not there.is_dir() or not os.access(there, os.W_OK):
            raise ValueError(f"--{name} {path}: no folder can be made in {there}")


def report(problems, written, say):
    """Names the files that were left out and those that were written."""
    for _, message in problems:
        say(f"left out: {message}")
    for path in written:
        if path:
            say(f"written: {path}")
