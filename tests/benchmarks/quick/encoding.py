"""Objects to targets, beside torchvision and plain loops; the pipeline, beside a DataLoader."""

import functools

from tests.benchmarks import detection_pipeline
from tests.benchmarks.contest import Contest, repeated
from tests.benchmarks.quick import torchvision_detectors as shared
from tests.detection import oracles

SIZE_HW = (375, 500)  # Of most images of VOC
IMAGES = 64


def contests(setting):
    """Matching alone, and files to batches."""
    return [_matching(setting), _pipeline(setting)]


def _matching(setting):
    import tensorflow as tf

    from tfvision import detection
    from tfvision.geometry import boxes as box_math

    default = detection.published("torchvision_coco300").default_boxes()
    codec, crowd = detection.Codec(default), shared.crowd()
    labels = tf.range(len(crowd))
    encode = tf.function(codec.encode, autograph=False)
    default_xyxy = box_math.xyxy_from_cxcywh(default).numpy()

    def loop():
        owners = oracles.match_loop(crowd.tolist(), default_xyxy.tolist())
        oracles.encode_loop(crowd, range(len(crowd)), default, owners)

    ours = repeated(lambda: encode(tf.constant(crowd), labels)["logits"].numpy(), 20)
    turns = {"ours": ours, "plain loop": repeated(loop)}
    if setting.peers.torchvision:
        peer = shared.started(setting, shared.pictures(1))
        turns["torchvision"] = functools.partial(peer.ask, "encode", shared.SSD300.theirs, 1, 20)
    return Contest(f"{len(crowd)} objects to {len(default):,} targets", turns)


def _pipeline(setting):
    from tfvision import detection
    from tfvision.detection import roads
    from tfvision.detection.scenery import voc_folder

    scenes = [roads.render(0, i, SIZE_HW) for i in range(IMAGES)]
    scenes = [scene for scene in scenes if len(scene["labels"])]  # Without, the peer stops.
    names = [f"{i:04d}" for i in range(len(scenes))]
    folder = voc_folder.write(setting.folder / "roads", names, scenes, roads.CLASSES)
    data = detection.read(folder, classes=roads.CLASSES)
    sides = {"ours": detection_pipeline.Ours(data, 16, setting.threads)}
    turns = {
        "ours": functools.partial(_turn, sides["ours"], "train"),
        "decoding the files": functools.partial(_turn, sides["ours"], "decode"),
    }
    if setting.peers.pytorch_ssd:
        clone = setting.peers.clone, setting.peers.python
        theirs = detection_pipeline.Theirs(data, 16, setting.threads, *clone)
        setting.peers.keep(theirs.peer)
        turns["pytorch-ssd"] = functools.partial(_turn, theirs, "train")
    return Contest("files to batches for SSD300", turns, limits=("decoding the files",))


def _turn(side, task):
    seconds = side.turn(task, 2 * IMAGES)
    return 1e3 * seconds["wall"], 1e3 * seconds["cpu"]
