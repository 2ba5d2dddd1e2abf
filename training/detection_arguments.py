"""What a detection run is told: the arguments, and what of them a resumed run may change."""

import argparse

from training import parse
from training.arguments import add_recipe_arguments, with_arguments
from training.recipes.detection import RECIPES, DetectionRecipe, recipe
from training.run_folder import RunFolder

# What a run is, beside its recipe; a resumed run takes all of it from the first one.
SETTINGS = {
    "data": None,
    "split": None,
    "validation": "0.2",
    "validation_split": None,
    "classes": None,
    "on_error": "raise",
    "seed": 0,
    "steps_per_epoch": None,
    "strategy": "none",
    "deterministic": False,
}
# What becomes of the finished model.
ENDING = {"export": None, "score_threshold": 0.3}
# What of a recipe may differ when a run is resumed: how long it goes on.
LENGTH = {"epochs", "total_steps", "patience"}


def parsed(words, description):
    """The arguments that were given, as a dict; those that were not are absent."""
    parser = argparse.ArgumentParser(
        prog="python -m training.detection",
        description=description,
        argument_default=argparse.SUPPRESS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", metavar="DIR", nargs="+", help="annotated images, VOC XML or COCO; else roads")
    add("--split", metavar="NAME", help="read only this list of the data, as trainval")
    add("--recipe", metavar="NAME", help=f"one of {', '.join(RECIPES)}")
    add("--output", metavar="DIR", help="folder of the run; runs/RECIPE by default")
    add("--resume", action="store_true", help="continue the run in --output")
    add("--seed", type=parse.count, help="of weights, order and augmentation; 0 by default")
    add(
        "--validation",
        metavar="WHAT",
        help="held out: a share (0.2), a list of images, or a folder",
    )
    add("--validation-split", metavar="NAME", help="read only this list of that folder, as test")
    add("--classes", metavar="FILE", help="names of the classes, one a line, in their order")
    add("--on-error", choices=("raise", "skip"), help="what a wrong annotation does")
    add("--export", metavar="NAME", help="to saved_models/NAME, or none; by default into --output")
    add("--score-threshold", type=float, metavar="SCORE", help="of the exported model; 0.3")
    add(
        "--steps-per-epoch", type=parse.positive, metavar="N", help="measure and save every N steps"
    )
    add("--threads", type=parse.positive, metavar="N", help="processor threads; all by default")
    add("--strategy", choices=("none", "mirrored"), help="mirrored: all GPUs of the machine")
    add("--deterministic", action="store_true", help="the same bits on GPUs too, at some speed")
    add_recipe_arguments(parser, DetectionRecipe)
    return vars(parser.parse_args(words))


def settled(given):
    """`(folder, settings, recipe)` of the run that the arguments mean, new or resumed.

    Raises: ValueError in words for the person who gave them.
    """
    if not 0 <= given.get("score_threshold", 0) <= 1:
        raise ValueError(
            f"--score-threshold must be between 0 and 1, got {given['score_threshold']}"
        )
    if given.get("resume"):
        return _resumed(given)
    if "data" in given and "recipe" not in given:
        raise ValueError(f"--data needs --recipe: one of {', '.join(RECIPES)}")
    chosen = with_arguments(recipe(given.get("recipe", "roads")), given)
    folder = RunFolder(given.get("output", f"runs/{chosen.name}"))
    folder.begin()
    return folder, {name: given.get(name, value) for name, value in SETTINGS.items()}, chosen


def _resumed(given):
    if "output" not in given:
        raise ValueError("--resume needs --output, the folder of the run to continue")
    folder = RunFolder(given["output"])
    stored = folder.settings()
    settings = {name: stored.get(name, value) for name, value in SETTINGS.items()}
    if isinstance(settings["data"], str):
        settings["data"] = [settings["data"]]
    begun = DetectionRecipe.from_json(stored["recipe"])
    if given.get("recipe", begun.name) != begun.name:
        raise ValueError(f"--resume continues a run of recipe {begun.name}, got {given['recipe']}")
    wanted = with_arguments(begun, given)
    before = settings | begun.to_json()
    after = settings | {name: given[name] for name in SETTINGS if name in given} | wanted.to_json()
    for name in before:
        if before[name] != after[name] and name not in LENGTH:
            raise ValueError(
                f"--resume continues the run as it was begun: leave out "
                f"--{name.replace('_', '-')}, which was {before[name]}; got {after[name]}"
            )
    return folder, settings, wanted
