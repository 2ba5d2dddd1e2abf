"""Folding batch normalization into the convolution before it, for a faster forward pass."""


def fold(source, target):
    """Copies every weight of `source` to `target`, which has the same layers without normalization.

    Both trees of layers are walked side by side. A layer that has a method `fold_from(source)`
    takes its weights by it; of every other layer the variables are copied one by one.

    Args:
        source: A built layer or model.
        target: A built one of the same architecture, made with `norm=False` or `fused=True`.

    Returns: `target`.
    Raises: ValueError, naming the layer, where the two do not correspond.
    """
    if hasattr(target, "fold_from"):
        try:
            target.fold_from(source)
        except (AttributeError, ValueError) as error:
            name = target.path or target.name
            raise ValueError(f"source and target differ at {name}: {error}") from error
        return target
    ours = source._trainable_variables + source._non_trainable_variables
    theirs = target._trainable_variables + target._non_trainable_variables
    shapes = [tuple(v.shape) for v in ours], [tuple(v.shape) for v in theirs]
    if shapes[0] != shapes[1] or len(source._layers) != len(target._layers):
        raise ValueError(
            f"source and target must be of the same architecture; at {source.path or source.name} "
            f"they have variables of shapes {shapes[0]} and {shapes[1]}, {len(source._layers)} and "
            f"{len(target._layers)} sublayers"
        )
    for value, variable in zip(ours, theirs, strict=True):
        variable.assign(value)
    for inner_source, inner_target in zip(source._layers, target._layers, strict=True):
        fold(inner_source, inner_target)
    return target
