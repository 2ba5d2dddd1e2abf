"""Bad arguments of `training.classification`, as rows of a table of bad input."""

import functools

from tests import bad_input
from tests.training import tiny_classification as tiny_run

Row = functools.partial(bad_input.Row, error=ValueError)


def script(*words, images=3):
    """Runs the script in a folder that holds `data`, so many images a class."""

    def act(folder):
        if images:
            tiny_run.write_images(folder / "data", images)
        placed = [word.replace("DIR", str(folder)) for word in words]
        tiny_run.run(*tiny_run.words(folder / "data", folder / "run"), *placed)

    return act


ARGUMENTS = [
    Row(
        "a recipe that there is not",
        script("--recipe", "vgg"),
        r"^--recipe must be one of efficientnet, .*; got 'vgg'$",
    ),
    Row(
        "data without a recipe",
        lambda folder: tiny_run.run("--data", folder),
        r"^--data needs --recipe: one of efficientnet, ",
    ),
    Row("a folder that there is not", script(images=0), r"^DIR/data: no such file or folder$"),
    Row(
        "no share held out",
        script("--validation", "0"),
        r"^--validation must be between 0 and 1, got 0$",
    ),
    Row(
        "a share so small that no image is held out",
        script("--validation", "0.01"),
        r"^--validation 0\.01: a split needs images on both sides, but 9 images part into 9 and 0",
    ),
    Row(
        "neither a share nor a file",
        script("--validation", "a fifth"),
        r"^--validation must be a share between 0 and 1, a file that .*, or a .*; got a fifth$",
    ),
    Row(
        "a batch larger than the data",
        script("--batch-size", "50"),
        r"^--batch-size must be at most the number of training images, 7; got 50$",
    ),
    Row(
        "a model that there is not",
        script("--model", "Classifier"),
        r"^--model must be a factory of tfvision\.classification, got Classifier$",
    ),
    Row(
        "an option that the model has not",
        script("--model-options", "depth=3"),
        r"^--model-options: .*unexpected keyword argument 'depth'$",
    ),
    Row(
        "a variant that there is not",
        script("--model", "vgg", "--model-options", "variant=12"),
        r"variant must be one of 11, 13, 16, 19, got '?12'?$",
    ),
    Row(
        "weights that there are not",
        script("--model", "vgg", "--weights", "DIR/none.h5"),
        r'^weights must be "imagenet" or a file, got DIR/none\.h5$',
        error=FileNotFoundError,
    ),
    Row(
        "a stage that there is not",
        script("--freeze", "fin"),
        r'^stage must be None, "all" or one of fine, coarse, got \'fin\'$',
    ),
    Row(
        "a stage that the second phase would look for in vain",
        script("--second-phase", "1", "--second-freeze", "fin"),
        r'^--second-freeze: stage must be None, "all" or one of fine, coarse, got \'fin\'$',
    ),
    Row(
        "a second phase without an epoch",
        script("--second-phase", "3", "--epochs", "3"),
        r"^--second-phase must begin before the last of 3 epochs, got 3; none for a run of one",
    ),
    Row(
        "augmentation out of range",
        script("--augment", "erasing=2"),
        r"^erasing must be in \[0, 1\], got 2$",
    ),
    Row(
        "no augmentation and some",
        script("--augment", "none", "flip=0"),
        r"^--augment: none must stand alone$",
    ),
]
