"""tfvision: vision models for Keras 3 and TensorFlow, from a folder of images to a served model."""

import importlib
import json
import os
import pathlib
import sys

__version__ = "0.1.0"

_PARTS = (
    "backbones",
    "classification",
    "detection",
    "geometry",
    "images",
    "layers",
    "serving",
    "text",
    "weights",
)


def _keras_backend():
    """Returns the backend that Keras uses or will use, without the seconds its import takes."""
    if "keras" in sys.modules:
        return sys.modules["keras"].config.backend()
    if name := os.environ.get("KERAS_BACKEND"):
        return name
    home = os.environ.get("KERAS_HOME") or pathlib.Path.home() / ".keras"
    try:
        return json.loads((pathlib.Path(home) / "keras.json").read_text())["backend"]
    except (OSError, ValueError, KeyError):
        return "tensorflow"


if (_backend := _keras_backend()) != "tensorflow":
    raise ImportError(
        f"tfvision needs the Keras backend 'tensorflow', got '{_backend}': set "
        "KERAS_BACKEND=tensorflow before the first import of keras."
    )


def __getattr__(name):
    if name in _PARTS:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__():
    return sorted([*globals(), *_PARTS])
