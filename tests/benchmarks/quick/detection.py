"""SSD300 and SSDLite from pixels of 720p to boxes, beside PyTorch; ours as it is exported."""

import functools

from tests.benchmarks import detection_speed
from tests.benchmarks.contest import Contest, repeated
from tests.benchmarks.quick import torchvision_detectors as shared

BATCHES = {shared.SSD300: {1: 1}, shared.SSDLITE: {1: 3, 8: 1}}  # Batch -> calls of a turn


def contests(setting):
    """Torchvision's two networks, and mb2-ssd-lite of qfgaohao's clone."""
    images = shared.pictures(8)
    made = []
    if setting.peers.torchvision:
        peer = shared.started(setting, images)
        for network, batches in BATCHES.items():
            codec = {**shared.CODEC, "clip_first": True}  # As torchvision does
            ours = _network(network.ours, images, codec=codec, **network.options)
            for batch, calls in batches.items():
                turns = {
                    "ours": _turn(ours, images[:batch], calls),
                    "torchvision": functools.partial(
                        peer.ask, "predict", network.theirs, batch, calls
                    ),
                }
                made.append(Contest(f"{network.title}, image to boxes, batch {batch}", turns))
    if setting.peers.pytorch_ssd:
        made.append(_mb2(setting, images[:1]))
    return made


def _mb2(setting, images):
    ours = _network("ssdlite_mobilenet_v2", images)
    peer = setting.peers.start("detection_speed_peer", setting.peers.clone)
    facts = {
        "images": str(setting.folder / "images_8_720.npy"),
        "cores": setting.threads,
        "classes": shared.CLASSES,
        "candidates": shared.CANDIDATES,
        "score_threshold": detection_speed.SCORE_THRESHOLD,
    }
    peer.ask(facts)
    theirs = functools.partial(peer.ask, 1, 3, "predict")
    turns = {"ours": _turn(ours, images, 3), "pytorch-ssd": theirs}
    return Contest("SSDLite-MobileNetV2, image to boxes, batch 1", turns)


def _network(name, images, **options):
    return detection_speed.Ours(name, images, shared.CLASSES, shared.CANDIDATES, **options)


def _turn(ours, images, calls):
    return repeated(lambda: ours.detector.run(images), calls)
