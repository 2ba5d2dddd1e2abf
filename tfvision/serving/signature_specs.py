"""What a signature of a SavedModel takes and answers, out of the messages that tell it."""

import dataclasses

import tensorflow as tf


@dataclasses.dataclass(frozen=True)
class SignatureSpec:
    """A signature: dicts name -> `tf.TensorSpec` of what it takes and of what it answers."""

    inputs: dict
    outputs: dict


def specs_of(signature_defs):
    """Dict signature -> `SignatureSpec` out of a dict of `SignatureDef` messages.

    The one that TensorFlow adds to hold what initializes a model is left out.
    """
    return {
        name: SignatureSpec(_specs(one.inputs), _specs(one.outputs))
        for name, one in signature_defs.items()
        if not name.startswith("__")
    }


def task_of(specs):
    """The task of a model, by what it answers.

    Args:
        specs: What `specs_of` returns.

    Raises: ValueError if it is none of ours.
    """
    answer = specs["serving_default"].outputs if "serving_default" in specs else {}
    if "heat_map" in specs:
        return "text"
    if "labels" in answer and "scores" in answer:
        return "detection" if "boxes" in answer else "classification"
    raise ValueError(f"no model of tfvision: it answers {sorted(answer)}")


def _specs(infos):
    return {
        name: tf.TensorSpec(tf.TensorShape(info.tensor_shape), tf.as_dtype(info.dtype), name)
        for name, info in infos.items()
    }
