"""The zip archives that PyTorch writes since version 1.6."""

import struct
import zipfile

from tfvision.weights import torch_objects
from tfvision.weights.problems import WeightsError, shown
from tfvision.weights.unpickle import unpickle

MAGIC = b"PK\x03\x04"
_LOCAL = struct.Struct("<4s22xHH")  # Of an entry's own header: magic, length of name and of extra
_ORDERS = {b"little": "<", b"big": ">"}


def read(file, content):
    """`(what was saved, function from a storage to (its bytes, order of bytes))`.

    Nothing is unpacked: an entry is where the archive says, uncompressed, or refused.

    Args:
        file: The file, open.
        content: memoryview of it.
    """
    with zipfile.ZipFile(file) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
    pickled = min((n for n in entries if f"/{n}".endswith("/data.pkl")), key=len, default=None)
    if pickled is None or pickled.replace("data.pkl", "constants.pkl") in entries:
        raise WeightsError(_instead(entries))
    root = pickled.removesuffix("data.pkl")
    order = "<"
    if f"{root}byteorder" in entries:
        order = _ORDERS[bytes(_stored(entries[f"{root}byteorder"], content))]

    def bytes_of(storage):
        name = f"{root}data/{storage.key}"
        if name not in entries:
            raise WeightsError(f"has no entry {shown(name)}, which its tensors lie in")
        found = _stored(entries[name], content)
        start, length = (n * storage.item_bytes for n in (storage.start, storage.count))
        if start + length > len(found):
            raise WeightsError(f"{shown(name)} has {len(found)} bytes instead of {start + length}")
        return found[start : start + length], order

    pickled = bytes(_stored(entries[pickled], content))
    return unpickle(pickled, torch_objects.NAMES, torch_objects.storage), bytes_of


def _stored(entry, content):
    """The bytes of an entry."""
    if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1:
        raise WeightsError(
            f"{shown(entry.filename)} in it is compressed or encrypted, as PyTorch writes none; "
            "unpack it and pack it with compression level 0"
        )
    header = content[max(0, entry.header_offset) :][: _LOCAL.size]
    magic, name, extra = _LOCAL.unpack(header)
    start = entry.header_offset + _LOCAL.size + name + extra
    if magic != MAGIC or start + entry.file_size > len(content):
        raise WeightsError(f"{shown(entry.filename)} in it is cut short or not where it should be")
    return content[start : start + entry.file_size]


def _instead(entries):
    """What an archive is that holds no weights of PyTorch."""
    if "model.weights.h5" in entries:
        return "a .keras file: it opens with keras.saving.load_model"
    if any(name.endswith("constants.pkl") for name in entries):
        return "a TorchScript program; open it in PyTorch and save its state_dict()"
    if any(name.endswith(".npy") for name in entries):
        return "arrays of NumPy: it opens with numpy.load"
    return "a zip archive without data.pkl: PyTorch did not write it"
