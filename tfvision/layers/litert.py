"""What layers are asked while a model is converted to LiteRT, which cannot be seen from a graph."""

import contextlib
import contextvars

_converting = contextvars.ContextVar("converting_to_litert", default=False)


@contextlib.contextmanager
def for_litert():
    """Within it, layers that may choose take operations that LiteRT has.

    A graph that is traced for LiteRT looks like any other. Of our layers `DeformConv2D` is fastest
    by sparse matrices, which LiteRT has not: without this a conversion ends in an error that says
    so. A SavedModel that was exported within it can be converted later.

    Example:
        >>> import keras
        >>> from tfvision.layers import DeformConv2D
        >>> model = keras.Sequential([keras.Input((12, 16, 3)), DeformConv2D(4)])
        >>> with for_litert():
        ...     model.export("model.tflite", format="litert")  # doctest: +SKIP
    """
    token = _converting.set(True)
    try:
        yield
    finally:
        _converting.reset(token)


def is_for_litert():
    """Returns whether the call stands within `for_litert`."""
    return _converting.get()
