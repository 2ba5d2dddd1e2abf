"""Examples of a data set a few at a time, under a progress bar: for measuring image by image."""

import tqdm


def groups(data, size):
    """Lists of examples, in file order.

    Args:
        data: An object with `len()` and `.examples()`, a dataset of dicts of tensors.
        size: Examples of a group; the last one may be smaller.

    Returns: iterator of `(start, examples)`: the position of the group's first example, and dicts
        of NumPy arrays.
    """
    group, start = [], 0
    for example in tqdm.tqdm(data.examples(), "measuring", len(data), leave=False):
        group.append({name: values.numpy() for name, values in example.items()})
        if len(group) == size:
            yield start, group
            group, start = [], start + size
    if group:
        yield start, group
