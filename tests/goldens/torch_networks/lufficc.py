"""SSD networks of lufficc's SSD."""

import importlib
import pathlib
import sys

import torch
import torchvision

from tests.goldens.torch_network import Network

NETWORKS = {"SSD300": "vgg_ssd300_voc0712", "SSD512": "vgg_ssd512_voc0712"}
NETWORKS["mb2@320"] = "mobilenet_v2_ssd320_voc0712"


def _config(file, whole):
    config = importlib.import_module("ssd.config.defaults")._C.clone()
    config.merge_from_file(str(pathlib.Path(sys.path[0], "configs", f"{file}.yaml")))
    config.MODEL.BACKBONE.PRETRAINED = False
    config.MODEL.NUM_CLASSES = 21 if whole else 6
    return config


def _answers(network, pixels):
    logits, offsets = network.box_head.predictor(network.backbone(pixels))
    return {"offsets": offsets, "logits": logits}


def _decoded(network, offsets, logits):
    config = network.cfg
    utils = importlib.import_module("ssd.utils.box_utils")
    default = importlib.import_module("ssd.modeling.anchors.prior_box").PriorBox(config)()
    variances = config.MODEL.CENTER_VARIANCE, config.MODEL.SIZE_VARIANCE
    default = default.to(offsets.dtype)
    boxes = utils.convert_locations_to_boxes(offsets[None], default, *variances)
    boxes = utils.center_form_to_corner_form(boxes)
    (found,) = network.box_head.post_processor((logits.softmax(-1)[None], boxes.clone()))
    rows = [found["labels"][:, None] - 1, found["scores"][:, None]]
    return {
        "default_boxes": default.numpy(),
        "boxes": boxes[0].numpy(),
        "detections": torch.cat([*rows, found["boxes"] / config.INPUT.IMAGE_SIZE], 1).numpy(),
    }


def networks(whole):
    """SSD300 and SSD512 on VGG16, SSDLite on MobileNetV2."""
    torchvision.__version__ = "0.3.0"  # It compares versions as words.
    for name, file in NETWORKS.items():
        config = _config(file, whole)
        yield Network(
            name,
            lambda config=config: importlib.import_module(
                "ssd.modeling.detector"
            ).build_detection_model(config),
            _answers,
            mode="vgg",
            size_hw=(config.INPUT.IMAGE_SIZE,) * 2,
            decoded=_decoded,
            settled=False,
        )
