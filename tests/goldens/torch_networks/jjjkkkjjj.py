"""SSD300 and SSD512 of jjjkkkjjj's pytorch_SSD."""

import importlib
import sys
import types

import torch

from tests.goldens.torch_network import Network

CLASSES = 20


def _answers(network, pixels):
    """What comes before its own decoding, which writes over it; background goes first."""
    network.decoder.forward = lambda predicts, default: predicts
    found = network(pixels)
    return {"offsets": found[..., :4], "logits": found[..., 4:].roll(1, -1)}


def _decoded(network, offsets, logits):
    codec = importlib.import_module("ssd.core.boxes.codec")
    inference = importlib.import_module("ssd.core.inference")
    corners = importlib.import_module("ssd.core.boxes.utils").centroids2corners
    predicts = torch.cat([offsets, logits.roll(-1, -1)], 1)[None]
    found = codec.Decoder()(predicts, network.dboxes)
    boxes = corners(found[0, :, :4].clone())
    suppress = inference.InferenceBox(
        logits.shape[1], inference.non_maximum_suppression, network._val_config
    )
    (kept,) = suppress(found, 0.01)
    return {
        "default_boxes": network.dboxes.numpy(),
        "boxes": boxes.numpy(),
        "detections": torch.cat([kept[:, :2], corners(kept[:, 2:])], 1).numpy(),
    }


def networks(whole):
    """Its import asks for a module that torchvision no longer has."""
    gone = types.ModuleType("torchvision.models.utils")
    gone.load_state_dict_from_url = None
    sys.modules[gone.__name__] = gone
    labels = [str(i) for i in range(CLASSES)]
    for side in (300, 512):
        module = importlib.import_module(f"ssd.models.ssd{side}")
        make = getattr(module, f"SSD{side}")
        yield Network(
            f"SSD{side}",
            lambda make=make: make(labels),
            _answers,
            size_hw=(side, side),
            decoded=_decoded,
        )
