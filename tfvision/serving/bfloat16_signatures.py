"""Signatures of an exported model, computed in bfloat16 where that is accurate enough."""

import tensorflow as tf
from tensorflow.core.protobuf import rewriter_config_pb2

from tfvision.serving.quiet_advice import quiet_advice


class Bfloat16Signatures(dict):
    """The signatures of a SavedModel by name, as `tf.saved_model.load` gives them, but faster.

    TensorFlow's optimizer of graphs turns convolutions and what lies between them to bfloat16; what
    goes in and comes out stays as it was. It does so for whole processes or for sessions, so the
    graph runs in a session of its own, and nothing else in the process changes.

    Args:
        folder: `pathlib.Path` of one version.
        exact: Its signatures in float32.

    Example:
        >>> Bfloat16Signatures("any", {})
        {}
    """

    def __init__(self, folder, exact):
        super().__init__()
        if not exact:
            return
        rewriting = rewriter_config_pb2.RewriterConfig
        rewriting = rewriting(auto_mixed_precision_onednn_bfloat16=rewriting.ON)
        options = tf.compat.v1.GraphOptions(rewrite_options=rewriting)
        config = tf.compat.v1.ConfigProto(
            graph_options=options,
            intra_op_parallelism_threads=tf.config.threading.get_intra_op_parallelism_threads(),
            inter_op_parallelism_threads=tf.config.threading.get_inter_op_parallelism_threads(),
        )
        graph = tf.Graph()
        session = tf.compat.v1.Session(graph=graph, config=config)
        with graph.as_default(), quiet_advice():
            known = tf.compat.v1.saved_model.load(session, ["serve"], str(folder)).signature_def
        for name, signature in exact.items():
            self[name] = _signature(session, known[name], signature.structured_outputs)


def _signature(session, known, outputs):
    """A function of named tensors, inside a graph or outside, as a signature is one."""
    inputs, names = sorted(known.inputs), sorted(outputs)
    run = session.make_callable(
        [known.outputs[name].name for name in names], [known.inputs[name].name for name in inputs]
    )

    def answer(**given):
        values = [given[name] for name in inputs]
        found = tf.numpy_function(run, values, [outputs[name].dtype for name in names])
        found = tf.nest.flatten(found)  # Outside a graph, one output comes without its list.
        for name, tensor in zip(names, found, strict=True):
            tensor.set_shape(outputs[name].shape)
        return dict(zip(names, found, strict=True))

    answer.structured_outputs = outputs
    return answer
