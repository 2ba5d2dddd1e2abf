"""`tfvision demo`: a tour of the five systems on pictures that are rendered for it."""

import argparse
import pathlib

import keras

from tfvision.demo.cars import cars
from tfvision.demo.digits import digits
from tfvision.demo.shapes import shapes
from tfvision.demo.shipped_models import characters, plates
from tfvision.demo.tour import Tour

_STOPS = {stop.__name__: stop for stop in (plates, characters, cars, shapes, digits)}

EXAMPLES = (
    (
        "tfvision demo",
        "all five, in four minutes: two trained models, and three that learn for a minute",
    ),
    (
        "tfvision demo --only plates characters --pictures 10 --seed 7 --output tour",
        "the two trained ones alone, on more and other pictures",
    ),
)


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument("--output", default="demo", type=pathlib.Path, help="folder of pictures")
    parser.add_argument("--pictures", default=3, type=_count, help="of each system; 3")
    parser.add_argument("--seed", default=0, type=_whole, help="of what is rendered; 0")
    parser.add_argument(
        "--only", nargs="+", default=list(_STOPS), choices=list(_STOPS), help="these; default: all"
    )
    parser.add_argument(
        "--seconds", default=60, type=_count, help="that cars, shapes and digits each train; 60"
    )


def run(arguments, say):
    """Runs the command; 0 when all of it was shown."""
    if arguments.output.exists() and not arguments.output.is_dir():
        raise ValueError(f"--output must be a folder, got {arguments.output}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    tour = Tour(arguments.output, arguments.pictures, arguments.seed, arguments.seconds, say)
    for name, stop in _STOPS.items():
        if name in arguments.only:
            keras.utils.set_random_seed(arguments.seed % 2**32)  # Of the weights
            stop(tour)
    say(f"written: {arguments.output}")
    return 0


def _count(word):
    return _whole(word, least=1)


def _whole(word, least=0):
    number = int(word) if word.isdecimal() else -1
    if number < least:
        raise argparse.ArgumentTypeError(f"must be a whole number from {least} on, got {word}")
    return number
