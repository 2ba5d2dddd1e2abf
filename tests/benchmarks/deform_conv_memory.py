"""Peak memory of deform_conv2d with its gradients, beside torchvision's, and how it grows.

    python -m tests.benchmarks.deform_conv_memory [--threads 2] [--sides 32 64 128]
        [--batch 8] [--channels 64] [--peer-python PYTHON_WITH_TORCHVISION]

Each figure is of a process of its own: megabytes by which three calls, forward and backward, raise
its peak above that after the inputs were made and 4 x 4 pixels of them were convolved. Kernels are
3 x 3, with mask and bias, images are square, with as many filters as channels.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]
CANDIDATES = {
    "as many as are quick": {},
    "1 image at once": {"images_at_once": 1},
    "all images at once": {"images_at_once": "all"},
    "gather": {"back_end": "gather"},
    "Conv2D": None,
    "torchvision": None,
}
CALLS = 3


def peak():
    """Megabytes of this process, the most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rise(call, small, whole):
    call(*small)
    before = peak()
    for _ in range(CALLS):
        call(*whole)
    return peak() - before


def of_torchvision(threads, batch, side, channels):
    import torch
    from torchvision.ops import deform_conv2d

    torch.set_num_threads(threads)
    shapes = ((batch, count, side, side) for count in (channels, 18, 9))
    whole = [torch.randn(shape, requires_grad=True) for shape in shapes]
    small = [value[:, :, :4, :4].detach().requires_grad_() for value in whole]
    kernel, bias = (
        torch.randn(shape, requires_grad=True)
        for shape in ((channels, channels, 3, 3), (channels,))
    )

    def call(images, offsets, mask):
        outputs = deform_conv2d(images, offsets, kernel, bias, padding=1, mask=mask)
        torch.autograd.grad(outputs.sum(), (images, offsets, kernel, bias, mask))

    return rise(call, small, whole)


def of_tensorflow(name, threads, batch, side, channels):
    import tensorflow as tf

    from tfvision.layers import deform_conv2d

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    shapes = ((batch, side, side, count) for count in (channels, 18, 9))
    whole = [tf.random.normal(shape) for shape in shapes]
    small = [value[:, :4, :4] for value in whole]
    kernel, bias = tf.random.normal((3, 3, channels, channels)), tf.random.normal((channels,))
    options = dict(CANDIDATES[name] or {})
    if options.get("images_at_once") == "all":
        options["images_at_once"] = batch

    def compiled(images, offsets, mask):
        fed = images, offsets, kernel, mask, bias
        with tf.GradientTape() as tape:
            tape.watch(fed)
            if name == "Conv2D":
                outputs = tf.nn.bias_add(tf.nn.conv2d(images, kernel, 1, "SAME"), bias)
            else:
                outputs = deform_conv2d(*fed, padding=1, **options)
            total = tf.reduce_sum(outputs)
        return [by for by in tape.gradient(total, fed) if by is not None]

    return rise(tf.function(compiled, autograph=False), small, whole)


def measured(python, *words):
    words = [python, "-m", "tests.benchmarks.deform_conv_memory", "--one", *map(str, words)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--sides", type=int, nargs="+", default=[32, 64, 128])
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--channels", type=int, default=64)
    parser.add_argument("--peer-python")
    parser.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        name, *numbers = arguments.one
        numbers = [int(number) for number in numbers]
        if name == "torchvision":
            print(json.dumps(of_torchvision(*numbers)))
        else:
            os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
            print(json.dumps(of_tensorflow(name, *numbers)))
        return
    for side in arguments.sides:
        shape = arguments.batch, side, arguments.channels
        print(f"[{arguments.batch}, {side}, {side}, {arguments.channels}]")
        for name in CANDIDATES:
            peer = name == "torchvision"
            if peer and not arguments.peer_python:
                continue
            python = arguments.peer_python if peer else sys.executable
            figure = measured(python, name, arguments.threads, *shape)
            print(f"  {name:22} {figure:8.0f} MB", flush=True)


if __name__ == "__main__":
    main()
