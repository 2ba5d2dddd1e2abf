"""Weights of published PyTorch networks in our models, and ours in theirs."""

import collections
import dataclasses
import math
import os
import pathlib

import numpy as np

from tfvision.detection.geometries import published
from tfvision.weights import safetensors_file, torch_file, torch_writer
from tfvision.weights.name_map import backbone_of
from tfvision.weights.problems import WeightsError, naming
from tfvision.weights.report import Report, some
from tfvision.weights.sources import described, maps_of, network_of, recognised

_COUNTER = "num_batches_tracked"
SUFFIXES = (".pth", ".pt", ".safetensors")


def load_torch(model, path, source="auto", *, partial=False):
    """Copies the weights of a published PyTorch network: outputs are then equal to that network's.

    Nothing in the file is executed, and PyTorch is not needed. Everything that the source has for
    this model has to be in the file and of the right shape, and the model has to be made as the
    weights were trained: normalization of the pixels, padding, default boxes. Otherwise nothing is
    copied, and the error says what to change. Only layers that go by the number of classes may be
    of another shape; they stay as they are. A different epsilon of a batch normalization is made
    up for in its weights.

    `model_from_torch` makes the model that a file is for.

    Args:
        model: A `Classifier`, `SSD` or `CRAFT`, or a backbone alone, that is not fused; for
            "4uiiurz1" a built `DeformConv2D`.
        path: File of PyTorch or safetensors, see `read`; or a dict of arrays by name.
        source: Who published the network: "torchvision", "timm", "timm_tf" (what timm took over
            from TensorFlow), "amdegroot", "qfgaohao", "lufficc", "jjjkkkjjj", "clovaai", "seed" or
            "4uiiurz1"; "auto" goes by the names in the file.
        partial: Take what fits and leave the rest, whatever it is; the report says what that was.

    Returns: `Report`; print it.
    Raises: WeightsError.

    Example:
        >>> from tfvision.backbones import MobileNetV2
        >>> arrays = {"features.0.0.weight": np.ones([8, 3, 3, 3], "float32")}
        >>> backbone = MobileNetV2(0.25, "torch", "torch")
        >>> load_torch(backbone, arrays)
        Traceback (most recent call last):
        tfvision.weights.problems.WeightsError: the arrays: MobileNetV2 takes weights of ...
    """
    return _load(model, *_tensors(path), source, partial)


def model_from_torch(path, source="auto"):
    """The model that a PyTorch file is for, with its weights.

    Args:
        path: As for `load_torch`.
        source: As for `load_torch`.

    Returns: `(model, Report)`.
    Raises: WeightsError.
    """
    title, tensors = _tensors(path)
    with naming(title):
        name_map, arguments = network_of(_shapes(tensors), source)
        if name_map is None:
            whose = "that is known here" if source == "auto" else f"of {source}"
            raise WeightsError(f"of no network {whose}; {described(_shapes(tensors))}")
        model = name_map.make(**arguments)
    return model, _load(model, title, tensors, name_map.source)


def save_torch(model, path, source):
    """Writes the weights of a model of ours for the PyTorch network of a source.

    What `load_torch` read comes out the same; biases that a normalization had swallowed are zero.

    Args:
        model: As for `load_torch`.
        path: File to write; what it ends in says how: `.pth` or `.pt` as PyTorch does,
            `.safetensors`.
        source: As for `load_torch`, but "auto".

    Returns: Dict of the arrays that were written.
    Raises: WeightsError for a model that has more than the source's network, or was made otherwise.
    """
    suffix = pathlib.Path(path).suffix
    with naming(path):
        if suffix not in SUFFIXES:
            raise WeightsError(f"path must end in {', '.join(SUFFIXES)}, got {suffix!r}")
        if source == "auto":
            raise WeightsError('source must be a source\'s name, got "auto"')
        name_map, rows = _largest(model, source)
        rows = [row for row in rows if not row.derived]
        if unlike := _unlike(model, name_map):
            raise WeightsError(f"{name_map} needs {'; '.join(unlike)}")
        if without := [v.path for v in _others(model, rows)]:
            raise WeightsError(f"{name_map} has no place for {some(without)}")
        tensors = {}
        for row in rows:
            tensors.update(row.tensors())
        for key in [key for key in tensors if key.endswith(".running_var")]:
            tensors[f"{key.rpartition('.')[0]}.{_COUNTER}"] = np.zeros((), "int64")
        write = safetensors_file.write if suffix == ".safetensors" else torch_writer.write
        write(path, tensors)
    return tensors


def _load(model, title, tensors, source, partial=False):
    shapes = _shapes(tensors)
    with naming(title):
        name_map = recognised(model, shapes, source)
        classes = (name_map.arguments(shapes) or {}).get("classes")
        notes = _unlike(model, name_map, classes)
        if notes and not partial:
            notes += filter(None, [name_map.note])
            raise WeightsError(f"{name_map} needs {'; '.join(notes)}")
        rows = name_map.rows(model)
        fitting, report = _compared(title, name_map, model, rows, shapes, notes)
        if report.problems and not partial:
            raise WeightsError(f"{name_map}: {'; '.join(report.problems)}; nothing was copied")
        for row in fitting:
            dtype = "float64" if row.variable.dtype == "float64" else "float32"
            arrays = [np.asarray(tensors[key], dtype) for key in row.keys]
            row.variable.assign(row.value(arrays))
    return report


def _tensors(path):
    if isinstance(path, collections.abc.Mapping):
        return "the arrays", path
    return os.fspath(path), torch_file.read(path)


def _shapes(tensors):
    return {key: tuple(np.shape(value)) for key, value in tensors.items()}


def _largest(model, source):
    """The map that has most of a model, and its rows."""
    found = [(one, one.rows(model)) for one in maps_of(model, source)]
    most = max(len(rows) for _, rows in found)
    return [pair for pair in found if len(pair[1]) == most][-1]


def _unlike(model, name_map, classes=None):
    """Sentences on what the weights were trained with, and the model was not made with."""
    backbone, found = backbone_of(model), []
    for name, value in name_map.settings.items():
        got = getattr(backbone, name)
        allowed = value if isinstance(value, tuple) else (value,)
        if got not in allowed:
            words = " or ".join(f"{name}={one!r}" for one in allowed)
            found.append(f"{words}, the model has {got!r}")
    if name_map.geometry and hasattr(model, "default_boxes"):
        name = name_map.geometry(model.classes if classes is None else classes)
        expected = published(name).default_boxes()
        same_count = expected.shape == model.default_boxes.shape
        if not same_count or not np.allclose(expected, model.default_boxes, atol=1e-6):
            found.append(f"the default boxes of geometry={name!r}, the model has others")
    return found


def _others(model, rows):
    """Variables of a model that no row is for."""
    known = {id(row.variable) for row in rows}
    return [v for v in model.variables if "float" in v.dtype and id(v) not in known]


def _compared(title, name_map, model, rows, shapes, notes):
    """The rows that can be copied, and the report."""
    report = Report(title, str(name_map), notes=[*notes, *filter(None, [name_map.note])])
    report.kept.extend(variable.path for variable in _others(model, rows))
    fitting = []
    for row in rows:
        expected = dict(zip(row.keys, map(tuple, row.shapes), strict=True))
        missing = [key for key in expected if key not in shapes]
        other = [
            (key, shapes[key], shape)
            for key, shape in expected.items()
            if shapes.get(key, shape) != shape
        ]
        if not missing and not other:
            fitting.append(row)
        elif row.derived:
            report.kept.append(row.variable.path)
        elif row.head:
            report.heads.extend(row.keys)
        else:
            report.missing.extend(missing)
            report.other_shape.extend(other)
    asked = {key for row in rows for key in row.keys}
    for key in shapes:
        if key not in asked and not key.endswith(_COUNTER):
            (report.left if key.startswith(name_map.tops) else report.extra).append(key)
    report.loaded.extend(dict.fromkeys(key for row in fitting for key in row.keys))
    numbers = sum(math.prod(shapes[key]) for key in report.loaded)
    return fitting, dataclasses.replace(report, parameters=numbers)
