"""Warm-up requests are what TF Serving reads, though its own classes did not write them."""

import pytest
import tensorflow as tf

from tfvision import serving
from tfvision.serving import warm_up


def test_warm_up_requests_run(folder):
    """Each request, taken apart by hand, is answered by its signature."""
    requests = list(tf.data.TFRecordDataset(str(folder / warm_up.PATH)).as_numpy_iterator())
    loaded, served = serving.load(folder), []
    for signature, inputs in map(taken_apart, requests):
        loaded.signatures[signature](**inputs)
        served.append(signature)
    assert served == ["serving_default", "serving_bytes", "raw"]


def test_they_run_in_a_session_too(folder):
    """Which is how TF Serving loads a model: resources that eager mode forgives fail there."""
    requests = list(tf.data.TFRecordDataset(str(folder / warm_up.PATH)).as_numpy_iterator())
    requests = [
        (name, {key: value.numpy() for key, value in inputs.items()})
        for name, inputs in map(taken_apart, requests)
    ]
    expected = serving.load(folder).signatures["serving_default"](images=requests[0][1]["images"])
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        served = tf.compat.v1.saved_model.load(session, ["serve"], str(folder)).signature_def
        for name, inputs in requests:
            fetched = {key: spec.name for key, spec in served[name].outputs.items()}
            fed = {served[name].inputs[key].name: value for key, value in inputs.items()}
            found = session.run(fetched, fed)
            if name == "serving_default":
                assert found["names"].tolist() == expected["names"].numpy().tolist()


def test_warm_up_requests_are_small(folder):
    assert (folder / warm_up.PATH).stat().st_size < 20_000  # The folder is copied far and wide.


def taken_apart(message):
    """Signature and inputs of a PredictionLog, without the classes made for it."""
    request = fields(fields(message)[6][0])[1][0]
    (spec,) = fields(request)[1]
    inputs = {}
    for entry in fields(request)[2]:
        (key,), (value,) = fields(entry)[1], fields(entry)[2]
        inputs[key.decode()] = tf.constant(tf.make_ndarray(tensor(value)))
    return fields(spec)[3][0].decode(), inputs


def tensor(content):
    message = tf.make_tensor_proto(0)
    message.ParseFromString(content)
    return message


def fields(message):
    found, at = {}, 0

    def varint():
        nonlocal at
        number = shift = 0
        while True:
            byte = message[at]
            at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    while at < len(message):
        tag = varint()
        assert tag & 7 == 2
        size = varint()
        found.setdefault(tag >> 3, []).append(message[at : at + size])
        at += size
    return found


def test_warm_up_requests_are_those_of_tensorflow_serving(folder):
    log = pytest.importorskip("tensorflow_serving.apis.prediction_log_pb2")
    for record in tf.data.TFRecordDataset(str(folder / warm_up.PATH)).as_numpy_iterator():
        message = log.PredictionLog.FromString(record)
        assert message.predict_log.request.model_spec.name == "plates"
        assert message.SerializeToString(deterministic=True) == record
