"""What the signatures of a model for TensorFlow Serving must be."""

import tensorflow as tf

from tfvision.serving import settings_file, signature_specs
from tfvision.serving.saved_model import LABELS, SETTINGS, labels_in
from tfvision.serving.saved_predictor import task_of

_METHOD = "tensorflow/serving/predict"
_INPUTS = {
    "serving_default": ("images", tf.uint8, 4),
    "serving_bytes": ("image_bytes", tf.string, 1),
    "raw": ("images", tf.float32, 4),
    "heat_map": ("images", tf.uint8, 4),
}
_CLASSES = {"scores": tf.float32, "labels": tf.int32, "names": tf.string}
_ANSWERS = {
    "detection": {**_CLASSES, "boxes": tf.float32, "num_detections": tf.int32},
    "classification": _CLASSES,
    "text": {
        "boxes": tf.float32,
        "scores": tf.float32,
        "order": tf.int32,
        "num_detections": tf.int32,
    },
}


def check_signatures(folder, definitions, found):
    """Notes what a server, or a client of ours, would stumble over.

    Args:
        folder: `pathlib.Path` of one version.
        definitions: Dict of its `SignatureDef` messages.
        found: `Problems`, which takes the notes.
    """
    specs = signature_specs.specs_of(definitions)
    if "serving_default" not in specs:
        words = f"no signature 'serving_default', only {sorted(specs)}"
        found.error(folder, None, "signature", words)
    for name, spec in specs.items():
        method = definitions[name].method_name
        if method != _METHOD:
            found.error(folder, None, "signature", f"{name}: its method is {method!r}")
        for key, tensor in [*spec.inputs.items(), *spec.outputs.items()]:
            if tensor.shape.rank is not None and tensor.shape[:1] != [None]:
                words = f"{name}: {key} is {tensor.shape}, expected an open number of rows"
                found.error(folder, None, "signature", words)
        for key in spec.outputs:
            if key.endswith("_bytes"):
                words = f"{name}: {key} is answered in base64 by REST, because of its ending"
                found.warning(folder, None, "signature", words)
    if (folder / SETTINGS).is_file():
        _check_ours(folder, specs, found)


def _check_ours(folder, specs, found):
    """What the clients of our exports count on."""
    try:
        task = task_of(settings_file.read(folder))
    except ValueError as error:
        found.error(folder, None, "asset", str(error))
        return
    if task not in _ANSWERS:
        found.error(folder, None, "asset", f"{SETTINGS} is of an unknown task, {task!r}")
        return
    for name, (key, dtype, rank) in _INPUTS.items():
        if name not in specs:
            if name != "heat_map" or task == "text":
                found.error(folder, None, "signature", f"no signature {name!r}, as {task} has")
            continue
        given = specs[name].inputs
        if set(given) != {key} or given[key].dtype != dtype or given[key].shape.rank != rank:
            words = f"{name} takes {_told(given)}, expected {key} of {dtype.name}, rank {rank}"
            found.error(folder, None, "signature", words)
    expected = _ANSWERS[task]
    for name in ("serving_default", "serving_bytes"):
        outputs = specs[name].outputs if name in specs else expected
        given = {key: getattr(one, "dtype", one) for key, one in outputs.items()}
        if given != expected:
            words = f"{name} answers {_told(outputs)}, expected {sorted(expected)}"
            found.error(folder, None, "signature", words)
    if not (folder / LABELS).is_file():
        found.error(folder, None, "asset", f"{LABELS} is missing")
    elif task != "text" and not labels_in(folder):
        found.error(folder, None, "asset", f"{LABELS} names no class")


def _told(specs):
    specs = sorted(specs.items())
    return ", ".join(f"{name} of {spec.dtype.name} {spec.shape}" for name, spec in specs)
