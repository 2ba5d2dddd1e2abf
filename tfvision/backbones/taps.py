"""Where a functional network leaves each stride: its maps found by the shapes they have."""

import math

import keras

# Networks without padding lose border pixels: at this size their strides round to powers of two.
_PROBE = 512

# Their output has the size of a stride only by chance.
_RESIZING = (keras.layers.ZeroPadding2D, keras.layers.Cropping2D)


def last_of_strides(network, strides):
    """Returns the last operation of each stride that no path through the network goes around.

    Branches that have begun to lead to the next stride are thereby left out, unlike the end of all
    branches before them.

    Args:
        network: A functional model of images `[B, H, W, 3]`.
        strides: The strides that are looked for.

    Returns: dict of stride -> operation, in the order of `strides`.
    Raises: ValueError for a stride that the network does not have, or a network of fixed size.
    """
    passages = [operation for operation in _passages(network) if _puts_out_a_map(operation)]
    probe = keras.Model(network.input, [operation.output for operation in passages])
    try:
        specs = probe.compute_output_spec(keras.KerasTensor((1, _PROBE, _PROBE, 3)))
    except ValueError as error:
        raise ValueError(f"{network.name} does not take images of any size: {error}") from error
    found = {_stride(spec): passage for passage, spec in zip(passages, specs, strict=True)}
    if missing := [stride for stride in strides if stride not in found]:
        known = ", ".join(map(str, sorted(found)))
        raise ValueError(f"taps must be among {known} for {network.name}, got {missing}")
    return {stride: found[stride] for stride in strides}


def _passages(network):
    """Yields the operations that every path through the network passes, in order."""
    operations = network.operations
    places = {id(operation.output): i for i, operation in enumerate(operations)}
    last_reader = [0] * len(operations)
    for i, operation in enumerate(operations):
        if not isinstance(operation, keras.layers.InputLayer):
            for tensor in keras.tree.flatten(operation.input):
                last_reader[places[id(tensor)]] = i
    furthest = 0
    for i, operation in enumerate(operations):
        if furthest <= i:
            yield operation
        furthest = max(furthest, last_reader[i])


def _puts_out_a_map(operation):
    if isinstance(operation, (keras.layers.InputLayer, *_RESIZING)):
        return False
    return len(operation.output.shape) == 4


def _stride(spec):
    return 2 ** round(math.log2(_PROBE / spec.shape[1]))
