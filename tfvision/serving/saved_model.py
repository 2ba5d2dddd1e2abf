"""Writes a predictor as a SavedModel for TF Serving: pixels or JPEG bytes in, answers out."""

import json
import pathlib
import tempfile

import numpy as np
import tensorflow as tf

import tfvision
from tfvision.images.promised_size import MOST_PIXELS
from tfvision.serving import versions, warm_up
from tfvision.serving.character_signatures import ServedCharacters
from tfvision.serving.signatures import Served
from tfvision.serving.verify import verify

EXTRA = "assets.extra"
SETTINGS = f"{EXTRA}/tfvision.json"
LABELS = "assets/labels.txt"
_SOME_SIZE_HW = (96, 128)  # To try a model that takes any.


def export(
    predictor,
    folder,
    *,
    fuse=True,
    half=False,
    constant=False,
    image=None,
    most_pixels=MOST_PIXELS,
):
    """Writes the next version of a served model, and checks that it answers as the predictor does.

    The folder `<next version>` holds `saved_model.pb`, `variables/`, `assets/labels.txt` and
    `assets.extra/tf_serving_warmup_requests`. Signatures:

    - `serving_default`: uint8 `images` `[B, H, W, 3]` of any size;
    - `serving_bytes`: `image_bytes` `[B]`, JPEG and PNG files of mixed sizes;
    - `raw`: float `images` `[B, *image_size, 3]` to the model's own outputs;
    - `heat_map`, of a detector of characters: as `raw`, from uint8 `images` of any size.

    The first two answer what the predictor does, in pixels of each image where it speaks of them,
    and `names`; of characters boxes, scores and the order in which they are read, while lines are
    told apart outside of a graph. How it decodes, such as a score threshold, is part of the graph;
    `assets.extra` holds what its `settings()` and `arrays()` give, for measuring what the graph
    leaves out.

    The version appears when it is complete: a process that is killed leaves none.

    Args:
        predictor: A `Detector`, a `ClassPredictor` or a `CharacterDetector`.
        folder: The model's folder, such as "saved_models/plates"; made if it is missing.
        fuse: Whether batch normalization is folded into the convolutions: faster, and equal up to
            rounding.
        half: Whether the kernels are stored in float16: half as large, equal up to its rounding,
            and as fast as before, for they become float32 as they are read.
        constant: Whether weights become constants of the graph: on CPUs, large convolutions are
            faster then (SSD300 takes two thirds of the time, CRAFT four fifths; SSDLite and
            EfficientNet gain nothing), for they are laid out for the processor once and not each
            time. Not with `half`, and up to 400 MB.
        image: uint8 `[H, W, 3]` on which the check is made; None: a generated one.
        most_pixels: `serving_bytes` refuses a file that promises more, before it is decoded.

    Returns: `pathlib.Path` of the new version.

    Raises: ValueError if a label cannot be a line of a text file, or weights cannot be constants;
        `ExportError` if the written model answers differently.
    """
    folder = pathlib.Path(folder)
    size_hw = getattr(predictor.model, "image_size", _SOME_SIZE_HW)
    if image is None:
        height, width = size_hw
        image = generated(height + 21, width + 42)  # Not of the model's size
    model = predictor.model
    if fuse and hasattr(model, "fuse") and not getattr(model, "fused", False):
        model = model.fuse()
    with versions.unfinished(folder) as partial:
        with tempfile.TemporaryDirectory() as scratch:
            labels_file = pathlib.Path(scratch) / "labels.txt"
            labels_file.write_bytes(_lines(predictor.labels))
            kind = ServedCharacters if predictor.settings()["task"] == "text" else Served
            options = {"half": half, "constant": constant, "most_pixels": most_pixels}
            served = kind(predictor, model, labels_file, **options)
            signatures = served.signatures()
            tf.saved_model.save(served, str(partial), signatures)
        fused = model is not predictor.model or getattr(model, "fused", False)
        settings = {**_settings(predictor, fused), "half": half, "constant": constant}
        (partial / EXTRA).mkdir(exist_ok=True)
        (partial / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", "utf-8")
        for name, array in predictor.arrays().items():
            np.save(partial / EXTRA / f"{name}.npy", array)
        requests = _requests(signatures, size_hw)
        warm_up.write(partial, folder.absolute().name, requests)
        verify(partial, predictor, image, half=half)
        return versions.publish(partial, folder)


def labels_in(folder):
    """Names of the classes of an export, by the `pathlib.Path` of its version."""
    return (folder / LABELS).read_text("utf-8").split("\n")[:-1]


def _settings(predictor, fused):
    """What a client may want to know and the graph does not tell."""
    size_hw = getattr(predictor.model, "image_size", None)  # That of characters is any.
    return {
        "tfvision": tfvision.__version__,
        **({} if size_hw is None else {"image_size": list(size_hw)}),
        **predictor.settings(),
        "fused": fused,
    }


def _lines(labels):
    for label in labels:
        if not label or len(label.splitlines()) != 1 or label != label.strip():
            raise ValueError(
                f"labels must be single lines without spaces around them, got {label!r}"
            )
    return "".join(f"{label}\n" for label in labels).encode()


def _requests(signatures, size_hw):
    """One image for each signature, small: what the network sees has the same size for all."""
    image = generated(48, 64)
    encoded = tf.io.encode_jpeg(image).numpy()
    grey = tf.make_tensor_proto(
        127.0, tf.float32, [1, *size_hw, 3]
    )  # The number stands there once.
    inputs = {
        "serving_default": {"images": tf.make_tensor_proto(image[None])},
        "serving_bytes": {"image_bytes": tf.make_tensor_proto([encoded])},
        "raw": {"images": grey},
        "heat_map": {"images": tf.make_tensor_proto(image[None])},
    }
    return [(name, inputs[name]) for name in inputs if name in signatures]


def generated(height, width):
    """An image with edges and colours, the same in each export."""
    random = np.random.default_rng(0)
    blocks = random.integers(0, 256, [-(-height // 16), -(-width // 16), 3], np.uint8)
    return np.kron(blocks, np.ones([16, 16, 1], np.uint8))[:height, :width]
