"""Warm-up requests are what TF Serving reads, though its own classes did not write them."""

import numpy as np
import pytest
import tensorflow as tf

from tfvision import serving
from tfvision.serving import warm_up


def test_warm_up_requests_run(folder):
    loaded, served = serving.load(folder), []
    for signature, inputs in warm_up.read(folder):
        loaded.signatures[signature](**{key: tf.constant(each) for key, each in inputs.items()})
        served.append(signature)
    assert served == ["serving_default", "serving_bytes", "raw"]


def test_they_run_in_a_session_too(folder):
    """Which is how TF Serving loads a model: resources that eager mode forgives fail there."""
    requests = warm_up.read(folder)
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


def test_what_is_no_request_is_named(tmp_path):
    assert warm_up.read(tmp_path) == []
    image = tf.make_tensor_proto(7, tf.uint8, [1, 2, 3, 3])
    warm_up.write(tmp_path, "m", [("raw", {"images": image})])
    ((signature, inputs),) = warm_up.read(tmp_path)
    assert signature == "raw" and inputs["images"].tolist() == [[[[7] * 3] * 3] * 2]
    good = (tmp_path / warm_up.PATH).read_bytes()
    with tf.io.TFRecordWriter(str(tmp_path / warm_up.PATH)) as writer:
        writer.write(warm_up.prediction_log("m", "raw", {"images": image}))
        writer.write(b"\x32\x7fnone")
    with pytest.raises(ValueError, match=r"warmup_requests: record 2 is no request"):
        warm_up.read(tmp_path)
    tensor = image.SerializeToString()
    odd = warm_up.prediction_log("m", "raw", {"images": image}).replace(
        tensor, b"\xff" * len(tensor)
    )
    with tf.io.TFRecordWriter(str(tmp_path / warm_up.PATH)) as writer:
        writer.write(odd)
    with pytest.raises(ValueError, match=r"warmup_requests: record 1 is no request"):
        warm_up.read(tmp_path)
    (tmp_path / warm_up.PATH).write_bytes(good[:-9])
    with pytest.raises(ValueError, match=r"warmup_requests: record 1 is no request"):
        warm_up.read(tmp_path)


def test_warm_up_requests_are_those_of_tensorflow_serving(folder):
    log = pytest.importorskip("tensorflow_serving.apis.prediction_log_pb2")
    records = list(tf.data.TFRecordDataset(str(folder / warm_up.PATH)).as_numpy_iterator())
    for record in records:
        message = log.PredictionLog.FromString(record)
        assert message.predict_log.request.model_spec.name == "plates"
        assert message.SerializeToString(deterministic=True) == record
    official = [log.PredictionLog.FromString(record).predict_log.request for record in records]
    for request, (signature, inputs) in zip(official, warm_up.read(folder), strict=True):
        assert request.model_spec.signature_name == signature
        for key, values in inputs.items():
            np.testing.assert_array_equal(tf.make_ndarray(request.inputs[key]), values)
