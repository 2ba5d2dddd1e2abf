"""Our safetensors files are, byte for byte, those that the library itself was seen to read."""

import numpy as np
import pytest

from tests.goldens.torch_files import WRITTEN
from tests.weights.torch_pickles import GOLDENS
from tfvision.weights import WeightsError, read, safetensors_file


def test_the_bytes_that_safetensors_reads(tmp_path):
    safetensors_file.write(tmp_path / "new/a.safetensors", WRITTEN, {"format": "pt"})
    content = (tmp_path / "new/a.safetensors").read_bytes()
    assert content == GOLDENS["ours/safetensors"].tobytes()


def test_there_and_back(tmp_path):
    tensors = {**WRITTEN, "u16": np.arange(3, dtype="uint16")}
    safetensors_file.write(tmp_path / "a", tensors)
    arrays = read(tmp_path / "a")
    assert set(arrays) == set(tensors)
    for name, array in tensors.items():
        np.testing.assert_array_equal(arrays[name], array, strict=True)
        assert arrays[name].flags.aligned


def test_a_type_that_the_format_lacks(tmp_path):
    with pytest.raises(WeightsError, match="'a' is complex128; allowed: F64, F32"):
        safetensors_file.write(tmp_path / "a", {"a": np.zeros(2, "complex128")})
    assert not list(tmp_path.iterdir())
