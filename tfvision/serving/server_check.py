"""Loads an exported model as TensorFlow Serving does, and says what that server would refuse."""

import dataclasses
import pathlib
import shutil
import tempfile
import time

import numpy as np
import tensorflow as tf
from google.protobuf import message
from tensorflow.core.protobuf import saved_model_pb2

from tfvision.images.problems import Problems
from tfvision.serving import versions, warm_up
from tfvision.serving.quiet_advice import quiet_advice
from tfvision.serving.signature_check import check_signatures

_MOST_REQUESTS = 1000  # Of warm-up; the server refuses more.
_FOREIGN = {"PyFunc", "PyFuncStateless", "EagerPyFunc"}  # Run in the Python that made them.


@dataclasses.dataclass(frozen=True)
class Checked:
    """What was found of one version.

    Args:
        folder: Its `pathlib.Path`.
        problems: `tfvision.images.problems.Problem`s; without one of the severity "error" the
            server would serve it.
        signatures: Dict signature -> `(first, second)`: seconds of its first request and of the
            next, for those that have a warm-up request.
        load_seconds: From the folder to a session that answers; None: it cannot be loaded.
    """

    folder: pathlib.Path
    problems: tuple
    signatures: dict
    load_seconds: float | None

    @property
    def passed(self):
        """Whether a server would serve it."""
        return not any(problem.severity == "error" for problem in self.problems)


def check(folder, version=None):
    """Checks one version of a model: its files, its signatures, and its answers in a session.

    TensorFlow Serving runs a graph in a session, where resources that TensorFlow's eager mode
    forgives are missing. The model is loaded from a copy in another place, answers its own warm-up
    requests there, and then each of them twice in one batch, as a server that batches asks.

    Args:
        folder: A model's folder, or that of one version.
        version: Its number; None: the latest, which the server takes.

    Returns: `Checked`.
    Raises: FileNotFoundError if there is no version.
    """
    found = Problems("collect", [])
    folder = versions.find(folder, version)
    _look_around(folder, found)
    timings, seconds = {}, None
    definitions = _look_inside(folder, found)
    if definitions is not None and not _errors(found):
        requests = _requests(folder, found)
        with tempfile.TemporaryDirectory() as elsewhere:
            copy = shutil.copytree(folder, pathlib.Path(elsewhere) / "7")
            seconds = _run(copy, folder, requests, definitions, timings, found)
    return Checked(folder, found.found, timings, seconds)


def _look_around(folder, found):
    """What lies beside the versions, and whether the files of this one are whole."""
    if not versions.is_version(folder):
        found.error(folder, None, "layout", "the folder of a version must be a number, such as 1")
    else:
        for child in sorted(folder.absolute().parent.iterdir()):
            if child.suffix == ".partial":
                words = "left by an export that was stopped; the server passes over it"
                found.warning(child, None, "layout", words)
    index = folder / "variables" / "variables.index"
    if index.is_file():
        shards = list(index.parent.glob("variables.data-*"))
        expected = {int(shard.name.rsplit("-", 1)[1]) for shard in shards}
        if not shards or expected != {len(shards)}:
            words = f"{len(shards)} of {max(expected, default=1)} data files"
            found.error(index.parent, None, "variables", words)


def _look_inside(folder, found):
    """The signatures of the graph `serve`; None if it cannot be read."""
    file = folder / "saved_model.pb"
    content = saved_model_pb2.SavedModel()
    try:
        content.ParseFromString(file.read_bytes())
    except (OSError, message.DecodeError) as error:
        found.error(file, None, "graph", f"cannot be read ({error})")
        return None
    graphs = [one for one in content.meta_graphs if set(one.meta_info_def.tags) == {"serve"}]
    if not graphs:
        found.error(file, None, "graph", "holds no graph with the tag 'serve'")
        return None
    (graph,) = graphs
    operations = {node.op for node in graph.graph_def.node}
    for function in graph.graph_def.library.function:
        operations |= {node.op for node in function.node_def}
    for name in sorted(operations & _FOREIGN):
        found.error(file, None, "operation", f"{name} runs Python, which a server has not")
    for asset in graph.asset_file_def:
        if not (folder / "assets" / asset.filename).is_file():
            found.error(folder, None, "asset", f"assets/{asset.filename} is missing")
    if str(folder.resolve()).encode() in file.read_bytes():
        found.error(file, None, "path", "names the folder it lies in: it cannot be moved")
    check_signatures(folder, graph.signature_def, found)
    return graph.signature_def


def _requests(folder, found):
    """The warm-up requests; none if the server could not read them."""
    try:
        requests = warm_up.read(folder)
    except ValueError as error:
        found.error(folder, None, "warm_up", f"the server would not start: {error}")
        return []
    words = f"{len(requests)} requests, expected 1 to {_MOST_REQUESTS}"
    if not requests:
        words += ": the first clients will wait"
        found.warning(folder / warm_up.PATH, None, "warm_up", words)
    if len(requests) > _MOST_REQUESTS:
        words += ": the server would not start"
        found.error(folder / warm_up.PATH, None, "warm_up", words)
        return []
    return requests


def _run(copy, folder, requests, definitions, timings, found):
    """Loads the copy in a session and asks it; seconds of the loading, None if it failed."""
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        start = time.perf_counter()
        try:
            with quiet_advice():
                tf.compat.v1.saved_model.load(session, ["serve"], str(copy))
        except (tf.errors.OpError, OSError, RuntimeError, ValueError) as error:
            found.error(folder, None, "load", f"cannot be loaded: {_first_line(error)}")
            return None
        seconds = time.perf_counter() - start
        for signature, inputs in requests:
            try:
                timings[signature] = _ask(session, definitions, signature, inputs)
            except (tf.errors.OpError, KeyError, ValueError) as error:
                words = f"the warm-up of {signature} fails: {_first_line(error)}"
                found.error(folder, None, "warm_up", words)
        return seconds


def _ask(session, definitions, signature, inputs):
    if signature not in definitions:
        raise ValueError("there is no such signature")
    definition = definitions[signature]
    fetched = {key: info.name for key, info in definition.outputs.items()}

    def timed(repeats):
        fed = {
            definition.inputs[key].name: np.concatenate([values] * repeats)
            for key, values in inputs.items()
        }
        start = time.perf_counter()
        return session.run(fetched, fed), time.perf_counter() - start

    rows = {len(values) for values in inputs.values()}
    _, first = timed(1)
    _, second = timed(1)
    answer, _ = timed(2)
    for key, values in answer.items():
        if rows != {len(values) // 2} or len(values) % 2:
            raise ValueError(f"{key} has {len(values)} rows for {2 * max(rows)} of the request")
    return first, second


def _errors(found):
    return [problem for problem in found.found if problem.severity == "error"]


def _first_line(error):
    return (str(error).strip() or type(error).__name__).splitlines()[0]
