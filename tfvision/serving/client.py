"""Models behind TensorFlow Serving, asked as if they were here."""

import pathlib

import cv2
import numpy as np

from tfvision.images.predictor import Predictor
from tfvision.serving import settings_file, signature_specs, versions
from tfvision.serving.grpc_server import GrpcServer
from tfvision.serving.remote_characters import RemoteCharacters
from tfvision.serving.rest_server import RestServer
from tfvision.serving.saved_model import labels_in
from tfvision.serving.saved_predictor import task_of


def connect(server, model, version=None, *, timeout=30.0, retries=3, batch_size=16, send=None):
    """Asks a model on a server as if it were loaded here.

    Args:
        server: "host:port" of TensorFlow Serving's gRPC, "grpcs://host:port" by TLS; or of its REST
            "http://host:port", https as well.
        model: The model's name on the server; or the folder of its export, which is called so. The
            folder tells what the server does not: names of classes that were not found yet, and
            how maps of characters are decoded. For characters it is needed.
        version: Number of the version; None: that of the folder, if it is one version's, else the
            latest of the server, and of the folder.
        timeout: Seconds for one question, repetitions included.
        retries: How often a question is repeated while the server is not available.
        batch_size: Most images of one question.
        send: "pixels", as they are, or "png": fewer bytes, more work, and images of all sizes in
            one signature, which a server that batches needs. None: what suits the protocol.

    Returns: `RemotePredictor`, with `predict` and `predict_files`; of characters
        `RemoteCharacters`.
    Raises: ServerError if the server does not answer; ValueError naming the argument.
    """
    if timeout <= 0 or retries < 0:
        raise ValueError(f"timeout must be above 0, retries not below, got {timeout}, {retries}")
    if send not in (None, "pixels", "png"):
        raise ValueError(f"send must be 'pixels' or 'png', got {send!r}")
    name, labels, settings = str(model), (), None
    if versions.numbers(model) or (pathlib.Path(model) / "saved_model.pb").is_file():
        folder = versions.find(model, version)
        if folder == pathlib.Path(model) and versions.is_version(folder):
            version = int(folder.name)
        name, labels = folder.absolute().parent.name, labels_in(folder)
        settings = settings_file.read(folder)
    server = _server(server, name, version, timeout, retries)
    specs = server.signatures()
    task = signature_specs.task_of(specs)
    if settings is not None and task_of(settings) != task:
        raise ValueError(f"{server}: a model for {task}, but {model} is for {task_of(settings)}")
    if task == "text":
        if settings is None:
            raise ValueError(
                f"model must be the folder of the export for characters, which notes how their "
                f"maps are decoded, got {model!r}"
            )
        return RemoteCharacters(server, settings, batch_size)
    if settings is None:
        settings = {"top": specs["serving_default"].outputs["labels"].shape[-1]}
    return RemotePredictor(server, task, labels, settings, batch_size, send)


class RemotePredictor(Predictor):
    """A detector or classifier on a server behind `predict` and `predict_files`; see `connect`.

    Args:
        server: `GrpcServer` or `RestServer`.
        task: "detection" or "classification".
        labels: Names of the classes; empty: those that the server has named so far.
        settings: What its export notes, as far as it is known.
        batch_size: Most images of one question.
        send: "pixels", "png", or None: what suits the protocol.
    """

    def __init__(self, server, task, labels=(), settings=None, batch_size=16, send=None):
        super().__init__(labels, batch_size)
        self.server = server
        self.task = task
        self.settings = dict(settings or {})
        self.send = send or ("pixels" if server.accepts_pixels else "png")
        self._seen = None if labels else {}

    def run(self, images):
        """What the server answers for NumPy images; float pixels are rounded."""
        if images.dtype != np.uint8:
            images = np.rint(images).astype(np.uint8)
        if self.send == "png":
            files = np.array([_png(image) for image in images], object)
            return self.server.predict("serving_bytes", {"image_bytes": files})
        return self.server.predict("serving_default", {"images": images})

    def __str__(self):
        return str(self.server)

    def _named(self, answer):
        """The server's own names, as text: ours may be of another version."""
        texts = [one.decode() if isinstance(one, bytes) else one for one in answer["names"].flat]
        names = np.array(texts, object).reshape(answer["names"].shape)
        if self._seen is not None:
            self._seen |= dict(zip(answer["labels"].ravel().tolist(), texts, strict=True))
            last = max(self._seen, default=-1)
            self.labels = tuple(self._seen.get(i, f"class_{i}") for i in range(last + 1))
        return {**answer, "names": names}


def _server(address, *arguments):
    name, version, timeout, retries = arguments
    options = {"timeout": timeout, "retries": retries}
    if address.startswith(("http://", "https://")):
        return RestServer(address, name, version, **options)
    secure = address.startswith("grpcs://")
    address = address.removeprefix("grpcs://").removeprefix("grpc://")
    return GrpcServer(address, name, version, secure=secure, **options)


def _png(image):
    fast = [cv2.IMWRITE_PNG_COMPRESSION, 1]
    return cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), fast)[1].tobytes()
