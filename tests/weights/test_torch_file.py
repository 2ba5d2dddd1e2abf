"""What PyTorch and safetensors wrote, number for number; and files of another order of bytes."""

import struct

import numpy as np
import pytest

from tests.weights.torch_pickles import (
    GOLDENS,
    archive,
    golden,
    legacy,
    pickle_of,
    state_dict,
    storage,
    tensor,
    text,
    tuple_of,
    whole,
)
from tfvision.weights import WeightsError, read

ARRAYS = {name.removeprefix("array/"): GOLDENS[name] for name in GOLDENS if "array/" in name}
FILES = (
    *("zip", "zip, protocol 4", "zip, checkpoint", "before 1.6", "before 1.6, checkpoint"),
    "safetensors",
)


@pytest.fixture
def written(tmp_path):
    def write(content):
        path = tmp_path / "a.pth"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("name", FILES)
def test_what_pytorch_wrote(name, written):
    """Every type, shared storages, strides, repetition, no axes, no numbers, `module.` before."""
    arrays = read(written(golden(name)))
    assert set(arrays) == set(ARRAYS) and len(arrays) == len(ARRAYS)
    if name != "safetensors":  # Which orders them itself.
        assert list(arrays) == list(ARRAYS)
    for key, expected in ARRAYS.items():
        np.testing.assert_array_equal(arrays[key], expected, err_msg=key, strict=True)
        assert arrays.shapes[key] == expected.shape


def test_types_that_only_new_files_have(written):
    arrays = read(written(golden("uint16")))
    np.testing.assert_array_equal(arrays["u16"], np.arange(3, dtype="uint16"), strict=True)


def test_numbers_are_views_of_the_file(written):
    arrays = read(written(golden("zip")))
    for name in ("turned", "part", "features.0.bias"):
        assert not arrays[name].flags.owndata and not arrays[name].flags.writeable
    assert np.shares_memory(arrays["turned"], arrays["part"])
    assert repr(arrays) == f"Arrays of {len(ARRAYS)} names"
    with pytest.raises(KeyError, match="none"):
        arrays["none"]


@pytest.mark.parametrize(
    ("order", "code"), [(None, "<"), (b"little", "<"), (b"big", ">")], ids=["unsaid", "<", ">"]
)
def test_the_order_of_the_bytes(order, code, written):
    """Files before PyTorch 2.1 do not say it."""
    entries = {"data/0": struct.pack(f"{code}4f", 1, 2, 3, 4)}
    entries |= {"byteorder": order} if order else {}
    arrays = read(written(archive(state_dict(tensor()), entries)))
    expected = np.array([1, 2, 3, 4], "float32")
    np.testing.assert_array_equal(arrays["a"], expected, strict=True)
    halves = state_dict(tensor(stored=storage(kind="BFloat16Storage")))
    entries["data/0"] = struct.pack(f"{code}4f", 1, 2, 3, 4)
    upper = [struct.unpack("<HH", struct.pack("<f", number))[1] for number in (1, 2, 3, 4)]
    entries["data/0"] = struct.pack(f"{code}4H", *upper)
    arrays = read(written(archive(halves, entries)))
    np.testing.assert_array_equal(arrays["a"], expected, strict=True)


def test_a_byte_that_is_no_truth_value_is_true(written):
    stored = storage(kind="BoolStorage")
    content = archive(state_dict(tensor(stored=stored)), {"data/0": b"\0\1\2\xff"})
    assert read(written(content))["a"].tolist() == [False, True, True, True]


def test_an_archive_without_a_folder_inside(written):
    arrays = read(written(archive(state_dict(tensor()), root="")))
    assert arrays["a"].tolist() == [1, 2, 3, 4]


def test_old_storages_that_are_parts_of_another(written):
    """Before version 0.4 two tensors of one storage could each name their part of it."""
    part = tuple_of(text("part"), whole(1), whole(2))
    both = (
        text("a") + tensor(),
        text("b"),
        tensor(0, (2,), (1,), storage("0", 4, "FloatStorage", part)),
    )
    arrays = read(written(legacy(pickle_of(b"}(" + b"".join(both) + b"u"))))
    assert arrays["b"].tolist() == [2, 3]


def test_the_entry_that_is_asked_for(written):
    first, second = (text(name) + b"}" + text(name) + tensor() + b"s" for name in ("ema", "model"))
    path = written(archive(pickle_of(b"}(" + first + second + b"u")))
    assert list(read(path)) == ["model"]
    assert list(read(path, key="ema")) == ["ema"]
    with pytest.raises(WeightsError, match="has no entry 'none'; its entries: 'ema', 'model'"):
        read(path, key="none")
