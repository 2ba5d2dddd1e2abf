"""A network as an ONNX file: written by tf2onnx, run by ONNX Runtime."""

SUFFIX = ".onnx"
_OPSET = 17
_INSTALL = "pip install 'tfvision[onnx]'"


def write(path, function):
    """Converts a network.

    Args:
        path: The file.
        function: `tf.function` of float32 `images` `[1, h, w, 3]` to a dict of tensors.

    Raises: ImportError if tf2onnx is missing; ValueError naming what ONNX does not have.
    """
    try:
        import tf2onnx
    except ImportError as error:
        raise ImportError(f"ONNX needs tf2onnx: {_INSTALL}") from error
    spec = function.input_signature
    try:
        tf2onnx.convert.from_function(function, spec, opset=_OPSET, output_path=str(path))
    except (RuntimeError, ValueError, NotImplementedError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ValueError(f"ONNX cannot hold this network: {reason}") from error


class OnnxNetwork:
    """An .onnx file as a function of images.

    Args:
        path: The file, as `write` made it.

    Raises: ImportError if onnxruntime is missing.
    """

    def __init__(self, path):
        try:
            import onnxruntime
        except ImportError as error:
            raise ImportError(f"{path}: running it needs onnxruntime: {_INSTALL}") from error
        self._session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        self.size_hw = tuple(self._session.get_inputs()[0].shape[1:3])
        self.names = sorted(output.name for output in self._session.get_outputs())

    def run(self, image):
        """float32 `[1, h, w, 3]` to a dict of arrays."""
        return dict(zip(self.names, self._session.run(self.names, {"images": image}), strict=True))
