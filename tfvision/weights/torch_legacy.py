"""The files that PyTorch wrote before version 1.6: pickles, then the storages one by one."""

import struct

from tfvision.weights import torch_objects
from tfvision.weights.problems import WeightsError, shown
from tfvision.weights.unpickle import unpickle

MAGIC = b"\x80"  # Of pickles of protocol 2 and above.
_NUMBER, _PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
_COUNT = struct.Struct("<q")


def read(file, content):
    """`(what was saved, function from a storage to (its bytes, order of bytes))`.

    Args:
        file: The file, open, at its beginning.
        content: memoryview of it.
    """
    if unpickle(file, torch_objects.NAMES) != _NUMBER:
        raise WeightsError("a pickle, but not by torch.save")
    protocol = unpickle(file, {})
    if protocol != _PROTOCOL:
        raise WeightsError(f"of protocol {shown(protocol)} of PyTorch's files, expected 1001")
    unpickle(file, {})  # The machine it was written on. The storages are little-endian on each.
    item_bytes = {}

    def storage(identifier):
        found = torch_objects.storage(identifier)
        item_bytes[found.key] = found.item_bytes
        return found

    saved = unpickle(file, torch_objects.NAMES, storage)
    places, start = {}, None
    for key in unpickle(file, {}):
        start = file.tell() if start is None else start
        (count,) = _COUNT.unpack(content[start : start + _COUNT.size])
        stop = start + _COUNT.size + torch_objects.whole(count) * item_bytes[str(key)]
        if stop > len(content):
            raise WeightsError(f"cut short: ends at byte {len(content)}, a storage at {stop}")
        places[str(key)] = slice(start + _COUNT.size, stop)
        start = stop

    def bytes_of(storage):
        found = content[places[storage.key]]
        start, length = (n * storage.item_bytes for n in (storage.start, storage.count))
        if start + length > len(found):
            raise WeightsError(f"a storage has {len(found)} bytes instead of {start + length}")
        return found[start : start + length], "<"

    return saved, bytes_of
