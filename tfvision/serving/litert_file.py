"""A network as a LiteRT file (.tflite): written in single, half or 8-bit precision, and run."""

import warnings

import numpy as np
import tensorflow as tf

SUFFIX = ".tflite"
QUANTIZATIONS = ("float16", "dynamic", "int8")


def write(path, function, owner, quantize=None, samples=None):
    """Converts a network.

    Args:
        path: The file.
        function: `tf.function` of float32 `images` `[1, h, w, 3]` to a dict of tensors.
        owner: The loaded SavedModel whose variables it uses.
        quantize: None; "float16": weights at half precision; "dynamic": weights of 8 bits, sums of
            32; "int8": all between input and output of 8 bits, whose ranges `samples` show.
        samples: Iterable of such images, of "int8".

    Raises: ValueError naming what LiteRT does not have.
    """
    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [function.get_concrete_function()], owner
    )
    if quantize:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if quantize == "float16":
        converter.target_spec.supported_types = [tf.float16]
    if quantize == "int8":
        converter.representative_dataset = lambda: ({"images": image} for image in samples)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Of its own use of deprecated parts.
            content = converter.convert()
    except (tf.errors.OpError, RuntimeError, ValueError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        if type(error).__name__ == "ConverterError":
            reason += "; deformable convolutions must be exported within layers.for_litert()"
        raise ValueError(f"LiteRT cannot hold this network: {reason}") from error
    path.write_bytes(content)


class LiteRTNetwork:
    """A .tflite file as a function of images.

    Args:
        path: The file, as `write` made it.
    """

    def __init__(self, path):
        self._interpreter = _interpreter()(model_path=str(path))
        self._runner = self._interpreter.get_signature_runner()
        (details,) = self._runner.get_input_details().values()
        self.size_hw = tuple(int(side) for side in details["shape"][1:3])
        self.names = sorted(self._runner.get_output_details())

    def run(self, image):
        """float32 `[1, h, w, 3]` to a dict of arrays."""
        return {name: np.array(values) for name, values in self._runner(images=image).items()}


def _interpreter():
    """That of ai-edge-litert; where it is not installed, TensorFlow's own while there is one."""
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        return _announced
    return Interpreter


def _announced(**options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of the package that will take its place.
        return tf.lite.Interpreter(**options)
