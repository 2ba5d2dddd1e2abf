"""Holding out the same share of every class."""

import math

from tfvision.images import splits


def held_out(paths, labels, fraction, seed):
    """The positions that are held out, chosen within each class by `splits.held_out`'s draw.

    What the classes' shares leave over goes to the largest remainders, so that altogether
    `fraction` of the images is held out; a class always keeps one image to train on.

    Args:
        paths: File names.
        labels: As many whole numbers.
        fraction: Share to hold out, between 0 and 1.
        seed: Any integer.

    Returns:
        Sorted list of positions.

    Raises: ValueError if `fraction` is out of range.

    Example:
        >>> held_out(["a.jpg", "b.jpg", "c.jpg", "d.jpg"], [0, 0, 1, 1], 0.5, seed=0)
        [1, 2]
    """
    splits.check_fraction(fraction)
    groups = {}
    for position, label in enumerate(labels):
        groups.setdefault(label, []).append(position)
    shares = {label: fraction * len(group) for label, group in groups.items()}
    counts = {
        label: min(math.floor(share), len(groups[label]) - 1) for label, share in shares.items()
    }
    missing = round(fraction * len(paths)) - sum(counts.values())
    for label in sorted(groups, key=lambda label: (counts[label] - shares[label], label)):
        if missing > 0 and counts[label] < len(groups[label]) - 1:
            counts[label] += 1
            missing -= 1
    chosen = []
    for label, group in groups.items():
        order = splits.drawn_order([paths[position] for position in group], seed)
        chosen += [group[place] for place in order[: counts[label]]]
    return sorted(chosen)
