"""SSD networks of qfgaohao's pytorch-ssd."""

import functools
import importlib
import types

import numpy as np
import torch

from tests.goldens.torch_network import Network


def answers(network, pixels):
    """Of any of its detectors."""
    logits, offsets = network(pixels)
    return {"offsets": offsets, "logits": logits}


def decoding(config_name, mean, deviation):
    """How its predictor decodes with the default boxes of a config of its."""

    def decoded(network, offsets, logits):
        config = importlib.import_module(f"vision.ssd.config.{config_name}")
        utils = importlib.import_module("vision.utils.box_utils")
        predictor = importlib.import_module("vision.ssd.predictor").Predictor
        default = config.priors.to(offsets.dtype)
        boxes = utils.convert_locations_to_boxes(
            offsets[None], default, config.center_variance, config.size_variance
        )
        boxes = utils.center_form_to_corner_form(boxes)
        answered = types.SimpleNamespace(
            forward=lambda images: (logits.softmax(-1)[None], boxes),
            to=lambda device: None,
            eval=lambda: None,
        )
        predict = predictor(answered, config.image_size, mean, deviation, device="cpu").predict
        found, labels, scores = predict(np.ones([1, 1, 3], "uint8"))
        rows = [labels[:, None] - 1, scores[:, None], found]
        return {
            "default_boxes": default.numpy(),
            "boxes": boxes[0].numpy(),
            "detections": torch.cat(rows, 1).numpy(),
        }

    return decoded


def networks(whole):
    """The ones on MobileNets V1 to V3 and on VGG16."""

    def maker(module, function):
        make = getattr(importlib.import_module(f"vision.ssd.{module}"), f"create_{function}")
        return functools.partial(make, 21 if whole else 6)

    make = maker("mobilenet_v2_ssd_lite", "mobilenetv2_ssd_lite")
    options = {
        "mode": "mb2-lite",
        "size_hw": (300, 300),
        "decoded": decoding("mobilenetv1_ssd_config", 127, 128.0),
    }
    if whole:
        yield Network("mb2-ssd-lite", make, answers, settled=False, **options)
    else:
        yield Network("mb2-ssd-lite 0.25", lambda: make(width_mult=0.25), answers, **options)
    for name, *place in (
        ("mb1-ssd", "mobilenetv1_ssd", "mobilenetv1_ssd"),
        ("mb1-ssd-lite", "mobilenetv1_ssd_lite", "mobilenetv1_ssd_lite"),
        ("mb3-large-ssd-lite", "mobilenetv3_ssd_lite", "mobilenetv3_large_ssd_lite"),
    ):
        yield Network(name, maker(*place), answers, **options)
    options["mode"], options["decoded"] = "vgg", decoding("vgg_ssd_config", (123, 117, 104), 1.0)
    yield Network("vgg16-ssd", maker("vgg_ssd", "vgg_ssd"), answers, **options)
