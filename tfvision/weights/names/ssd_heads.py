"""Rows of the heads of an SSD or SSDLite, whatever its source calls their parts."""

from tfvision.weights.rows import convolution

# Of a separable head: the depthwise convolution, its normalization, the 1x1 convolution
SEQUENCE = ("0", "1", "3")


def head_rows(model, features, offsets, logits, parts=SEQUENCE, *, bias=True, epsilon=1e-5):
    """Rows of the heads on the published levels; those on others are the model's own.

    Args:
        model: An `SSD`.
        features: Names of the feature maps whose heads are published, in the source's order.
        offsets: What the names of the heads of offsets begin with.
        logits: What those of the heads of classes begin with.
        parts: Names of the parts of a separable head; None for a normalization it has not.
        bias: Whether the depthwise convolution has a bias.
        epsilon: Of the normalization.
    """
    rows = []
    heads = zip(model.levels, model.offset_heads, model.logit_heads, strict=True)
    for level, *pair in heads:
        if level.feature in features:
            at = features.index(level.feature)
            for head, start, by_classes in zip(pair, (offsets, logits), (False, True), strict=True):
                key = f"{start}.{at}"
                if head.depthwise is not None:
                    depthwise, norm, predict = (part and f"{key}.{part}" for part in parts)
                    rows += convolution(depthwise, head.depthwise, norm, bias=bias, epsilon=epsilon)
                    key = predict
                rows += convolution(key, head.predict, bias=True, head=by_classes)
    return rows


def extras_at(model, features):
    """Yields `(number, layer)` of the extra layers whose feature maps are published."""
    for row, layer in zip(model.extras, model.extra_layers, strict=False):
        if row.feature in features:
            yield features.index(row.feature), layer


def classes_of(shapes, key, boxes):
    """How many classes a head of so many boxes a cell has, or None if there is no such head."""
    logits = shapes.get(key)
    if not logits or logits[0] % boxes or logits[0] < 2 * boxes:
        return None
    return logits[0] // boxes - 1
