"""The network of an exported model as a file for other runtimes: LiteRT and ONNX."""

import pathlib

import numpy as np
import tensorflow as tf

from tfvision.classification.crop import evaluation_crop
from tfvision.images.resize import resize
from tfvision.serving import litert_file, onnx_file
from tfvision.whole_file import whole_file


def convert(saved, path, *, quantize=None, samples=(), size_hw=None):
    """Writes the network of an exported model to a .tflite or .onnx file.

    It takes one float32 image of a fixed size in [0, 255], as the signature `raw` does, and answers
    what that does: what a predictor does before and after it is left to the program around it. The
    operations of decoding are not alike in these runtimes.

    Args:
        saved: A `SavedPredictor`.
        path: The file; its ending chooses the format.
        quantize: Of LiteRT: None, or one of `litert_file.QUANTIZATIONS`.
        samples: uint8 images `[H, W, 3]` of the kind it will see, at least one for "int8".
        size_hw: Of a model that takes any size: that of the file; both sides must be even.

    Returns: The network of the file, `LiteRTNetwork` or `OnnxNetwork`.
    Raises: ValueError naming the argument, or what the format does not have; ImportError if a
        package for it is missing.
    """
    path, samples = pathlib.Path(path), list(samples)
    if path.suffix not in (litert_file.SUFFIX, onnx_file.SUFFIX):
        raise ValueError(f"path must end in .tflite or .onnx, got {str(path)!r}")
    if quantize not in (None, *litert_file.QUANTIZATIONS):
        raise ValueError(f"quantize must be one of {litert_file.QUANTIZATIONS}, got {quantize!r}")
    if quantize and path.suffix == onnx_file.SUFFIX:
        raise ValueError(f"quantize is for LiteRT, but {path} is to be ONNX")
    if quantize == "int8" and not samples:
        raise ValueError("quantize='int8' needs samples: images that show the ranges of all values")
    size_hw = _size(saved, size_hw)
    raw = saved.saved_model.signatures["raw"]  # In float32, however it is computed here.
    spec = tf.TensorSpec([1, *size_hw, 3], tf.float32, name="images")
    function = tf.function(lambda images: dict(raw(images=images)), [spec], autograph=False)
    prepared = (prepare(saved, image, size_hw).numpy() for image in samples)
    with whole_file(path) as partial:
        if path.suffix == onnx_file.SUFFIX:
            onnx_file.write(partial, function)
        else:
            litert_file.write(partial, function, saved.saved_model, quantize, prepared)
    return open_network(path)


def open_network(path):
    """The network in a .tflite or .onnx file.

    Raises: ValueError if it is neither; FileNotFoundError; ImportError if its runtime is missing.
    """
    path = pathlib.Path(path)
    kinds = {
        litert_file.SUFFIX: litert_file.LiteRTNetwork,
        onnx_file.SUFFIX: onnx_file.OnnxNetwork,
    }
    if path.suffix not in kinds:
        raise ValueError(f"{path}: expected a .tflite or an .onnx file")
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file")
    return kinds[path.suffix](path)


def prepare(saved, image, size_hw):
    """uint8 `[H, W, 3]` as the network takes it, float32 `[1, h, w, 3]`."""
    if saved.task == "classification":
        crop = (saved.settings["crop_fraction"], saved.settings["interpolation"])
        return tf.cast(evaluation_crop(image, size_hw, *crop), tf.float32)[None]
    return resize(image, size_hw)[None]


def difference(saved, network, images):
    """How far a converted network is from the exported one.

    Args:
        saved: A `SavedPredictor`.
        network: What `open_network` returns.
        images: uint8 images `[H, W, 3]`.

    Returns: dict output -> largest difference in an image, as a share of the largest value.
    """
    far = dict.fromkeys(network.names, 0.0)
    for image in images:
        prepared = prepare(saved, image, network.size_hw)
        expected = saved.signatures["raw"](images=prepared)
        for name, values in network.run(prepared.numpy()).items():
            away = np.abs(values - expected[name].numpy()).max()
            far[name] = max(far[name], float(away / np.abs(expected[name]).max()))
    return far


def _size(saved, size_hw):
    own = saved.settings.get("image_size")
    if own is None:
        if size_hw is None or any(side < 2 or side % 2 for side in size_hw):
            raise ValueError(
                f"size_hw (--size) must be two even numbers for this model, got {size_hw!r}"
            )
        return tuple(size_hw)
    if size_hw is not None and tuple(size_hw) != tuple(own):
        raise ValueError(f"size_hw of this model is {tuple(own)}, got {tuple(size_hw)}")
    return tuple(own)
