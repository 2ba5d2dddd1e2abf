"""A recipe's fields as arguments of a command line."""

import argparse
import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Option:
    """How a command line gives a field; stands in the field's `Annotated`.

    Args:
        help: What it is, for `--help`.
        parse: From a word to a value, or to a (key, value) pair that changes one of several.
        nargs: As argparse's.
        empty: What key=value changes where the field is None.
    """

    help: str
    parse: typing.Callable = str
    nargs: str | int | None = None
    empty: typing.Callable | None = None


def options_of(recipe_class):
    """`{name: Option}` of the fields that a command line can give."""
    hints = typing.get_type_hints(recipe_class, include_extras=True)
    return {name: h.__metadata__[0] for name, h in hints.items() if hasattr(h, "__metadata__")}


def add_recipe_arguments(parser, recipe_class):
    """Adds an argument for every field of the recipe but its name.

    None has a default: what is not given is absent, and the recipe's own value holds.
    """
    group = parser.add_argument_group("the recipe's own choices, to change them")
    for name, option in options_of(recipe_class).items():
        group.add_argument(
            "--" + name.replace("_", "-"),
            help=option.help,
            type=option.parse,
            nargs=option.nargs,
            default=argparse.SUPPRESS,
            metavar=name.rpartition("_")[2].upper(),
        )


def with_arguments(recipe, given):
    """The recipe with the fields that a command line gave.

    Another model does not get the options that the recipe has for its own.

    Args:
        recipe: A recipe.
        given: Dict of arguments, whatever else it holds.

    Raises: ValueError naming an argument that says none and more.
    """
    if given.get("model", recipe.model) != recipe.model:
        recipe = dataclasses.replace(recipe, model_options={})
    for name in options_of(type(recipe)):
        words = given.get(name)
        if isinstance(words, list) and len(words) > 1 and None in words:
            raise ValueError(f"--{name.replace('_', '-')}: none must stand alone")
    changes = {
        name: _value(given[name], getattr(recipe, name), option.empty)
        for name, option in options_of(type(recipe)).items()
        if name in given
    }
    if "epochs" in changes:
        changes.setdefault("total_steps", None)
    elif "total_steps" in changes:
        changes["epochs"] = None
    return dataclasses.replace(recipe, **changes)


def _value(given, current, empty):
    """What a field becomes; options given as pairs change those that they name."""
    if isinstance(current, dict):
        return current | dict(given)
    if given == [None]:
        return None
    if isinstance(given, list) and given and isinstance(given[0], tuple):
        return dataclasses.replace(empty() if current is None else current, **dict(given))
    return tuple(given) if isinstance(given, list) else given
