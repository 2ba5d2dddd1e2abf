"""Any network of keras.applications as a backbone."""

import inspect
import sys

import keras
from keras import ops

from tfvision.backbones.backbone import Backbone
from tfvision.backbones.folded_network import copy_folded, copy_weights, without_normalization
from tfvision.backbones.taps import last_of_strides


@keras.saving.register_keras_serializable(package="tfvision")
class Application(Backbone):
    """A network of `keras.applications` without its classifier, read at some of its strides.

    The map of a stride is the last one of that size which all paths pass, found by its shape: names
    of layers are numbered by what else the process has built, and differ from one run to the next.
    The pixels are normalised as the network's own `preprocess_input` does. `load_imagenet` gives it
    weights.

    Args:
        application: Name of the function: "EfficientNetB0", "MobileNetV3Small", "ResNet50" …
        taps: Strides that are read.
        fused: Made without the batch normalization that follows a convolution; see `fuse()`.
        frozen: Feature up to which nothing is trained, see `freeze()`: "stride_8" … or "all".

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict "stride_8" -> `[B, h, w, C]` and so on; h is H / 8 for multiples of 32. Made
        for any size, most of these networks round an odd size down where one made for it rounds up.
    Raises: ValueError for a name that `keras.applications` lacks, or a stride the network lacks.

    Example:
        >>> backbone = Application("MobileNetV3Small", taps=(16, 32))
        >>> {name: map.shape[-1] for name, map in backbone(keras.Input((None, None, 3))).items()}
        {'stride_16': 288, 'stride_32': 576}
    """

    def __init__(self, application, taps=(8, 16, 32), *, fused=False, frozen=None, **kwargs):
        super().__init__(fused=fused, frozen=frozen, **kwargs)
        self.application = application
        self.taps = taps
        network, found = read_at(_make_network(application, self.dtype_policy), taps)
        self.network = without_normalization(network) if fused else network
        self.strides = {f"stride_{stride}": stride for stride in found}
        places = {id(operation): i for i, operation in enumerate(network.operations)}
        self._depths = {f"stride_{s}": places[id(last)] for s, last in found.items()}
        self._finish()

    def build(self, input_shape):
        """Has nothing left to do: the network was built with its graph."""

    def call(self, images, training=None):
        function = function_of(self.application)
        prepare = sys.modules[function.__module__].preprocess_input
        pixels = prepare(ops.cast(images, "float32"))  # [B, H, W, 3]
        maps = self.network(ops.cast(pixels, self.compute_dtype), training=training)
        return dict(zip(self.strides, keras.tree.flatten(maps), strict=True))

    def stage_layers(self):
        operations = self.network.operations
        return {
            name: [x for x in operations[: depth + 1] if isinstance(x, keras.Layer)]
            for name, depth in self._depths.items()
        }

    def fold_from(self, source):
        """Takes the weights of the same backbone, fused or not."""
        if source.fused == self.fused:
            copy_weights(source.network, self.network)
        else:
            copy_folded(source.network, self.network)

    def get_config(self):
        return {
            **super().get_config(),
            "application": self.application,
            "taps": self.taps,
        }


def _make_network(application, dtype_policy):
    function = function_of(application)
    # The functions take no precision of their own.
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(dtype_policy)
    try:
        return function(include_top=False, weights=None, input_shape=(None, None, 3))
    finally:
        keras.config.set_dtype_policy(before)


def read_at(network, taps):
    """Returns the network with the maps at these strides as outputs, and stride -> operation."""
    found = last_of_strides(network, taps)
    outputs = [operation.output for operation in found.values()]
    return keras.Model(network.input, outputs, name="network"), found


def function_of(application):
    """Returns the function of `keras.applications` with that name."""
    functions = {
        name: value for name, value in vars(keras.applications).items() if inspect.isfunction(value)
    }
    if application not in functions:
        raise ValueError(
            f"application must be one of {', '.join(sorted(functions))}, got {application!r}"
        )
    return functions[application]
