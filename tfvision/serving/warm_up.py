"""Warm-up requests: what TF Serving runs when it loads a model, so that no client waits for it.

They are `PredictionLog` messages of tensorflow-serving-api, which is not needed here: the few
fields that a request fills are written by hand, in the wire format of Protocol Buffers. Numbers of
the fields: apis/prediction_log.proto, predict.proto and model.proto of tensorflow/serving.
"""

import tensorflow as tf
from google.protobuf import message
from tensorflow.core.framework import tensor_pb2

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


def read(folder):
    """The requests of a SavedModel's folder, whoever wrote them.

    Args:
        folder: `pathlib.Path` of one version; one without the file holds none.

    Returns: list of `(signature, {input: NumPy array})`; the signature of a request that names none
        is "serving_default".
    Raises: ValueError naming the file and the record that is none.
    """
    path = folder / PATH
    if not path.is_file():
        return []
    found = []
    try:
        for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
            found.append(_request(record))
    except (
        tf.errors.DataLossError,
        message.DecodeError,
        KeyError,
        IndexError,
        TypeError,
        ValueError,
    ) as error:
        raise ValueError(f"{path}: record {len(found) + 1} is no request ({error})") from error
    return found


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


def _request(log):
    (request,) = _fields(_fields(log)[_PREDICT_LOG][0])[_REQUEST]
    request = _fields(request)
    (signature,) = _fields(request[_MODEL_SPEC][0]).get(_SIGNATURE_NAME, [b"serving_default"])
    inputs = {}
    for entry in request[_INPUTS]:
        entry = _fields(entry)
        tensor = tensor_pb2.TensorProto.FromString(entry[_VALUE][0])
        inputs[entry[_KEY][0].decode()] = tf.make_ndarray(tensor)
    return signature.decode(), inputs


def _fields(content):
    """Number of the field -> list of contents, of the fields that carry their length."""
    found, at = {}, 0
    while at < len(content):
        tag, at = _number(content, at)
        if tag & 7 == 2:
            length, at = _number(content, at)
            found.setdefault(tag >> 3, []).append(content[at : at + length])
            at += length
        elif tag & 7 == 0:
            _, at = _number(content, at)
        else:
            at += {1: 8, 5: 4}[tag & 7]
    return found


def _number(content, at):
    """A varint and where it ends."""
    number = shift = 0
    while content[at] > 0x7F:
        number |= (content[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return number | content[at] << shift, at + 1
