"""Folders of classes with tiny images, for the tests of the readers."""

import pathlib

import cv2
import numpy as np

from tfvision.classification import read


def write_image(path, size_hw=(6, 8), value=90):
    """Writes one even grey image, its folder too; returns the path."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full([*size_hw, 3], value, "uint8"))
    return path


def write_classes(folder, classes=("cat", "dog"), count=3, suffix=".png"):
    """Writes `count` images a class, of sizes and grey levels that differ; returns the folder."""
    for label, name in enumerate(classes):
        for i in range(count):
            size_hw = (6 + i, 9 + label)
            write_image(folder / name / f"{i}{suffix}", size_hw, value=20 * i + label)
    return folder


def examples(folder, **options):
    """Reads a folder of classes and decodes all of it."""
    return list(read(folder, **options).examples())
