"""TensorFlow Serving by gRPC, in the official messages of tensorflow-serving-api."""

import tensorflow as tf

from tfvision.serving.asking import PassingError, ServerError, patiently
from tfvision.serving.signature_specs import specs_of

_OPTIONS = {
    # A batch of photos is more than the four megabytes at which gRPC stops.
    "grpc.max_send_message_length": -1,
    "grpc.max_receive_message_length": -1,
    # Shorter than the seconds that gRPC waits, in which it would answer our attempts by itself.
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.min_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 1000,
}


class GrpcServer:
    """A model behind TensorFlow Serving's gRPC port; several threads may ask it.

    Args:
        address: "host:port".
        name: Name of the model on the server.
        version: Number of its version; None: the server's latest.
        timeout: Seconds for one question, repetitions included.
        retries: How often a question is repeated while the server is not available.
        secure: Whether the connection is by TLS.

    Raises: ImportError if tensorflow-serving-api is missing.
    """

    accepts_pixels = True

    def __init__(self, address, name, version=None, *, timeout=30.0, retries=3, secure=False):
        self._grpc, self._messages, (predictions, models) = _libraries()
        self.address, self.name, self.version = address, name, version
        self.timeout, self.retries = timeout, retries
        options = list(_OPTIONS.items())
        if secure:
            credentials = self._grpc.ssl_channel_credentials()
            self._channel = self._grpc.secure_channel(address, credentials, options)
        else:
            self._channel = self._grpc.insecure_channel(address, options)
        self._predictions = predictions.PredictionServiceStub(self._channel)
        self._models = models.ModelServiceStub(self._channel)

    def states(self):
        """Dict version -> its state on the server, as "AVAILABLE"."""
        request = self._messages["status"].GetModelStatusRequest()
        reply = self._ask(self._models.GetModelStatus, request)
        names = self._messages["status"].ModelVersionStatus.State
        return {one.version: names.Name(one.state) for one in reply.model_version_status}

    def signatures(self):
        """Dict signature -> `SignatureSpec`."""
        request = self._messages["metadata"].GetModelMetadataRequest()
        request.metadata_field.append("signature_def")
        reply = self._ask(self._predictions.GetModelMetadata, request)
        found = self._messages["metadata"].SignatureDefMap()
        reply.metadata["signature_def"].Unpack(found)
        return specs_of(found.signature_def)

    def predict(self, signature, inputs):
        """What a signature answers.

        Args:
            signature: Its name.
            inputs: Dict of arrays; of `bytes` for strings.

        Returns: dict of NumPy arrays.
        Raises: ServerError saying what the server said.
        """
        request = self._messages["predict"].PredictRequest()
        request.model_spec.signature_name = signature
        for name, values in inputs.items():
            request.inputs[name].CopyFrom(tf.make_tensor_proto(values))
        reply = self._ask(self._predictions.Predict, request)
        return {name: tf.make_ndarray(values) for name, values in reply.outputs.items()}

    def close(self):
        """Ends the connection."""
        self._channel.close()

    def __str__(self):
        return f"{self.name} on {self.address}"

    def _ask(self, method, request):
        request.model_spec.name = self.name
        if self.version is not None:
            request.model_spec.version.value = self.version

        def once(seconds):
            try:
                return method(request, timeout=seconds)
            except self._grpc.RpcError as error:
                details = (error.details() or "no details").splitlines()[0]
                said = f"{self}: {error.code().name}: {details}"
                if error.code() is self._grpc.StatusCode.UNAVAILABLE:
                    raise PassingError(said) from error
                raise ServerError(said) from error

        return patiently(once, self.timeout, self.retries)


def _libraries():
    try:
        import grpc
        from tensorflow_serving.apis import (
            get_model_metadata_pb2,
            get_model_status_pb2,
            model_service_pb2_grpc,
            predict_pb2,
            prediction_service_pb2_grpc,
        )
    except ImportError as error:
        raise ImportError(
            "asking a server by gRPC needs tensorflow-serving-api: pip install 'tfvision[client]'; "
            "its REST port needs nothing more: http://HOST:8501"
        ) from error
    messages = {
        "metadata": get_model_metadata_pb2,
        "status": get_model_status_pb2,
        "predict": predict_pb2,
    }
    return grpc, messages, (prediction_service_pb2_grpc, model_service_pb2_grpc)
