"""What a run is told: the arguments of every script, and what a resumed run may change of them."""

import argparse

from training import parse
from training.arguments import add_recipe_arguments, with_arguments
from training.recipes.recipe import recipe_named
from training.run_folder import RunFolder

# What every run is, beside its recipe and what its task adds.
SETTINGS = {
    "data": None,
    "seed": 0,
    "steps_per_epoch": None,
    "strategy": "none",
    "synchronized_norm": False,
    "deterministic": False,
}
# What of a recipe may differ when a run is resumed: how long it goes on.
LENGTH = {"epochs", "total_steps", "patience"}


def parsed(task, words, description=None):
    """The arguments that were given, as a dict; those that were not are absent."""
    parser = argparse.ArgumentParser(
        prog=f"python -m training.{task.name}",
        description=description,
        argument_default=argparse.SUPPRESS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    task.add_arguments(add)
    add("--recipe", metavar="NAME", help=f"one of {', '.join(task.recipes)}")
    add("--output", metavar="DIR", help="folder of the run; runs/RECIPE by default")
    add("--resume", action="store_true", help="continue the run in --output")
    add("--seed", type=parse.count, help="of weights, order and augmentation; 0 by default")
    add("--export", metavar="NAME", help="to saved_models/NAME, or none; by default into --output")
    add(
        "--steps-per-epoch", type=parse.positive, metavar="N", help="measure and save every N steps"
    )
    add("--threads", type=parse.positive, metavar="N", help="processor threads; all by default")
    add(
        "--strategy",
        choices=("none", "mirrored", "multiworker"),
        help="mirrored: all GPUs of the machine; multiworker: of all machines that TF_CONFIG names",
    )
    add(
        "--synchronized-norm",
        type=parse.truth,
        metavar="YES",
        help="yes: batch normalization over the whole batch, not over that of each replica",
    )
    add(
        "--data-service",
        type=parse.address,
        metavar="HOST:PORT",
        help="batches come from there, see python -m training.data_service",
    )
    add("--deterministic", action="store_true", help="the same bits on GPUs too, at some speed")
    add_recipe_arguments(parser, task.recipe_class)
    return vars(parser.parse_args(words))


def settled(task, given):
    """`(folder, settings, recipe)` of the run that the arguments mean, new or resumed.

    Raises: ValueError in words for the person who gave them.
    """
    task.check(given)
    known = {**SETTINGS, **task.settings}
    if given.get("resume"):
        return _resumed(task, given, known)
    if "data" in given and "recipe" not in given:
        raise ValueError(f"--data needs --recipe: one of {', '.join(task.recipes)}")
    chosen = recipe_named(task.recipes, given.get("recipe", task.default_recipe))
    chosen = with_arguments(chosen, given)
    folder = RunFolder(given.get("output", f"runs/{chosen.name}"))
    folder.begin()
    return folder, {name: given.get(name, value) for name, value in known.items()}, chosen


def ending_of(task, given, folder):
    """What becomes of the finished model; of a resumed run what was said last."""
    known = {"export": None, **task.ending}
    said = folder.settings().get("ending", {}) if given.get("resume") else {}
    return {name: given.get(name, said.get(name, value)) for name, value in known.items()}


def _resumed(task, given, known):
    if "output" not in given:
        raise ValueError("--resume needs --output, the folder of the run to continue")
    folder = RunFolder(given["output"])
    stored = folder.settings()
    settings = {name: stored.get(name, value) for name, value in known.items()}
    if isinstance(settings["data"], str):
        settings["data"] = [settings["data"]]
    begun = task.recipe_class.from_json(stored["recipe"])
    if given.get("recipe", begun.name) != begun.name:
        raise ValueError(f"--resume continues a run of recipe {begun.name}, got {given['recipe']}")
    wanted = with_arguments(begun, given)
    before = settings | begun.to_json()
    after = settings | {name: given[name] for name in known if name in given} | wanted.to_json()
    for name in before:
        if before[name] != after[name] and name not in LENGTH:
            raise ValueError(
                f"--resume continues the run as it was begun: leave out "
                f"--{name.replace('_', '-')}, which was {before[name]}; got {after[name]}"
            )
    return folder, settings, wanted
