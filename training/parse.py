"""Words of a command line to the values of a recipe; what does not fit is said in a sentence."""

import argparse
import ast
import dataclasses
import math
import re

from tfvision.detection.level_table import read_levels


def text(word):
    """A string, or None for `none`."""
    return None if word.lower() == "none" else word


def positive(word):
    """An int above 0."""
    if (value := int(word)) < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {word}")
    return value


def count(word):
    """An int that is not negative."""
    if (value := int(word)) < 0:
        raise argparse.ArgumentTypeError(f"must be at least 0, got {word}")
    return value


def above_zero(word):
    """A finite float above 0."""
    return _within(word, lambda value: value > 0, "above 0")


def not_negative(word):
    """A finite float that is not negative."""
    return _within(word, lambda value: value >= 0, "of at least 0")


def share(word):
    """A float from 0 to 1."""
    return _within(word, lambda value: 0 <= value <= 1, "between 0 and 1")


def part(word):
    """A float above 0, up to 1."""
    return _within(word, lambda value: 0 < value <= 1, "above 0 and at most 1")


def momentum(word):
    """A float from 0 to below 1: what is kept of the past at each step."""
    return _within(word, lambda value: 0 <= value < 1, "of at least 0 and below 1")


def or_none(parser):
    """A parser that takes `none` as well, for None."""
    return lambda word: None if word.lower() == "none" else parser(word)


def _within(word, allowed, range_in_words):
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and allowed(value)):
        raise argparse.ArgumentTypeError(f"must be a number {range_in_words}, got {word}")
    return value


def truth(word):
    """A bool, from `yes` and `no`."""
    if word.lower() not in ("yes", "no"):
        raise argparse.ArgumentTypeError(f"must be yes or no, got {word}")
    return word.lower() == "yes"


def one_of(names):
    """A parser that takes only these words."""

    def choose(word):
        if word not in names:
            raise argparse.ArgumentTypeError(f"must be one of {', '.join(names)}; got {word}")
        return word

    return choose


def port(word):
    """An int that a port may have."""
    if not (word.isdecimal() and 0 < int(word) < 2**16):
        raise argparse.ArgumentTypeError(f"must be from 1 to 65535, got {word}")
    return int(word)


def address(word):
    """A string of `host:port`."""
    host, _, number = word.rpartition(":")
    try:
        port(number if host else "")
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"must be written HOST:PORT, got {word}") from None
    return word


def options(word):
    """`key=value` as a pair; numbers, and several after one another by commas, are understood.

    Several words are a tuple of strings; a single one with a comma after it too.
    """
    key, equals, value = word.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"must be written key=value, got {word}")
    try:
        return key, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        if re.fullmatch(r"\w+(,\w+)*,?", value) and "," in value:
            return key, tuple(filter(None, value.split(",")))
        return key, {"none": None, "yes": True, "no": False}.get(value.lower(), value)


def fields_of(options_class):
    """A parser of `none`, or of a field of a dataclass as `key=value`."""
    known = [field.name for field in dataclasses.fields(options_class)]

    def change(word):
        if word.lower() == "none":
            return None
        key, value = options(word)
        if key not in known:
            raise argparse.ArgumentTypeError(f"knows {', '.join(known)}; got {key}")
        return key, value

    return change


def levels(word):
    """A level table from a JSON file, or None for `none`."""
    if word.lower() == "none":
        return None
    try:
        return read_levels(word)
    except OSError as error:
        raise argparse.ArgumentTypeError(f"must be a JSON file or none: {error}") from None
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
