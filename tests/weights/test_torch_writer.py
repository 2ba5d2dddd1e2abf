"""Our files are, byte for byte, those that PyTorch was seen to read."""

import numpy as np
import pytest

from tests.goldens.torch_files import WRITTEN
from tests.weights.torch_pickles import GOLDENS
from tfvision.weights import WeightsError, read, torch_writer


def test_the_bytes_that_pytorch_reads(tmp_path):
    torch_writer.write(tmp_path / "new/a.pth", WRITTEN)
    assert (tmp_path / "new/a.pth").read_bytes() == GOLDENS["ours/torch"].tobytes()


@pytest.mark.parametrize("tensors", [WRITTEN, {"a": np.float32(3)}], ids=["all", "number"])
def test_there_and_back(tensors, tmp_path):
    torch_writer.write(tmp_path / "a.pth", tensors)
    arrays = read(tmp_path / "a.pth")
    assert list(arrays) == list(tensors)
    for name, array in tensors.items():
        np.testing.assert_array_equal(arrays[name], array, strict=True)
        assert arrays[name].flags.aligned


def test_large_counts_take_eight_bytes():
    assert torch_writer._whole(3) == b"J\3\0\0\0"
    assert torch_writer._whole(1 << 40) == b"\x8a\x08" + (1 << 40).to_bytes(8, "little")


@pytest.mark.parametrize("array", [np.zeros(2, "uint16"), np.array(["a"]), np.zeros(2, "M8[s]")])
def test_types_that_pytorch_has_no_storage_for(array, tmp_path):
    with pytest.raises(
        WeightsError, match=r"'a\.b' is .*; allowed: bool, complex128, complex64, f"
    ):
        torch_writer.write(tmp_path / "a.pth", {"a.b": array})
    assert not list(tmp_path.iterdir())
