"""Milliseconds of CRAFT, GhostCRAFT and the clean GhostCRAFT, as built and fused, beside PyTorch.

    python -m tests.benchmarks.text_speed [--threads 2] [--size 512 512] [--width 1.0]
        [--rounds 10] [--peer-python PYTHON_WITH_TORCH]

Float32 images in memory: ours through `tf.function`, PyTorch's (the networks of the goldens, whole
ones only) in inference mode, in either order of axes. The candidates take turns, for other work on
the machine to slow all of them; of their times, the least count. CPU time stands beside them, which
other work touches less. Multiplications are those of the kernels, for one image.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import os

import numpy as np

from tests.benchmarks.peer_answers import timed
from tests.benchmarks.peer_process import Peer

KINDS = {"plain": "CRAFT", "doubled": "GhostCRAFT, faithful", "ghost": "GhostCRAFT, clean"}
LAYOUTS = ("channels first", "channels last")


def multiplications(model, size_hw):
    """Of one image: every weight of a kernel meets each pixel of its layer's map."""
    backbone, stride, count = model.backbone, 1, 0
    for layer in backbone.stages:
        stride *= 2 if layer.name in backbone.pools and layer.name != "fc6" else 1
        count += _of_kernels(layer, size_hw, stride)
    for layers, feature in zip(model.up_layers, model.read[1:], strict=True):
        for layer in layers:
            count += _of_kernels(layer, size_hw, backbone.strides[feature])
    return count + sum(_of_kernels(layer, size_hw, model.stride) for layer in model.head_layers)


def _of_kernels(layer, size_hw, stride):
    kernels = [v for v in layer.trainable_variables if v.name == "kernel"]
    return sum(int(np.prod(v.shape)) for v in kernels) * np.prod([s // stride for s in size_hw])


def settled(model):
    """Gives a fresh network statistics as if it had been trained: none that fade or grow away."""
    rng = np.random.default_rng(0)
    for variable in model.non_trainable_variables:
        variable.assign(rng.uniform(0.5, 1.5, variable.shape))
    return model


def candidates(models, images, peer):
    """(Kind, what) -> function that takes one turn."""
    import tensorflow as tf

    turns = {}
    for kind, model in models.items():
        for what, made in (("ours", model), ("ours, fused", model.fuse())):
            function = tf.function(lambda x, made=made: made(x, training=False))
            fixed = function.get_concrete_function(tf.TensorSpec(images.shape))
            turns[kind, what] = lambda fixed=fixed: timed(lambda: fixed(images).numpy(), 1)
        for last, layout in enumerate(LAYOUTS if peer else ()):
            question = (kind, [1, 3, *images.shape[1:3]], bool(last), 1)
            turns[kind, f"torch, {layout}"] = lambda question=question: peer.ask(*question)
    return turns


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--size", type=int, nargs=2, default=(512, 512), metavar=("H", "W"))
    parser.add_argument("--width", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--peer-python")
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
    from tfvision.text import craft, ghost_craft

    width = arguments.width
    models = {
        "plain": settled(craft(1, width=width)),
        "doubled": settled(ghost_craft(1, width=width)),
        "ghost": settled(ghost_craft(1, faithful=False, width=width)),
    }
    peer = arguments.peer_python and Peer(
        "text_speed_peer", arguments.peer_python, arguments.threads
    )
    if peer and width != 1.0:
        parser.error("--peer-python has networks of --width 1.0 only")
    for kind, model in models.items():
        trained = sum(int(np.prod(v.shape)) for v in model.trainable_variables)
        print(
            f"{KINDS[kind]:22} {trained:>11,} parameters, "
            f"{4 * model.count_params() / 2**20:5.1f} MiB, "
            f"{multiplications(model, arguments.size) / 1e9:6.2f} G multiplications"
        )
    images = np.random.default_rng(0).uniform(0, 255, [1, *arguments.size, 3]).astype("float32")
    turns = candidates(models, tf.constant(images), peer)
    times = {key: [] for key in turns}
    for turn in range(arguments.rounds + 1):
        for key, take in turns.items():
            measured = take()
            if turn:
                times[key].append(measured)
    least = {key: np.min(values, axis=0) for key, values in times.items()}
    print(
        f"{list(images.shape)}, {arguments.threads} threads, milliseconds of a call, the least of"
    )
    print(f"{arguments.rounds}: wall, CPU, and wall beside that of CRAFT as built and of torch")
    for (kind, what), (wall, cpu) in least.items():
        ratios = f"{wall / least['plain', 'ours'][0]:5.2f} of CRAFT"
        if peer:
            theirs = min(least[kind, f"torch, {layout}"][0] for layout in LAYOUTS)
            ratios += f"  {wall / theirs:5.2f} of torch"
        print(f"  {KINDS[kind]:22} {what:22} {wall:8.1f} {cpu:8.1f}  {ratios}")


if __name__ == "__main__":
    main()
