"""Pickles of plain values, as Python itself writes and reads them, in every protocol."""

import argparse
import collections
import pickle

import numpy as np
import pytest

from tfvision.weights.torch_objects import NAMES
from tfvision.weights.unpickle import Ignored, unpickle

SHARED = [1, "é", 2.5]
VALUES = [
    *(None, True, -3, 300, 70_000, 1 << 80, 2.5, "text é", "x" * 300, b"bytes", b"y" * 300),
    *((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1], SHARED, {}, {1: 2}, {"a": [1], "b": {}}),
    {"once": SHARED, "twice": (SHARED, SHARED)},
]


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_plain_values(protocol):
    """Bytes of protocol 2 are made by calling an encoder, and left out."""
    for value in VALUES:
        found = unpickle(pickle.dumps(value, protocol), NAMES)
        if protocol == 2 and isinstance(value, bytes):
            assert isinstance(found, Ignored)
        else:
            assert found == value and type(found) is type(value)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_what_scripts_save_beside_weights(protocol):
    saved = {
        "args": argparse.Namespace(lr=0.1, sizes={1, 2}),
        "best": np.float64(0.5),
        "curve": np.arange(3),
        "counted": collections.Counter("aab"),
        "by name": collections.defaultdict(list, a=[1]),
        "ordered": collections.OrderedDict(a=1, b=2),
        "set": {1, 2},
    }
    found = unpickle(pickle.dumps(saved, protocol), NAMES)
    assert found.pop("ordered") == {"a": 1, "b": 2}
    if protocol > 3:
        assert found.pop("set") == {1, 2}
    assert all(isinstance(value, Ignored) for value in found.values())


def test_protocol_of_text():
    """Of Python 1: `torch.save` never began with it, its parts may hold it."""
    for value in (None, 3, 2.5, "text é", [1, (2, 3)], {"a": 1}):
        assert unpickle(pickle.dumps(value, 0), {}) == value


def test_one_after_the_other(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(pickle.dumps(1) + pickle.dumps([2]) + b"rest")
    with path.open("rb") as file:
        assert [unpickle(file, {}), unpickle(file, {}), file.read()] == [1, [2], b"rest"]
