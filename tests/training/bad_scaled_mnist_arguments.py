"""Bad arguments of `training.scaled_mnist`, as rows of a table of bad input."""

import functools

import numpy as np

from tests import bad_input
from tests.training import tiny_scaled_mnist as tiny_run

Row = functools.partial(bad_input.Row, error=ValueError)


def script(*words, **changes):
    """Runs the script on `DIR/digits.npz`, some of whose arrays are changed."""

    def act(folder):
        file = tiny_run.write_digits(folder / "digits.npz", **changes)
        placed = [word.replace("DIR", str(folder)) for word in words]
        tiny_run.run(*tiny_run.words(file, folder / "run"), *placed)

    return act


def of_text(folder):
    (folder / "digits.npz").write_text("digits")
    tiny_run.run(*tiny_run.words(folder / "digits.npz", folder / "run"))


def nothing(folder):
    (folder / "digits.npz").write_bytes(b"")
    tiny_run.run(*tiny_run.words(folder / "digits.npz", folder / "run"))


def one_array(folder):
    with (folder / "digits.npz").open("wb") as file:
        np.save(file, np.zeros([3, 28, 28], "uint8"))
    tiny_run.run(*tiny_run.words(folder / "digits.npz", folder / "run"))


def cut_short(folder):
    file = tiny_run.write_digits(folder / "digits.npz")
    file.write_bytes(file.read_bytes()[:-200])
    tiny_run.run(*tiny_run.words(file, folder / "run"))


ARGUMENTS = [
    Row(
        "a recipe that there is not",
        script("--recipe", "dcn"),
        r"^--recipe must be one of plain, dcn_conv4, dcn_conv34, dcn2_conv4, dcn2_conv34, digits; ",
    ),
    Row(
        "data without a recipe",
        lambda folder: tiny_run.run("--data", folder),
        r"^--data needs --recipe: one of plain, ",
    ),
    Row(
        "a file that there is not",
        script("--data", "DIR/none.npz"),
        r"^DIR/none\.npz: no such file$",
    ),
    Row(
        "a data set that there is not",
        script("--data", "nist_of_nowhere"),
        r"^nist_of_nowhere: not prepared",
    ),
    Row("no .npz", of_text, r"^DIR/digits\.npz: not an \.npz file of arrays"),
    Row("an empty file", nothing, r"^DIR/digits\.npz: not an \.npz file of arrays"),
    Row("a single array", one_array, r"^DIR/digits\.npz: not an \.npz file of arrays"),
    Row("half an .npz", cut_short, r"^DIR/digits\.npz: not an \.npz file of arrays"),
    Row(
        "an array missing",
        script(y_test=None),
        r"^DIR/digits\.npz: needs the arrays x_train, y_train, x_test, y_test, has \['x_test', ",
    ),
    Row(
        "images in colour",
        script(x_train=np.zeros([16, 4, 6, 3], "uint8")),
        r"^DIR/digits\.npz: x_train must be uint8 \[N, height, width\], got uint8 \[16, 4, 6, 3\]$",
    ),
    Row(
        "images of fractions",
        script(x_test=np.zeros([6, 4, 6])),
        r"^DIR/digits\.npz: x_test must be uint8 \[N, height, width\], got float64 \[6, 4, 6\]$",
    ),
    Row(
        "labels for other images",
        script(y_train=np.zeros(5, int)),
        r"^DIR/digits\.npz: y_train must be 16 whole numbers, got int64 \[5\]$",
    ),
    Row(
        "a label that is no digit",
        script(y_train=np.arange(16)),
        r"^DIR/digits\.npz: y_train must be 0 to 9, got 0 to 15$",
    ),
    Row(
        "more images than there are",
        script("--train-images", "13"),
        r"^--train-images and --validation-images must be at most 16 together .*, got 13 and 4$",
    ),
    Row(
        "a window that is none",
        script("--scale-range", "1.5", "0.5"),
        r"^--scale-range must be two numbers, the smaller one first, got 1\.5 and 0\.5$",
    ),
    Row(
        "a batch larger than the data",
        script("--batch-size", "50"),
        r"^--batch-size must be at most the number of training images, 12; got 50$",
    ),
    Row(
        "a convolution that there is not",
        script("--deformable", "conv4", "conv5"),
        r"^deformable must be among conv1, conv2, conv3, conv4, got \['conv5'\]$",
    ),
    Row(
        "none and one",
        script("--deformable", "none", "conv4"),
        r"^--deformable: none must stand alone$",
    ),
    Row(
        "filters of too few convolutions",
        script("--model-options", "filters=3,4"),
        r"^filters must be 4 numbers, got \(3, 4\)$",
    ),
    Row(
        "weights that nobody publishes",
        script("--weights", "imagenet"),
        r"^weights must be None, for nobody publishes any; got 'imagenet'$",
    ),
    Row(
        "a stage that there is not",
        script("--freeze", "conv5"),
        r'^stage must be None, "all" or one of conv1, conv2, conv3, conv4, got \'conv5\'$',
    ),
]
