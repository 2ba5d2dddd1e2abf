"""Asks an exported model from a C program that is linked with TensorFlow's wheel."""

import pathlib
import shutil
import subprocess

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

SOURCE = pathlib.Path(__file__).with_name("saved_model.c")


def can_compile():
    """Whether there is a C compiler; the wheel brings the headers and the libraries."""
    return shutil.which("gcc") is not None


def compiled(folder):
    """Compiles the program; `pathlib.Path` of it."""
    program, libraries = pathlib.Path(folder) / "saved_model", tf.sysconfig.get_lib()
    words = ["gcc", "-O2", "-Wall", "-Werror", SOURCE, "-o", program]
    words += [f"-I{tf.sysconfig.get_include()}", f"-L{libraries}", f"-Wl,-rpath,{libraries}"]
    names = ("libtensorflow_cc.so.2", "libtensorflow_framework.so.2")
    done = subprocess.run([*words, *(f"-l:{name}" for name in names)], capture_output=True)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    return program


def ask(program, model, signature, value, scratch, runs=1):
    """One request.

    Args:
        program: What `compiled` returned.
        model: `pathlib.Path` of one version.
        signature: Its name; it takes one tensor.
        value: uint8 array, or `bytes` for one string.
        scratch: An empty folder for the program.
        runs: How often it is asked.

    Returns: `(answer, times)`: dict of arrays, and seconds of loading, of the first run and of the
        fastest.
    """
    content = saved_model_pb2.SavedModel.FromString((model / "saved_model.pb").read_bytes())
    definition = content.meta_graphs[0].signature_def[signature]
    (given,) = definition.inputs.values()
    text = isinstance(value, bytes)
    (scratch / "input").write_bytes(value if text else value.tobytes())
    words = [program, model.resolve(), runs, given.name, "string" if text else "uint8", "input"]
    words += [*([1] if text else value.shape), "--"]
    words += [info.name for info in definition.outputs.values()]
    done = subprocess.run([*map(str, words)], cwd=scratch, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    *lines, times = done.stdout.splitlines()
    answer = {
        name: _values(scratch / f"{i}.out", *map(int, line.split()))
        for i, (name, line) in enumerate(zip(definition.outputs, lines, strict=True))
    }
    return answer, tuple(map(float, times.split()))


def _values(path, number, *shape):
    dtype = tf.as_dtype(number)
    if dtype == tf.string:
        values = np.array(path.read_bytes().split(b"\n")[:-1], object)
    else:
        values = np.fromfile(path, dtype.as_numpy_dtype)
    return values.reshape(shape)
