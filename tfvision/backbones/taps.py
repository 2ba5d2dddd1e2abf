"""Where a functional network leaves each stride: its layers found by the shapes they put out."""

import math

import keras

# Their output has the size of a stride only by chance.
_RESIZING = (keras.layers.ZeroPadding2D, keras.layers.Cropping2D)

# Networks without padding lose border pixels: at this size their strides round to powers of two.
_PROBE = 512


def last_layers(network, strides):
    """Returns the last layer of each stride, which has the widest view at that resolution.

    Args:
        network: A functional model of images `[B, H, W, 3]`.
        strides: The strides that are looked for.

    Returns: dict of stride -> layer.
    Raises: ValueError for a stride that the network does not have.
    """
    layers = [layer for layer in network.layers if _puts_out_a_map(layer)]
    probe = keras.Model(network.input, [layer.output for layer in layers])
    specs = probe.compute_output_spec(keras.KerasTensor((1, _PROBE, _PROBE, 3)))
    found = {_stride(spec): layer for layer, spec in zip(layers, specs, strict=True)}
    if missing := [stride for stride in strides if stride not in found]:
        raise ValueError(
            f"strides must be among {', '.join(map(str, sorted(found)))} for {network.name}, "
            f"got {missing}"
        )
    return {stride: found[stride] for stride in strides}


def _puts_out_a_map(layer):
    if isinstance(layer, (keras.layers.InputLayer, *_RESIZING)):
        return False
    return isinstance(layer.output, keras.KerasTensor) and len(layer.output.shape) == 4


def _stride(spec):
    return 2 ** round(math.log2(_PROBE / spec.shape[1]))
