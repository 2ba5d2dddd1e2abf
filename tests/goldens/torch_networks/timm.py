"""EfficientNets of timm: its own, and those it took over from TensorFlow."""

import timm

from tests.goldens.torch_network import Network, logits

LITE_MODES = {"efficientnet_lite0": "torch", "tf_efficientnet_lite0": "tf"}


def networks(whole):
    """B0 … B7 of both, and the smallest Lite ones."""
    if whole:
        names = [f"{kind}efficientnet_b{i}" for kind in ("", "tf_") for i in range(8)]
        options = {}
    else:
        names = ["efficientnet_b0", "tf_efficientnet_b0"]
        options = {"num_classes": 6}
    for name in (*names, *LITE_MODES):
        mode = LITE_MODES.get(name, "torch")
        yield Network(name, lambda name=name: timm.create_model(name, **options), logits, mode)
