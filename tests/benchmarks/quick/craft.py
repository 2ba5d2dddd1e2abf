"""CRAFT and GhostCRAFT beside the same networks in PyTorch."""

import numpy as np

from tests.benchmarks import text_speed
from tests.benchmarks.contest import Contest, best

SIZE_HW = (256, 384)


def contests(setting):
    """Both, as built and fused."""
    if not setting.peers.torchvision:
        return []
    import tensorflow as tf

    from tfvision.text import craft, ghost_craft

    models = {
        "plain": text_speed.settled(craft(1)),
        "ghost": text_speed.settled(ghost_craft(1, faithful=False)),
    }
    peer = setting.peers.start("text_speed_peer", setting.threads)
    images = np.random.default_rng(0).uniform(0, 255, [1, *SIZE_HW, 3]).astype("float32")
    turns = text_speed.candidates(models, tf.constant(images), peer)
    made = []
    for kind in models:
        theirs = best(*(turns[kind, f"torch, {layout}"] for layout in text_speed.LAYOUTS))
        sides = {what: turns[kind, what] for what in ("ours", "ours, fused")}
        what = f"{text_speed.KINDS[kind]}, {SIZE_HW[0]} x {SIZE_HW[1]}"
        made.append(Contest(what, {**sides, "PyTorch": theirs}))
    return made
