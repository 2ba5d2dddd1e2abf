"""A recipe's fields as arguments of a command line."""

import argparse
import dataclasses


def add_recipe_arguments(parser, recipe_class):
    """Adds an argument for every field of the recipe but its name.

    None has a default: what is not given is absent, and the recipe's own value holds.
    """
    group = parser.add_argument_group("the recipe's own choices, to change them")
    for field in dataclasses.fields(recipe_class):
        if field.metadata:
            group.add_argument(
                "--" + field.name.replace("_", "-"),
                help=field.metadata["help"],
                type=field.metadata["parse"],
                nargs=field.metadata["nargs"],
                default=argparse.SUPPRESS,
                metavar=field.name.rpartition("_")[2].upper(),
            )


def with_arguments(recipe, given):
    """The recipe with the fields that a command line gave.

    Args:
        recipe: A recipe.
        given: Dict of arguments, whatever else it holds.
    """
    changes = {}
    for field in dataclasses.fields(recipe):
        if field.metadata and field.name in given:
            changes[field.name] = _value(given[field.name], getattr(recipe, field.name))
    if "epochs" in changes:
        changes.setdefault("total_steps", None)
    elif "total_steps" in changes:
        changes["epochs"] = None
    return dataclasses.replace(recipe, **changes)


def _value(given, current):
    """What a field becomes; options given as pairs change those that they name."""
    if isinstance(current, dict):
        return current | dict(given)
    if given == [None]:
        return None
    if isinstance(given, list) and given and isinstance(given[0], tuple):
        return dataclasses.replace(current, **dict(given))
    return tuple(given) if isinstance(given, list) else given
