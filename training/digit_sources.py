"""Where digits come from: an `.npz` as Keras lays it out, a data set by name, or rendered ones."""

import os
import pathlib
import zipfile
import zlib

import numpy as np

from tfvision.classification.rendered_digits import rendered_digits
from tfvision.images.problems import DataError

_UNREADABLE = (
    *(ValueError, TypeError, AttributeError, OSError, EOFError),
    *(zipfile.BadZipFile, zlib.error),
)
KEYS = ("x_train", "y_train", "x_test", "y_test")
RENDERED = 1400
RENDERED_TEST = 300


def read(source, seed=0):
    """`{"train": (images, labels), "test": (images, labels)}`: uint8 `[N, h, w]`, int32 `[N]`.

    Nothing is downloaded.

    Args:
        source: Path of an `.npz`; the name of a data set that Keras or TensorFlow Datasets has on
            this machine, as "mnist"; or None for rendered digits.
        seed: Of rendered ones.

    Raises: DataError saying what is missing or wrong.
    """
    if source is None:
        parts = {"train": (RENDERED, 2 * seed), "test": (RENDERED_TEST, 2 * seed + 1)}
        return {name: rendered_digits(*drawn) for name, drawn in parts.items()}
    path = pathlib.Path(source)
    kept = _keras_folder() / f"{source}.npz"
    if path.suffix == ".npz" or path.is_file():
        return _from_file(path)
    return _from_file(kept) if kept.is_file() else _from_tfds(source)


def _keras_folder():
    home = os.environ.get("KERAS_HOME") or pathlib.Path("~/.keras").expanduser()
    return pathlib.Path(home) / "datasets"


def _from_file(path):
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            missing = [key for key in KEYS if key not in file]
            if missing:
                raise DataError(f"{path}: needs the arrays {', '.join(KEYS)}, has {sorted(file)}")
            arrays = {key: file[key] for key in KEYS}
    except FileNotFoundError:
        raise DataError(f"{path}: no such file") from None
    except _UNREADABLE as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path}: not an .npz file of arrays ({error})") from None
    return {
        name: _checked(path, name, arrays[f"x_{name}"], arrays[f"y_{name}"])
        for name in ("train", "test")
    }


def _from_tfds(name):
    from tfvision.classification import from_tfds

    found = {}
    for split in ("train", "test"):
        data = from_tfds(name, split)
        examples = list(data.examples().as_numpy_iterator())
        images = np.array([example["image"][..., 0] for example in examples], "uint8")
        labels = np.array([example["label"] for example in examples])
        found[split] = _checked(name, split, images, labels)
    return found


def _checked(place, name, images, labels):
    if images.ndim != 3 or images.dtype != np.uint8 or not images.size:
        raise DataError(
            f"{place}: x_{name} must be uint8 [N, height, width], got {images.dtype} "
            f"{list(images.shape)}"
        )
    if labels.shape != images.shape[:1] or labels.dtype.kind not in "iu":
        raise DataError(
            f"{place}: y_{name} must be {len(images)} whole numbers, got {labels.dtype} "
            f"{list(labels.shape)}"
        )
    if labels.min() < 0 or labels.max() > 9:
        raise DataError(f"{place}: y_{name} must be 0 to 9, got {labels.min()} to {labels.max()}")
    return images, labels.astype("int32")
