"""Bad input: folders of classes, CSV files and labels that cannot be used."""

import tensorflow as tf

from tests.bad_input import Row
from tests.classification.image_folders import write_classes, write_image
from tfvision.classification import Codec, Images, Sample, pipeline, read
from tfvision.images.problems import DataWarning


def folder(spoil, **options):
    """Reads two classes after something was done to their folder."""

    def act(root):
        spoil(write_classes(root))
        read(root, **options)

    return act


def csv(text, **options):
    """Reads a CSV file beside the images of two classes."""

    def act(root):
        (write_classes(root) / "labels.csv").write_text(text)
        read(root / "labels.csv", **options)

    return act


def out_of_range(root):
    """Trains on a label that the codec's classes do not reach."""
    data = Images(["a", "b"], [Sample(str(write_image(root / "a.png")), 2)])
    next(iter(pipeline.training_batches(data, Codec(2), (8, 12), 1, seed=0)))


def rename(new):
    """Gives the folder `dog` another name."""
    return lambda root: (root / "dog").rename(root / new)


FOLDERS = [
    Row(
        "no such folder",
        lambda root: read(root / "gone"),
        r"^DIR/gone: no such file or folder$",
    ),
    Row(
        "images without folders of classes",
        lambda root: read(write_image(root / "a.png").parent),
        r"^DIR: needs a folder of images for each class, but has none$",
    ),
    Row(
        "an empty class folder",
        folder(lambda root: (root / "bird").mkdir()),
        r"^DIR/bird: a class without an image$",
    ),
    Row(
        "an empty class folder, skipped",
        folder(lambda root: (root / "bird").mkdir(), on_error="skip"),
        r"^DIR: 1 x empty_class \(first: DIR/bird: a class without an image\)$",
        DataWarning,
    ),
    Row(
        "one class",
        lambda root: read(write_classes(root, ["cat"])),
        r"^DIR: one class only, 'cat'; telling apart needs two or more$",
    ),
    Row(
        "none of the classes that were asked for",
        lambda root: read(write_classes(root), ["a", "b"], on_error="collect", problems=[]),
        r"^DIR: not one image of the classes \['a', 'b'\]$",
    ),
    Row(
        "a root that holds splits",
        lambda root: read(write_classes(root / "train").parent),
        r"^DIR: holds train; choose with split='train'$",
    ),
    Row(
        "a split that is not there",
        lambda root: read(write_classes(root / "train").parent, split="val"),
        r"^DIR: no folder for split='val'; folders there: \['train'\]$",
    ),
    Row(
        "a folder that is no class",
        folder(rename("dgo"), classes=["cat", "dog"]),
        r"^DIR/dgo: class 'dgo' is not among the classes .*; did you mean 'dog'\?$",
    ),
    Row(
        "a folder in another spelling",
        folder(rename("Dog "), classes=["cat", "dog"]),
        r"^DIR/Dog : class 'Dog ' is spelt 'dog' elsewhere",
    ),
    Row(
        "names that are none",
        lambda root: read(write_classes(root), ["cat", "cat"]),
        r"^classes must be different names, .* with 'cat' twice",
        ValueError,
    ),
    Row(
        "a CSV file without its columns",
        csv("file,class\ncat/0.png,cat\n"),
        r"^DIR/labels\.csv:1: the first row must name the columns path and label, got 'file",
    ),
    Row(
        "a CSV file that names an image that is gone",
        csv("path,label\ncat/7.png,cat\n"),
        r"^DIR/labels\.csv:2: there is no file DIR/cat/7\.png$",
    ),
    Row(
        "a label out of range in a CSV file",
        csv("path,label\ncat/0.png,0\ndog/0.png,2\n", classes=["cat", "dog"]),
        r"^DIR/labels\.csv:3: label 2 is out of range: 2 classes are 0 … 1$",
    ),
    Row(
        "a label below range in a CSV file",
        csv("path,label\ncat/0.png,-1\n", classes=["cat", "dog"]),
        r"^DIR/labels\.csv:2: label -1 is out of range: 2 classes are 0 … 1$",
    ),
    Row(
        "a label out of range in training",
        out_of_range,
        r"labels must be 0 to 1, got.*\b2\b",
        tf.errors.InvalidArgumentError,
    ),
    Row(
        "a share that is none",
        lambda root: read(write_classes(root)).split(20),
        r"^fraction must lie between 0 and 1, but 20 was given\.$",
        ValueError,
    ),
    Row(
        "too few images for a batch",
        lambda root: pipeline.training_batches(read(write_classes(root)), Codec(2), (8, 12), 9, 0),
        r"^data must fill at least one batch, got 6 examples for batch_size=9",
        ValueError,
    ),
]
