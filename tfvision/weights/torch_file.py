"""Reads the weights that a PyTorch program saved, without PyTorch and without running anything."""

import mmap
import pathlib

from tfvision.weights import safetensors_file, state_dict, torch_legacy, torch_objects, torch_zip
from tfvision.weights.problems import WeightsError, naming, undamaged

# How a file begins that is no weights, and what it then is
_INSTEAD = (
    (b"version https://git-lfs", "a pointer of git-lfs, not the file itself: run `git lfs pull`"),
    (b"\x89HDF", "an HDF5 file, as Keras writes weights: it opens with model.load_weights"),
    (b"\x1f\x8b", "compressed with gzip: unpack it first"),
    (b"<", "a web page or XML: the download gave no file of weights"),
    (b"{", "JSON or text"),
)
_TAR = slice(257, 262), b"ustar"


def read(path, key=None):
    """The weights in a file of PyTorch or of safetensors.

    Reads `torch.save`'s zip archives and the format before these, state dicts and checkpoints that
    hold one under a name such as `state_dict`, `model` or `ema`. Names lose the `module.` of
    `DataParallel`. The type of a file is told by its content. What the file's pickle asks to be
    run is not run: it may name tensors, storages and plain containers, and nothing else.

    Args:
        path: The file.
        key: Entry of the checkpoint that holds the weights; None for the usual names.

    Returns: Mapping of names to NumPy arrays, in the file's order; its `shapes` are known without
        reading any. The arrays are read-only views of the mapped file, read from disk when they are
        used: leave the file as it is until then. bfloat16 comes as float32, other types as they
        are; what must be converted is so, and takes memory, each time it is asked for.
    Raises: WeightsError, which names the file, if it cannot be read or holds something else.

    Example:
        >>> import tempfile
        >>> import numpy as np
        >>> from tfvision.weights import torch_writer
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     torch_writer.write(f"{folder}/a.pth", {"fc.bias": np.ones(2, "float32")})
        ...     dict(read(f"{folder}/a.pth"))
        {'fc.bias': array([1., 1.], dtype=float32)}
    """
    with naming(path), undamaged(), pathlib.Path(path).open("rb") as file:
        if not file.seek(0, 2):
            raise WeightsError("empty")
        file.seek(0)
        content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        saved, bytes_of = _format(content).read(file, content)
        tensors = state_dict.find(saved, torch_objects.Tensor, key)
        tensors = state_dict.without_prefix(tensors)
        return torch_objects.Arrays(
            {name: torch_objects.view(t, *bytes_of(t.storage)) for name, t in tensors.items()},
            {name: tensor.kind for name, tensor in tensors.items()},
        )


def _format(content):
    """The module that reads such a file."""
    if safetensors_file.recognised(content):
        return safetensors_file
    for reader in (torch_zip, torch_legacy):
        if content[: len(reader.MAGIC)] == reader.MAGIC:
            return reader
    start = bytes(content[:64]).lstrip(b"\xef\xbb\xbf \r\n\t")
    for beginning, what in _INSTEAD:
        if start.startswith(beginning):
            raise WeightsError(what)
    if bytes(content[_TAR[0]]) == _TAR[1]:
        raise WeightsError("a tar archive, as PyTorch 0.1 wrote: open and save it anew in PyTorch")
    raise WeightsError("no file of PyTorch or safetensors")
