"""How cost grows with the batch, the image, its objects, characters, candidates and classes."""

import numpy as np

from tests.benchmarks import character_decoding, detection_pipeline, detection_speed
from tests.benchmarks.contest import Growth, repeated

HEAT_SIZES_HW = ((128, 192), (256, 384), (512, 768))


def contests(setting):
    """One of each."""
    return [_batch(), _image_size(), _objects(), _candidates(), _classes(), _characters()]


def _batch():
    from tfvision import detection

    detector = detection.Detector(detection.ssdlite_mobilenet_v2(20).fuse())
    images = detection_speed.pictures(8, (300, 300))
    turns = {b: repeated(lambda b=b: detector.run(images[:b])) for b in (1, 2, 4, 8)}
    return Growth("SSDLite, image to boxes", "images a batch", turns)


def _image_size():
    import tensorflow as tf

    from tfvision.text import ghost_craft

    model = tf.function(ghost_craft(faithful=False, width=0.5).fuse(), autograph=False)
    turns = {}
    for height, width in HEAT_SIZES_HW:
        image = tf.zeros([1, height, width, 3])
        turns[height * width] = repeated(lambda image=image: model(image).numpy())
    return Growth("GhostCRAFT, width 0.5", "pixels", turns)


def _objects():
    import tensorflow as tf

    from tfvision import detection

    codec = detection.Codec(detection.published("caffe_voc300").default_boxes())
    encode = tf.function(codec.encode, autograph=False, reduce_retracing=True)
    boxes = detection_pipeline.crowds(16).reshape(-1, 4)  # [320, 4]
    turns = {}
    for count in (5, 20, 80, 320):
        given = tf.constant(boxes[:count]), tf.zeros([count], tf.int32)
        turns[count] = repeated(lambda given=given: encode(*given)["logits"].numpy(), 5)
    return Growth("objects to 8,732 targets", "objects", turns)


def _candidates():
    turns = {n: repeated(_decoding(20, n), 3) for n in (50, 200, 800, 3200)}
    return Growth("decoding 3,000 boxes", "candidates", turns)


def _classes():
    turns = {n: repeated(_decoding(n, 200), 3) for n in (5, 20, 80, 320)}
    return Growth("decoding 3,000 boxes", "classes", turns)


def _decoding(classes, candidates):
    """A call that decodes one image in which so many scores pass the threshold."""
    import tensorflow as tf

    from tfvision import detection

    default = detection.published("qfgaohao_mb2_lite").default_boxes()
    codec, rng = detection.Codec(default), np.random.default_rng(0)
    logits = np.zeros([len(default), classes + 1], "float32")
    logits[:, 0] = 20
    boxes = rng.choice(len(default), min(candidates, len(default)), replace=False)
    boxes = np.resize(boxes, candidates)
    logits[boxes, 1 + np.arange(candidates) % classes] = rng.uniform(18, 25, candidates)
    outputs = {
        "offsets": tf.constant(rng.normal(0, 0.3, [1, len(default), 4]), tf.float32),
        "logits": tf.constant(logits[None]),
    }
    decode = tf.function(codec.decode, autograph=False)
    return lambda: decode(outputs)["scores"].numpy()


def _characters():
    from tfvision.text import region_to_bboxes

    turns = {}
    for count in (125, 500, 2000):
        heat, _, generator = character_decoding.drawn(count)
        given, smallest = (heat, *character_decoding.SETTINGS), generator.smallest
        turns[count] = repeated(lambda g=given, s=smallest: region_to_bboxes(*g, smallest=s))
    return Growth("decoding a 1080p map", "characters", turns)
