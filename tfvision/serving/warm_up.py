"""Warm-up requests: what TF Serving runs when it loads a model, so that no client waits for it.

They are `PredictionLog` messages of tensorflow-serving-api, which is not needed here: the few
fields that a request fills are written by hand, in the wire format of Protocol Buffers. Numbers of
the fields: apis/prediction_log.proto, predict.proto and model.proto of tensorflow/serving.
"""

import tensorflow as tf

PATH = "assets.extra/tf_serving_warmup_requests"

# PredictionLog.predict_log -> PredictLog.request -> PredictRequest
_PREDICT_LOG, _REQUEST = 6, 1
_MODEL_SPEC, _INPUTS = 1, 2
_NAME, _SIGNATURE_NAME = 1, 3
_KEY, _VALUE = 1, 2


def write(folder, name, requests):
    """Writes the requests into a SavedModel's folder.

    Args:
        folder: `pathlib.Path` of one version.
        name: Name under which the model is served.
        requests: Pairs `(signature, {input: TensorProto})`.
    """
    path = folder / PATH
    path.parent.mkdir(exist_ok=True)
    with tf.io.TFRecordWriter(str(path)) as writer:
        for signature, inputs in requests:
            writer.write(prediction_log(name, signature, inputs))


def prediction_log(name, signature, inputs):
    r"""One request as the bytes of a `PredictionLog`.

    Args:
        name: Name of the model.
        signature: Name of its signature.
        inputs: dict of names and `TensorProto`s, as `tf.make_tensor_proto` makes them.

    Example:
        >>> prediction_log("m", "raw", {})
        b'2\x0c\n\n\n\x08\n\x01m\x1a\x03raw'
    """
    spec = _field(_NAME, name.encode()) + _field(_SIGNATURE_NAME, signature.encode())
    request = _field(_MODEL_SPEC, spec)
    for key, tensor in inputs.items():
        value = _field(_VALUE, tensor.SerializeToString())
        request += _field(_INPUTS, _field(_KEY, key.encode()) + value)
    return _field(_PREDICT_LOG, _field(_REQUEST, request))


def _field(number, content):
    """A field of the type that carries its length: a message, a string or bytes."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number):
    groups = []
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*groups, number])
