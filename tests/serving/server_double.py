"""A stand-in for TensorFlow Serving: gRPC by its official stubs, REST by its documentation.

It loads SavedModels as any program does and answers as the server's guides say. What the real one
does beside that, such as batching, it does not.
"""

import base64
import concurrent.futures
import contextlib
import http.server
import json
import re
import threading
import time

import numpy as np
import tensorflow as tf
from google.protobuf import json_format
from tensorflow.core.protobuf import saved_model_pb2

PATH = re.compile(r"/v1/models/([^/:]+)(?:/versions/(\d+))?(:predict|/metadata)?")


class Double:
    """Models by name, and the troubles that the next questions meet.

    Args:
        folders: Dict name -> `pathlib.Path` of one version.
    """

    def __init__(self, folders):
        self.folders = folders
        self.loaded = {name: tf.saved_model.load(str(folder)) for name, folder in folders.items()}
        self.troubles = []  # Of gRPC: names of statuses. Of REST: numbers.
        self.delay = 0.0
        self.asked = []

    def definitions(self, name):
        content = saved_model_pb2.SavedModel()
        content.ParseFromString((self.folders[name] / "saved_model.pb").read_bytes())
        return content.meta_graphs[0].signature_def

    def version(self, name):
        return int(self.folders[name].name)

    def answer(self, name, signature, inputs):
        self.asked.append((name, signature, {key: values.shape for key, values in inputs.items()}))
        time.sleep(self.delay)
        function = self.loaded[name].signatures[signature]
        given = {key: tf.constant(values) for key, values in inputs.items()}
        return {key: values.numpy() for key, values in function(**given).items()}


@contextlib.contextmanager
def by_grpc(double):
    """Yields "host:port"."""
    import grpc
    from tensorflow_serving.apis import (
        get_model_metadata_pb2,
        get_model_status_pb2,
        model_service_pb2_grpc,
        predict_pb2,
        prediction_service_pb2_grpc,
    )

    def checked(request, context):
        name = request.model_spec.name
        if double.troubles:
            context.abort(grpc.StatusCode[double.troubles.pop(0)], "trouble")
        wanted = request.model_spec.version.value if name in double.folders else 0
        if name not in double.folders or wanted not in (0, double.version(name)):
            context.abort(grpc.StatusCode.NOT_FOUND, f"Servable not found: {name}")
        return name

    class Predictions(prediction_service_pb2_grpc.PredictionServiceServicer):
        def Predict(self, request, context):  # noqa: N802 (the service's name)
            name = checked(request, context)
            inputs = {key: tf.make_ndarray(values) for key, values in request.inputs.items()}
            reply = predict_pb2.PredictResponse()
            answer = double.answer(name, request.model_spec.signature_name, inputs)
            for key, values in answer.items():
                reply.outputs[key].CopyFrom(tf.make_tensor_proto(values))
            return reply

        def GetModelMetadata(self, request, context):  # noqa: N802
            name = checked(request, context)
            found = get_model_metadata_pb2.SignatureDefMap()
            for key, one in double.definitions(name).items():
                found.signature_def[key].CopyFrom(one)
            reply = get_model_metadata_pb2.GetModelMetadataResponse()
            reply.metadata["signature_def"].Pack(found)
            return reply

    class Models(model_service_pb2_grpc.ModelServiceServicer):
        def GetModelStatus(self, request, context):  # noqa: N802
            name = checked(request, context)
            reply = get_model_status_pb2.GetModelStatusResponse()
            reply.model_version_status.add(version=double.version(name), state="AVAILABLE")
            return reply

    server = grpc.server(
        concurrent.futures.ThreadPoolExecutor(4), options=[("grpc.max_receive_message_length", -1)]
    )
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(Predictions(), server)
    model_service_pb2_grpc.add_ModelServiceServicer_to_server(Models(), server)
    port = server.add_insecure_port("localhost:0")
    server.start()
    try:
        yield f"localhost:{port}"
    finally:
        server.stop(None).wait()


@contextlib.contextmanager
def by_rest(double):
    """Yields "http://host:port"."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *arguments):
            """Tests are quiet."""

        def do_GET(self):
            self.reply(None)

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            self.reply(json.loads(self.rfile.read(length)))

        def reply(self, question):
            status, content = answer_in_json(double, self.path, question)
            body = json.dumps(content).encode()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # Nobody waits.
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 64  # Of those that connect in one moment

    server = Server(("localhost", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer_in_json(double, path, question):
    """Status and content, as TensorFlow Serving's page "RESTful API" has them."""
    if double.troubles:
        return double.troubles.pop(0), {"error": "trouble"}
    name, version, ending = PATH.fullmatch(path).groups()
    if name not in double.folders or version not in (None, str(double.version(name))):
        return 404, {"error": f"Servable not found for request: {name}"}
    definitions = double.definitions(name)
    if ending is None:
        state = {"version": str(double.version(name)), "state": "AVAILABLE"}
        return 200, {"model_version_status": [state]}
    if ending == "/metadata":
        found = {key: json_format.MessageToDict(one) for key, one in definitions.items()}
        return 200, {"metadata": {"signature_def": {"signature_def": found}}}
    signature = question["signature_name"]
    inputs = {
        key: from_json(values, definitions[signature].inputs[key].dtype)
        for key, values in question["inputs"].items()
    }
    outputs = {
        key: to_json(values) for key, values in double.answer(name, signature, inputs).items()
    }
    return 200, {"outputs": outputs if len(outputs) > 1 else next(iter(outputs.values()))}


def from_json(values, dtype):
    dtype = tf.as_dtype(dtype)
    if dtype == tf.string:
        return np.array([base64.b64decode(one["b64"]) for one in values], object)
    return np.array(values, dtype.as_numpy_dtype)


def to_json(values):
    if values.dtype == object:
        return np.char.decode(values.astype(bytes), "utf-8").tolist()
    return values.tolist()
