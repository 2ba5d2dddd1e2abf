"""Networks of torchvision."""

import torch
from torchvision import models

from tests.goldens.torch_narrow import with_small_head
from tests.goldens.torch_network import Network, logits


def ssd_answers(network, pixels):
    """Torchvision's SSD without what is around it."""
    found = network.head(list(network.backbone(pixels).values()))
    return {"offsets": found["bbox_regression"], "logits": found["cls_logits"]}


def ssd_decoded(network, offsets, scores):
    """By its own anchors, box coder and suppression."""
    height, width = size_hw = network.transform.fixed_size[::-1]
    image = torch.zeros([1, 3, *size_hw])
    images = models.detection.image_list.ImageList(image, [size_hw])
    dtype = next(network.parameters()).dtype
    with torch.no_grad():
        maps = list(network.backbone(image.to(dtype)).values())
    anchors = network.anchor_generator(images, [x.to(offsets.dtype) for x in maps])
    outputs = {"bbox_regression": offsets[None], "cls_logits": scores[None]}
    (found,) = network.postprocess_detections(outputs, anchors, [size_hw])
    extent = torch.tensor([width, height, width, height])
    corners = (anchors[0] / extent).double()
    sides = corners[:, 2:] - corners[:, :2]
    rows = [found["labels"][:, None] - 1, found["scores"][:, None], found["boxes"] / extent]
    return {
        "default_boxes": torch.cat([corners[:, :2] + sides / 2, sides], 1).numpy(),
        "boxes": (network.box_coder.decode_single(offsets, anchors[0]) / extent).numpy(),
        "detections": torch.cat(rows, 1).numpy(),
    }


def networks(whole):
    """VGG, MobileNets V2 and V3, EfficientNet, SSD300 and SSDLite320."""
    ssdlite = models.detection.ssdlite320_mobilenet_v3_large
    if whole:
        vggs = [f"vgg{n}{bn}" for n in (11, 13, 16, 19) for bn in ("", "_bn")]
        names = [*vggs, "mobilenet_v2", "mobilenet_v3_large"]
        names += [f"efficientnet_b{i}" for i in range(8)]
        yield from (Network(name, getattr(models, name), logits) for name in names)
    else:
        yield Network("vgg11", lambda: with_small_head(models.vgg11()), logits)
        yield Network("vgg13_bn", lambda: with_small_head(models.vgg13_bn()), logits)
        yield Network(
            "mobilenet_v2", lambda: models.mobilenet_v2(width_mult=0.25, num_classes=5), logits
        )
        yield Network(
            "mobilenet_v3_large",
            lambda: models.mobilenet_v3_large(width_mult=0.25, num_classes=5),
            logits,
        )
        yield Network("efficientnet_b0", lambda: models.efficientnet_b0(num_classes=6), logits)
    yield Network(
        "SSD300",
        lambda: models.detection.ssd300_vgg16(weights=None, weights_backbone=None),
        ssd_answers,
        mode="vgg",
        size_hw=(300, 300),
        decoded=ssd_decoded,
    )
    narrow = {} if whole else {"width_mult": 0.25, "num_classes": 6}
    yield Network(
        "SSDLite320",
        lambda: ssdlite(weights=None, weights_backbone=None, **narrow),
        ssd_answers,
        mode="tf",
        size_hw=(320, 320),
        decoded=ssd_decoded,
    )
