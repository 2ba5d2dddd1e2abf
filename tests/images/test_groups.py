"""Groups hold every example once, in order, as arrays."""

import numpy as np
import tensorflow as tf

from tfvision.images.groups import groups


class Numbers:
    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def examples(self):
        return tf.data.Dataset.range(self.count).map(lambda i: {"image_id": i, "twice": 2 * i})


def test_groups_and_their_starts():
    for count, size, expected in ((5, 2, [(0, 2), (2, 2), (4, 1)]), (4, 4, [(0, 4)]), (0, 3, [])):
        found = list(groups(Numbers(count), size))
        assert [(start, len(examples)) for start, examples in found] == expected
        numbers = [int(example["twice"]) for _, examples in found for example in examples]
        assert numbers == [2 * i for i in range(count)]
        assert all(
            isinstance(example["twice"], np.generic) for _, all_ in found for example in all_
        )
