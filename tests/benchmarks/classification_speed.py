"""Milliseconds of EfficientNet-B0: forward as built and fused, and a training step, beside others.

    python -m tests.benchmarks.classification_speed [--threads 2] [--size 224 224] [--batches 1 8]
        [--rounds 20] [--no-training] [--peer-python PYTHON_WITH_TORCHVISION]

All have 1000 classes and take float32 images in memory: ours and that of keras.applications through
`tf.function`, torchvision's in inference mode, in whichever order of axes is the faster one. The
candidates take turns, for other work on the machine to slow all of them; of their times, the least
count. CPU time stands beside them, which other work touches less.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import os
import statistics

import numpy as np

from tests.benchmarks.peer_answers import timed
from tests.benchmarks.peer_process import Peer

CALLS = {1: 5}  # One after the other in a turn; 1 for other batches.
PEERS = ("torchvision", "torchvision, channels last")


def forward(models, images, peer):
    """Candidate's name -> function that takes one turn."""
    import tensorflow as tf

    calls = CALLS.get(len(images), 1)
    turns = {}
    for name, model in models.items():
        function = tf.function(lambda x, model=model: model(x, training=False))
        fixed = function.get_concrete_function(tf.TensorSpec(images.shape))
        turns[name] = lambda fixed=fixed: timed(lambda: fixed(images).numpy(), calls)
    return turns | of_peer(peer, images.shape, calls)


def of_peer(peer, shape, calls, training=False):
    """Turns of the other process, in either order of axes; none without it."""
    B, H, W, C = shape
    return {
        name: lambda last=last: peer.ask([B, C, H, W], last, calls, training)
        for last, name in enumerate(PEERS if peer else ())
    }


def training(models, images, peer):
    """The same for steps of RMSprop."""
    labels = np.arange(len(images)) % 1000
    turns = {}
    for name, model in models.items():
        model.compile("rmsprop", "sparse_categorical_crossentropy", jit_compile=False)
        turns[name] = lambda model=model: timed(lambda: model.train_on_batch(images, labels), 1)
    return turns | of_peer(peer, images.shape, 1, training=True)


def measure(turns, rounds):
    """Name -> (least wall, median wall, least CPU) milliseconds."""
    times = {name: [] for name in turns}
    for turn in range(rounds + 3):
        for name, take in turns.items():
            measured = take()
            if turn >= 3:
                times[name].append(measured)
    return {
        name: (
            min(t[0] for t in all_),
            statistics.median(t[0] for t in all_),
            min(t[1] for t in all_),
        )
        for name, all_ in times.items()
    }


def report(title, results):
    print(title)
    references = {"keras": results["keras.applications"]}
    if PEERS[0] in results:
        references["torchvision"] = min(results[name] for name in PEERS)
    for name, (wall, median, cpu) in results.items():
        ratios = "   ".join(f"{wall / r[0]:5.2f} of {key}" for key, r in references.items())
        cpus = "   ".join(f"{cpu / r[2]:5.2f} of {key}" for key, r in references.items())
        print(f"  {name:28} least {wall:7.1f}  median {median:7.1f}   {ratios}")
        print(f"  {'':28} CPU   {cpu:7.1f}  {'':15}   {cpus}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--size", type=int, nargs=2, default=(224, 224), metavar=("H", "W"))
    parser.add_argument("--batches", type=int, nargs="+", default=(1, 8))
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--training", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--peer-python")
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
    from tfvision import classification

    peer = (
        Peer("classification_speed_peer", arguments.peer_python, arguments.threads)
        if arguments.peer_python
        else None
    )
    shape = (*arguments.size, 3)
    ours = classification.efficientnet("b0", normalization="unit")
    theirs = keras.applications.EfficientNetB0(
        weights=None, input_shape=shape, classifier_activation=None
    )
    models = {"ours": ours, "ours, fused": ours.fuse(), "keras.applications": theirs}
    rng = np.random.default_rng(0)
    for batch in arguments.batches:
        images = tf.constant(rng.uniform(0, 255, [batch, *shape]), "float32")
        title = f"forward, [{batch}, {shape[0]}, {shape[1]}, 3], {arguments.threads} threads"
        report(
            f"{title}, milliseconds of a call",
            measure(forward(models, images, peer), arguments.rounds),
        )
    if arguments.training:
        results = measure(
            training({k: models[k] for k in ("ours", "keras.applications")}, images, peer),
            arguments.rounds,
        )
        report(f"training step, batch {batch}", results)


if __name__ == "__main__":
    main()
