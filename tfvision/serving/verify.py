"""Shows that a SavedModel on disk answers as the predictor that it was written from."""

import numpy as np
import tensorflow as tf

from tfvision.serving.signatures import named

_TOLERANCE = {"float32": 1e-3, "float64": 1e-3}
_HALF_TOLERANCE = 5e-2


class ExportError(RuntimeError):
    """A written model that does not answer as the model in memory does."""


def verify(folder, predictor, image, *, half=False):
    """Loads a SavedModel and compares it with its predictor, signature by signature.

    The model's own outputs must agree up to rounding. From there on both sides compute from the
    same numbers, so the answers are compared without the chance that rounding turns a close
    decision of the suppression.

    Args:
        folder: The SavedModel.
        predictor: The predictor it was written from.
        image: uint8 `[H, W, 3]`.
        half: Whether its kernels are stored in float16.

    Raises: ExportError saying what differs.
    """
    loaded = tf.saved_model.load(str(folder))
    signatures = loaded.signatures
    prepared = predictor.prepare(image[None])  # [1, h, w, 3]
    outputs = signatures["raw"](images=prepared)
    expected = named(predictor.model(prepared, training=False), predictor)
    kind = "float16" if half else predictor.model.compute_dtype
    tolerance = _TOLERANCE.get(kind, _HALF_TOLERANCE)
    _compare("raw", outputs, expected, tolerance)
    expected = predictor.answered(lambda images: signatures["raw"](images=images), image[None])
    if "labels" in expected:
        expected["names"] = np.array([*predictor.labels, ""])[expected["labels"]]
    answer = signatures["serving_default"](images=image[None])
    _compare("serving_default", _plain(answer), _plain(expected), 1e-5)
    encoded = tf.io.encode_png(image)[None]
    _compare(
        "serving_bytes",
        _plain(signatures["serving_bytes"](image_bytes=encoded)),
        _plain(answer),
        1e-5,
    )


def _plain(answer):
    """An answer as NumPy arrays, its text decoded."""
    arrays = {}
    for name, values in answer.items():
        values = np.asarray(values)
        if values.dtype == object:
            values = np.char.decode(values.astype(bytes), "utf-8")
        arrays[name] = values
    return arrays


def _compare(signature, given, expected, tolerance):
    if set(given) != set(expected):
        raise ExportError(f"{signature} answers {sorted(given)}, expected {sorted(expected)}")
    for name, values in expected.items():
        values, ours = np.asarray(values), np.asarray(given[name])
        if values.shape != ours.shape:
            raise ExportError(f"{signature}: {name} is {ours.shape}, expected {values.shape}")
        if values.dtype.kind in "US":
            differ = float((values != ours).any())
            allowed = 0.0
        else:
            differ = float(np.abs(values.astype("float64") - ours).max(initial=0.0))
            allowed = tolerance * max(1.0, float(np.abs(values).max(initial=0.0)))
        if not differ <= allowed:
            raise ExportError(
                f"{signature}: {name} differs by {differ:.3g} from the predictor's, "
                f"allowed is {allowed:.3g}; nothing was exported"
            )
