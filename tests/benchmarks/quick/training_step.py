"""Steps of training: EfficientNet-B0 beside keras.applications and torchvision, SSDLite320 too."""

import functools

import numpy as np

from tests.benchmarks import classification_speed
from tests.benchmarks.contest import Contest, repeated
from tests.benchmarks.quick import classification, torchvision_detectors

BATCH = 8


def contests(setting):
    """Both networks, eight images a step."""
    peer = setting.peers.torchvision and setting.peers.start(
        "classification_speed_peer", setting.threads
    )
    images = classification.images(BATCH)
    turns = classification_speed.training(classification.networks(), images, peer)
    made = [Contest(f"EfficientNet-B0, batch {BATCH}", classification.one_torchvision(turns))]
    if setting.peers.torchvision:
        made.append(_ssdlite(setting))
    return made


def _ssdlite(setting):
    import keras
    import tensorflow as tf

    from tfvision import detection

    network = torchvision_detectors.SSDLITE
    model = getattr(detection, network.ours)(torchvision_detectors.CLASSES, **network.options)
    codec = detection.Codec(model.default_boxes)
    model.compile(
        keras.optimizers.SGD(1e-4, momentum=0.9),
        {"offsets": detection.OffsetLoss(), "logits": detection.ClassLoss()},
        jit_compile=False,
    )
    height, width = model.image_size
    pictures = torchvision_detectors.pictures(BATCH, (height, width))
    boxes = tf.constant(torchvision_detectors.crowd())
    labels = tf.range(len(boxes)) % torchvision_detectors.CLASSES

    @tf.function(autograph=False)
    def targets():
        each = [codec.encode(boxes, labels) for _ in range(BATCH)]
        return {name: tf.stack([one[name] for one in each]) for name in each[0]}

    images = tf.constant(pictures.astype(np.float32))
    peer = torchvision_detectors.started(setting, pictures)
    ask = functools.partial(peer.ask, "train", network.theirs, BATCH, 1)
    ours = repeated(lambda: model.train_on_batch(images, targets()))
    return Contest(f"SSDLite320, batch {BATCH}, matching too", {"ours": ours, "torchvision": ask})
