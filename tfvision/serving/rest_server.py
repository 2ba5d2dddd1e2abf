"""TensorFlow Serving by REST: JSON over HTTP, with nothing but the standard library."""

import base64
import http.client
import json
import urllib.parse

import numpy as np
from google.protobuf import json_format
from tensorflow.core.protobuf import meta_graph_pb2

from tfvision.serving.asking import PassingError, ServerError, patiently
from tfvision.serving.signature_specs import specs_of

_PASSING = (429, 502, 503, 504)


class RestServer:
    """A model behind TensorFlow Serving's REST port; several threads may ask it.

    Args:
        address: "http://host:port", or https; with a path if a proxy put one before `/v1`.
        name: Name of the model on the server.
        version: Number of its version; None: the server's latest.
        timeout: Seconds for one question, repetitions included.
        retries: How often a question is repeated while the server is not available.

    Raises: ValueError if `address` is none.
    """

    accepts_pixels = False  # It does, as JSON: ten times the bytes of a PNG.

    def __init__(self, address, name, version=None, *, timeout=30.0, retries=3):
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"address must be as http://localhost:8501, got {address!r}")
        self._parts = parts
        self.address, self.name, self.version = address, name, version
        self.timeout, self.retries = timeout, retries
        self._specs = None

    def states(self):
        """Dict version -> its state on the server, as "AVAILABLE"."""
        found = self._ask("GET", "")["model_version_status"]
        return {int(one["version"]): one["state"] for one in found}

    def signatures(self):
        """Dict signature -> `SignatureSpec`."""
        if self._specs is None:
            found = self._ask("GET", "/metadata")["metadata"]["signature_def"]["signature_def"]
            parsed = {
                name: json_format.ParseDict(
                    one, meta_graph_pb2.SignatureDef(), ignore_unknown_fields=True
                )
                for name, one in found.items()
            }
            self._specs = specs_of(parsed)
        return self._specs

    def predict(self, signature, inputs):
        """What a signature answers.

        Args:
            signature: Its name.
            inputs: Dict of arrays; of `bytes` for strings.

        Returns: dict of NumPy arrays, text as `str`.
        Raises: ServerError saying what the server said.
        """
        outputs = self.signatures()[signature].outputs
        question = {
            "signature_name": signature,
            "inputs": {name: _as_json(values) for name, values in inputs.items()},
        }
        found = self._ask("POST", ":predict", question)["outputs"]
        if len(outputs) == 1:  # A lone output goes without its name.
            found = {next(iter(outputs)): found}
        return {name: _array(found[name], spec) for name, spec in outputs.items()}

    def close(self):
        """Nothing to do: each question has a connection of its own."""

    def __str__(self):
        return f"{self.name} on {self.address}"

    def _ask(self, method, ending, question=None):
        path = f"{self._parts.path.rstrip('/')}/v1/models/{urllib.parse.quote(self.name)}"
        if self.version is not None:
            path += f"/versions/{self.version}"
        body = None if question is None else json.dumps(question)
        kind = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}

        def once(seconds):
            connection = kind[self._parts.scheme](
                self._parts.hostname, self._parts.port, timeout=seconds
            )
            try:
                connection.request(method, path + ending, body)
                reply = connection.getresponse()
                return self._content(reply.status, reply.read())
            except TimeoutError as error:
                raise ServerError(f"{self}: no answer within {self.timeout:g} seconds") from error
            except (OSError, http.client.HTTPException) as error:
                raise PassingError(f"{self}: {error or type(error).__name__}") from error
            finally:
                connection.close()

        return patiently(once, self.timeout, self.retries)

    def _content(self, status, body):
        try:
            content = json.loads(body)
        except ValueError:
            content = None
        if not isinstance(content, dict):  # What answers there is another server.
            content = {"error": f"no JSON object, but {body[:60]!r}"}
        if status == 200 and "error" not in content:
            return content
        details = str(content.get("error") or content).splitlines()[0]
        said = f"{self}: HTTP {status}: {details}"
        raise (PassingError if status in _PASSING else ServerError)(said)


def _as_json(values):
    values = np.asarray(values)
    if values.dtype.kind in "SO":
        return [{"b64": base64.b64encode(one).decode()} for one in values]
    return values.tolist()


def _array(values, spec):
    dtype = spec.dtype.as_numpy_dtype
    return np.array(values, object if dtype in (object, np.bytes_) else dtype)
