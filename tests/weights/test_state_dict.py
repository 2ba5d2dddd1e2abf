"""Weights within what a script saved: wrapped, nested, renamed by PyTorch's own wrappers."""

import pytest

from tfvision.weights import WeightsError
from tfvision.weights.state_dict import WRAPPERS, find, without_prefix


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_each_wrapper(wrapper):
    saved = {"epoch": 3, "optimizer": {"state": {0: {"m": 2.5}}}, wrapper: {"a": 1.5, "arch": "x"}}
    assert find(saved, float) == {"a": 1.5}
    assert find({wrapper: {"model": {"a": 1.5}}}, float) == {"a": 1.5}


@pytest.mark.parametrize(
    ("saved", "expected"),
    [
        ({"a": 1.5}, {"a": 1.5}),
        ({"state_dict": 3, "a": 1.5}, {"a": 1.5}),
        ({"model": {"epoch": 3}, "net": {"a": 1.5}}, {"a": 1.5}),
        ({"model": {"ema": {"a": 1.5}, "state_dict": {"a": 2.5}}}, {"a": 2.5}),
        ({"head": {"a": 1.5, "b": {"c": 2.5}}, "body": [{"a": 3.5}]},
         {"head.a": 1.5, "head.b.c": 2.5, "body.0.a": 3.5}),
        ([{"a": 1.5}], {"0.a": 1.5}),
        ({3: 1.5}, {"3": 1.5}),
    ],
)  # fmt: skip
def test_what_is_found(saved, expected):
    assert find(saved, float) == expected
    assert list(find(saved, float)) == list(expected)


@pytest.mark.parametrize("saved", [{}, [], {"a": {}}, 1.5, "text", None, {"a": "text"}])
def test_nothing_to_be_found(saved):
    with pytest.raises(WeightsError, match="holds no tensors by name"):
        find(saved, float)


def test_two_of_one_name():
    with pytest.raises(WeightsError, match=r"two of its tensors are called 'a\.b'"):
        find({"a.b": 1.5, "a": {"b": 2.5}}, float)


@pytest.mark.parametrize(
    "prefix", ["module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module."]
)
def test_prefixes(prefix):
    assert without_prefix({f"{prefix}a": 1, f"{prefix}b": 2}) == {"a": 1, "b": 2}
    assert without_prefix({f"{prefix}a": 1, "b": 2}) == {f"{prefix}a": 1, "b": 2}
    assert without_prefix({}) == {}
