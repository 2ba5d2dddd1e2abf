"""Writes arrays as `torch.save` writes a state dict, without PyTorch."""

import struct
import zipfile

import numpy as np

from tfvision.weights import torch_objects
from tfvision.weights.problems import WeightsError, shown
from tfvision.whole_file import whole_file

_STORAGES = {
    np.dtype(kind): name for _, name, kind in torch_objects.TYPES if name and kind[0] != "b"
}
_ROOT = "archive"
_ALIGNMENT = 64  # bytes, where PyTorch begins a storage
_LOCAL_HEADER, _LARGE_EXTRA, _EXTRA_HEADER = 30, 20, 4
_PROTOCOL, _END = b"\x80\x02", b"."


def write(path, tensors):
    """Writes a state dict that `torch.load(path, weights_only=True)` reads.

    Args:
        path: The file; its folder is made. It is there whole or not at all.
        tensors: dict of arrays by name.

    Raises: WeightsError for a type of numbers that PyTorch has no storage for.

    Example:
        >>> import tempfile
        >>> from tfvision import weights
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write(f"{folder}/a.pth", {"fc.weight": np.eye(2, dtype="float16")})
        ...     weights.read(f"{folder}/a.pth")["fc.weight"].tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    arrays = {name: np.asarray(value, order="C") for name, value in tensors.items()}
    for name, array in arrays.items():
        if array.dtype not in _STORAGES:
            allowed = ", ".join(sorted(map(str, _STORAGES)))
            raise WeightsError(f"{shown(name)} is {array.dtype}; allowed: {allowed}")
    with whole_file(path) as partial, zipfile.ZipFile(partial, "w") as archive:
        _add(archive, "data.pkl", _pickle(arrays))
        _add(archive, "byteorder", b"little")
        for index, array in enumerate(arrays.values()):
            little = array.astype(array.dtype.newbyteorder("<"), copy=False)
            _add(archive, f"data/{index}", little.reshape(-1).view("u1").data)
        _add(archive, "version", b"3\n")


def _add(archive, name, content):
    """An entry whose content begins at a multiple of the alignment, so that it can be mapped."""
    entry = zipfile.ZipInfo(f"{_ROOT}/{name}")
    entry.file_size = len(content)
    start = archive.fp.tell() + _LOCAL_HEADER + len(entry.filename) + _EXTRA_HEADER
    if entry.file_size * 1.05 > zipfile.ZIP64_LIMIT:  # As zipfile decides.
        start += _LARGE_EXTRA
    padding = -start % _ALIGNMENT
    entry.extra = b"FB" + struct.pack("<H", padding) + b"Z" * padding
    archive.writestr(entry, content)


def _pickle(arrays):
    """The pickle of an OrderedDict of tensors, each with a storage of its own."""
    items = [
        _text(name) + _tensor(index, array) for index, (name, array) in enumerate(arrays.items())
    ]
    return _PROTOCOL + _ORDERED + b"(" + b"".join(items) + b"u" + _END


def _tensor(index, array):
    strides = [stride // array.itemsize for stride in array.strides]
    storage = _tuple(
        *(_text("storage"), _global("torch", _STORAGES[array.dtype]), _text(str(index))),
        *(_text("cpu"), _whole(array.size)),
    )
    arguments = _tuple(
        *(storage + b"Q", _whole(0), _tuple(*map(_whole, array.shape))),
        *(_tuple(*map(_whole, strides)), b"\x89", _ORDERED),
    )
    return _global("torch._utils", "_rebuild_tensor_v2") + arguments + b"R"


def _text(text):
    content = text.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(content)) + content


def _whole(number):
    if number < 1 << 31:
        return b"J" + struct.pack("<i", number)
    return b"\x8a\x08" + struct.pack("<q", number)


def _global(module, name):
    return f"c{module}\n{name}\n".encode()


def _tuple(*items):
    return b"(" + b"".join(items) + b"t"


_ORDERED = _global("collections", "OrderedDict") + b")R"
