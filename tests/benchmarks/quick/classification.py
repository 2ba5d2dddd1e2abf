"""EfficientNet-B0 beside those of keras.applications and torchvision."""

import numpy as np

from tests.benchmarks import classification_speed
from tests.benchmarks.contest import Contest, best

SIZE_HW = (224, 224)
BATCHES = (1, 8)


def networks():
    """Ours and Keras's, with 1,000 classes."""
    import keras

    from tfvision import classification

    return {
        "ours": classification.efficientnet("b0", normalization="unit"),
        "keras.applications": keras.applications.EfficientNetB0(
            weights=None, input_shape=(*SIZE_HW, 3), classifier_activation=None
        ),
    }


def images(batch):
    """`[B, H, W, 3]` float32."""
    import tensorflow as tf

    return tf.constant(np.random.default_rng(0).uniform(0, 255, [batch, *SIZE_HW, 3]), "float32")


def one_torchvision(turns):
    """The same turns, with the two orders of axes that torchvision may have as one side."""
    either = [turns.pop(name) for name in classification_speed.PEERS if name in turns]
    return {**turns, "torchvision": best(*either)} if either else turns


def contests(setting):
    """One image, and eight."""
    peer = setting.peers.torchvision and setting.peers.start(
        "classification_speed_peer", setting.threads
    )
    models = networks()
    models = {"ours": models["ours"], "ours, fused": models["ours"].fuse(), **models}
    return [
        Contest(
            f"EfficientNet-B0, batch {batch}",
            one_torchvision(classification_speed.forward(models, images(batch), peer)),
        )
        for batch in BATCHES
    ]
