"""Reads and writes safetensors files: a JSON header, then the numbers.

Format: https://huggingface.co/docs/safetensors, which allows no gap and no overlap.
"""

import json
import math
import struct

import numpy as np

from tfvision.weights import torch_objects
from tfvision.weights.problems import WeightsError, shown
from tfvision.whole_file import whole_file

_LENGTH = struct.Struct("<Q")
_LONGEST_HEADER = 100_000_000  # Bytes; the format's own limit.
_METADATA = "__metadata__"
_KINDS = {
    **{"F64": "f8", "F32": "f4", "F16": "f2", "BF16": torch_objects.BFLOAT16, "C64": "c8"},
    **{"I64": "i8", "I32": "i4", "I16": "i2", "I8": "i1", "BOOL": "?"},
    **{"U64": "u8", "U32": "u4", "U16": "u2", "U8": "u1"},
}
_NAMES = {np.dtype(kind): name for name, kind in _KINDS.items() if name != "BF16"}


def recognised(content):
    """Whether bytes begin as such a file does."""
    return bytes(content[_LENGTH.size : _LENGTH.size + 1]) == b"{"


def read(_, content):
    """`(tensors by name, function from a storage to (its bytes, order of bytes))`.

    Args:
        content: memoryview of the file.
    """
    (length,) = _LENGTH.unpack(content[: _LENGTH.size])
    start = _LENGTH.size + length
    if length > _LONGEST_HEADER or start > len(content):
        raise WeightsError(f"cut short: {len(content)} bytes, its header alone has {length}")
    header = bytes(content[_LENGTH.size : start]).decode("utf-8")
    header = json.loads(header, object_pairs_hook=_once)
    header.pop(_METADATA, None)
    content, end = content[start:], 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        header[name] = tensor = _tensor(name, entry)
        if tensor.storage.start != end:
            raise WeightsError(f"{shown(name)} lies at byte {tensor.storage.start}, expected {end}")
        end += tensor.storage.count
    if end != len(content):
        raise WeightsError(f"has {len(content)} bytes for tensors that need {end}")
    return header, lambda storage: (content[storage.start :][: storage.count], "<")


def write(path, tensors, metadata=None):
    """Writes arrays as a safetensors file, whole or not at all.

    Args:
        path: The file; its folder is made.
        tensors: dict of arrays by name.
        metadata: dict of strings that the file says of itself, such as {"format": "pt"}.

    Raises: WeightsError for a type of numbers that the format does not have.

    Example:
        >>> import tempfile
        >>> from tfvision import weights
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write(f"{folder}/a.safetensors", {"fc.bias": np.zeros(3, "float32")})
        ...     dict(weights.read(f"{folder}/a.safetensors"))
        {'fc.bias': array([0., 0., 0.], dtype=float32)}
    """
    arrays = {name: np.asarray(value, order="C") for name, value in tensors.items()}
    for name, array in arrays.items():
        if array.dtype not in _NAMES:
            raise WeightsError(f"{shown(name)} is {array.dtype}; allowed: {', '.join(_KINDS)}")
    header, end = {_METADATA: dict(metadata)} if metadata else {}, 0
    # Wide numbers first, so that each begins at a multiple of its width.
    names = sorted(arrays, key=lambda name: (-arrays[name].itemsize, name))
    for name in names:
        kind, shape, begin = _NAMES[arrays[name].dtype], list(arrays[name].shape), end
        end += arrays[name].nbytes
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _LENGTH.size)
    with whole_file(path) as partial, partial.open("wb") as file:
        file.write(_LENGTH.pack(len(text)) + text)
        for name in names:
            little = arrays[name].astype(arrays[name].dtype.newbyteorder("<"), copy=False)
            file.write(little.reshape(-1).view("u1").data)


def _tensor(name, entry):
    kind, sizes = entry["dtype"], [torch_objects.whole(size) for size in entry["shape"]]
    if kind not in _KINDS:
        raise WeightsError(f"{shown(name)} is {shown(kind)}; supported: {', '.join(_KINDS)}")
    kind = _KINDS[kind]
    begin, end = (torch_objects.whole(offset) for offset in entry["data_offsets"])
    if end - begin != math.prod(sizes) * torch_objects.item_bytes(kind):
        raise WeightsError(f"{shown(name)} has {end - begin} bytes, not those of its shape")
    strides = [math.prod(sizes[axis + 1 :]) for axis in range(len(sizes))]
    storage = torch_objects.Storage(name, "u1", end - begin, begin)
    return torch_objects.Tensor(storage, 0, tuple(sizes), tuple(strides), kind)


def _once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise WeightsError("a name stands twice in its header")
    return found
