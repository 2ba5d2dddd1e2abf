"""The three kinds of layers that a character network can be made of."""

from tfvision.layers import ConvNormAct, DoubledGhost, GhostModule

KINDS = ("plain", "ghost", "doubled")


def convolution(kind, filters, kernel_size, *, rectified=True, initializer=None, **options):
    """Makes a normalized and rectified layer.

    Args:
        kind: "plain", a convolution whose bias stays beside the normalization, as in the published
            PyTorch networks; "ghost", a Ghost module in its place; "doubled", a Ghost module that
            is normalized and rectified once more.
        filters: Number of output channels.
        kernel_size: Side of the kernel.
        rectified: Whether a ReLU ends it, where it is not a Ghost module's own.
        initializer: Of a plain convolution's kernel, see `ConvNormAct`.
        **options: `norm`, `deformable`, `name`, `dtype`.

    Returns: A `ConvNormAct`, a `GhostModule` or a `DoubledGhost`.
    """
    if kind == "doubled":
        return DoubledGhost(filters, kernel_size, rectified=rectified, **options)
    if kind == "ghost":
        return GhostModule(filters, kernel_size, **options)
    return ConvNormAct(
        filters,
        kernel_size,
        padding="torch",
        use_bias=True,
        activation="relu" if rectified else None,
        kernel_initializer=initializer,
        **options,
    )


def check_kind(kind):
    """Raises a ValueError for a kind that does not exist."""
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
