"""Deformable convolution beside torchvision's, and beside the plain one as a limit."""

from tests.benchmarks import deform_conv_speed
from tests.benchmarks.contest import Contest

SHAPE, FILTERS = (2, 64, 64, 128), 128


def contests(setting):
    """Forward, and forward with gradients."""
    peer = setting.peers.torchvision and setting.peers.start(
        "deform_conv_speed_peer", setting.threads
    )
    functions, inputs = deform_conv_speed.candidates(SHAPE, FILTERS)
    named = {"ours": functions["fast"], "Conv2D": functions["Conv2D"]}
    made = []
    for backward in (False, True):
        turns = {
            name: deform_conv_speed.turn_of(function, inputs, backward)
            for name, function in named.items()
        }
        if peer:
            turns["torchvision"] = lambda b=backward: peer.ask(SHAPE, FILTERS, b, 1)
        what = f"3 x 3, {SHAPE}, forward" + (" and backward" if backward else "")
        made.append(Contest(what, turns, limits=("Conv2D",)))
    return made
