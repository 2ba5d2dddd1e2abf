"""Bad arguments of `training.text`, as rows of a table of bad input."""

import functools
import re

from tests import bad_input
from tests.training import tiny_text as tiny_run

Row = functools.partial(bad_input.Row, error=ValueError)


def script(*words, pages=0):
    """Runs the script on rendered screens, or on so many pages of a folder."""

    def act(folder):
        placed = [word.replace("DIR", str(folder)) for word in words]
        if pages:
            tiny_run.write_pages(folder / "data", pages)
            tiny_run.run(*tiny_run.words_of(folder / "data", folder / "run"), *placed)
        else:
            tiny_run.run(*tiny_run.words(folder / "run"), *placed)

    return act


def _without_lines(folder):
    """Runs the script for both maps on pages whose characters stand in no known line."""
    data = tiny_run.write_pages(folder / "data", 7)
    pages = data / "characters.json"
    pages.write_text(re.sub(r'"line": *\d+', '"line": -1', pages.read_text()))
    more = ("--validation", "0.4", "--model-options", "outputs=2")
    tiny_run.run(*tiny_run.words_of(data, folder / "run"), *more)


ARGUMENTS = [
    Row(
        "a recipe that there is not",
        script("--recipe", "craft_small"),
        r"^--recipe must be one of craft, ghost_craft, ghost_small, screens; got 'craft_small'$",
    ),
    Row(
        "data without a recipe",
        lambda folder: tiny_run.run("--data", folder),
        r"^--data needs --recipe: one of craft, ",
    ),
    Row(
        "a folder that there is not",
        lambda folder: tiny_run.run(*tiny_run.words_of(folder / "gone", folder / "run")),
        r"^DIR/gone: no such file or folder$",
    ),
    Row(
        "data and screens",
        script("--data", "DIR"),
        r"^--screens is of rendered screens: leave it or --data out$",
    ),
    Row(
        "a folder of images, and no pages",
        script("--images", "DIR"),
        r"^--images is of pages that --data names: leave it out, or give both$",
    ),
    Row(
        "data and fonts",
        script("--fonts", "DIR", pages=2),
        r"^--fonts is of rendered screens: leave it or --data out$",
    ),
    Row(
        "fonts to measure on, and pages to measure on",
        script("--validation-fonts", "DIR", pages=2),
        r"^--validation-fonts is of rendered screens, and others are held out$",
    ),
    Row(
        "a share of screens that never end",
        lambda folder: tiny_run.run(*tiny_run.WORDS, *tiny_run.SIZE, "--validation", "0.2"),
        r"^--validation must be a folder or a file of others where there is no --data; got 0\.2$",
    ),
    Row(
        "no share held out",
        script("--validation", "0", pages=3),
        r"^--validation must be between 0 and 1, got 0$",
    ),
    Row(
        "a folder without a font",
        script("--fonts", "DIR"),
        r"font",
        error=bad_input.DataError,
    ),
    Row(
        "a batch larger than an epoch",
        script("--batch-size", "50"),
        r"^--batch-size must be at most the number of training images, 9; got 50$",
    ),
    Row(
        "weights that there are not",
        script("--model", "craft", "--weights", "DIR/none.h5"),
        r'^weights must be "imagenet" or a file, got DIR/none\.h5$',
        error=FileNotFoundError,
    ),
    Row(
        "a model that there is not",
        script("--model", "CRAFT"),
        r"^--model must be a factory of tfvision\.text, got CRAFT$",
    ),
    Row(
        "an option that the model has not",
        script("--model-options", "alpha=0.5"),
        r"^--model-options: .*unexpected keyword argument 'alpha'$",
    ),
    Row(
        "an option that the codec has not",
        script("--codec", "iou=0.5"),
        r"^--codec: .*unexpected keyword argument 'iou'$",
    ),
    Row(
        "a codec out of range",
        script("--codec", "threshold=2"),
        r"^threshold must be in \(0, 1\), got 2$",
    ),
    Row(
        "a codec of more maps than the model has",
        script("--codec", "affinity=yes"),
        r"^--model-options must give 2 maps for that codec: regions, affinity; got 1$",
    ),
    Row(
        "affinity without lines",
        _without_lines,
        r"^--model-options outputs=2 needs the line of each character, .* name no lines",
    ),
    Row(
        "a loss out of range",
        script("--loss", "negative_ratio=-1"),
        r"^negative_ratio and min_negatives must be at least 0, got -1",
    ),
    Row(
        "augmentation out of range",
        script("--augment", "rotation=90"),
        r"^rotation must be in \[0, 45\], got 90$",
    ),
    Row(
        "a stage that there is not",
        script("--freeze", "fin"),
        r'^stage must be None, "all" or one of fine, coarse, got \'fin\'$',
    ),
    Row(
        "to resume where there is no run",
        lambda folder: tiny_run.run("--resume", "--output", folder / "run"),
        r"^--resume needs a run in --output, and DIR/run holds none",
    ),
]
