"""Milliseconds of deform_conv2d, forward and with its gradients, beside torchvision's and Conv2D's.

    python -m tests.benchmarks.deform_conv_speed [--threads 2] [--rounds 20]
        [--shapes 8,32,32,64,64 2,64,64,128,128] [--peer-python PYTHON_WITH_TORCHVISION]

A shape is that of the images, and the filters. Kernels are 3 x 3, with mask and bias; offsets are
normal, of one pixel. The candidates take turns, for other work on the machine to slow all of them;
of their times, the least count.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import os
import statistics

import numpy as np

from tests.benchmarks.peer_answers import timed
from tests.benchmarks.peer_process import Peer

CALLS = 2  # One after the other in a turn.


def candidates(shape, filters):
    """Name -> (function, its inputs)."""
    import tensorflow as tf

    from tfvision.layers import deform_conv2d

    rng = np.random.default_rng(0)
    B, H, W, C = shape
    shapes = ((B, H, W, C), (B, H, W, 18), (3, 3, C, filters), (B, H, W, 9), (filters,))
    inputs = [tf.constant(rng.normal(size=shape), "float32") for shape in shapes]

    def deform(**options):
        return lambda *tensors: deform_conv2d(*tensors, padding=1, **options)

    def plain(images, offsets, kernel, mask, bias):
        return tf.nn.bias_add(tf.nn.conv2d(images, kernel, 1, "SAME"), bias)

    functions = {
        "fast": deform(back_end="fast"),
        "fast, 1 image at once": deform(back_end="fast", images_at_once=1),
        "gather": deform(back_end="gather"),
        "Conv2D": plain,
    }
    return functions, inputs


def turn_of(function, inputs, backward):
    import tensorflow as tf

    def both(*tensors):
        if not backward:
            return function(*tensors)
        with tf.GradientTape() as tape:
            tape.watch(tensors)
            total = tf.reduce_sum(function(*tensors))
        return [g for g in tape.gradient(total, tensors) if g is not None]

    specs = [tf.TensorSpec(tensor.shape) for tensor in inputs]
    compiled = tf.function(both, autograph=False).get_concrete_function(*specs)

    def call():
        tf.nest.map_structure(lambda tensor: tensor.numpy(), compiled(*inputs))

    return lambda: timed(call, CALLS)


def measure(turns, rounds):
    """Name -> (least, median) milliseconds."""
    times = {name: [] for name in turns}
    for turn in range(rounds + 2):
        for name, take in turns.items():
            wall, _ = take()
            if turn >= 2:
                times[name].append(wall)
    return {name: (min(all_), statistics.median(all_)) for name, all_ in times.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--shapes", nargs="+", default=["8,32,32,64,64", "2,64,64,128,128"])
    parser.add_argument("--peer-python")
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
    peer = (
        Peer("deform_conv_speed_peer", arguments.peer_python, arguments.threads)
        if arguments.peer_python
        else None
    )
    for text in arguments.shapes:
        *shape, filters = map(int, text.split(","))
        functions, inputs = candidates(shape, filters)
        for backward in (False, True):
            turns = {name: turn_of(f, inputs, backward) for name, f in functions.items()}
            if peer:
                turns["torchvision"] = lambda shape=shape, filters=filters, backward=backward: (
                    peer.ask(shape, filters, backward, 1)
                )
            results = measure(turns, arguments.rounds)
            print(f"{shape} -> {filters}, {'forward and backward' if backward else 'forward'}")
            for name, (least, median) in results.items():
                ratios = "   ".join(
                    f"{least / results[key][0]:6.3f} of {key}"
                    for key in ("torchvision", "Conv2D")
                    if key in results
                )
                print(f"  {name:22} least {least:8.1f}  median {median:8.1f}   {ratios}")


if __name__ == "__main__":
    main()
