"""Files that are broken, or something else than weights, and what is said of each."""

import gzip
import io
import json
import struct
import tarfile
import zipfile

from tests.bad_input import Row
from tests.weights.torch_pickles import archive, golden, legacy, pickle_of, row, state_dict, tensor
from tfvision.weights import WeightsError, read


def zipped(entries):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for called in entries:
            file.writestr(called, b"")
    return written.getvalue()


def moved(content):
    """An archive whose list of contents says that its entries begin elsewhere."""
    start = content.rindex(b"PK\x01\x02")
    return content[: start + 42] + struct.pack("<I", 7) + content[start + 46 :]


def a_tar_file():
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as file:
        file.addfile(tarfile.TarInfo("storages"))
    return written.getvalue()


GOOD, OLD = archive(state_dict(tensor())), legacy(state_dict(tensor()))
CONTAINERS = [
    row("an archive cut short", GOOD[:-30], r"damaged \(File is not a zip file\)"),
    row("an archive without its beginning", b"PK\x03\x04" + GOOD[60:], r"damaged|cut short"),
    row("entries elsewhere", moved(GOOD), "'a/data/0' in it is cut short or not where"),
    row(
        "a bomb: zeros, compressed a thousandfold",
        archive(state_dict(tensor()), {"data/0": bytes(1 << 20)}, compression=zipfile.ZIP_DEFLATED),
        "'a/data.pkl' in it is compressed or encrypted",
    ),
    row("an order of bytes unheard of", archive(pickle_of(b"}"), {"byteorder": b"pdp"}), "damaged"),
    row("an archive of other files", zipped(["readme.txt"]), r"without data\.pkl: PyTorch did not"),
    row("a model of Keras", zipped(["config.json", "model.weights.h5"]), r"a \.keras file"),
    row("arrays of NumPy", zipped(["a.npy"]), "arrays of NumPy"),
    row("TorchScript", golden("TorchScript"), r"TorchScript program.*state_dict\(\)"),
    row("another number at the beginning", legacy(b"", number=5), r"but not by torch\.save"),
    row("another protocol", legacy(b"", protocol=1002), "of protocol '1002'"),
    row("old, cut within the weights", OLD[:120], r"damaged \("),
    row("old, cut within the numbers", OLD[:-3], "cut short: ends at byte"),
    row(
        "old, 2**60 numbers",
        legacy(state_dict(tensor()), storages=struct.pack("<q", 1 << 60)),
        "cut short",
    ),
    row(
        "old, less than no numbers",
        legacy(state_dict(tensor()), storages=struct.pack("<q", -1)),
        "is negative",
    ),
    row("old, a storage nobody knows", legacy(state_dict(tensor()), keys=("0", "1")), "damaged"),
    row("old, a storage that is missing", legacy(state_dict(tensor()), keys=()), r"damaged \("),
    row("nothing at all", b"", "empty"),
    row("a web page", b"\n<!DOCTYPE html><html>Too many requests", "a web page"),
    row(
        "a pointer of git-lfs",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 528\n",
        "a pointer of git-lfs.*git lfs pull",
    ),
    row("JSON", b'{"message": "Not found"}', "JSON or text"),
    row("text", b"conv1.weight 0.5\n", "no file of PyTorch or safetensors"),
    row("HDF5", b"\x89HDF\r\n\x1a\n" + bytes(99), r"HDF5 file.*model\.load_weights"),
    row("gzip", gzip.compress(GOOD), "compressed with gzip"),
    row("a tar archive", a_tar_file(), r"tar archive, as PyTorch 0\.1"),
    Row("a folder", lambda folder: read(folder), "DIR: cannot be read", WeightsError),
    Row("no file", lambda folder: read(folder / "a"), "DIR/a: .*No such file", WeightsError),
]


def tensors_file(header, content=bytes(8)):
    header = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(header)) + header + content


def entry(begin=0, end=8, dtype="F32", shape=(2,)):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


SAFETENSORS = [
    row(f"safetensors, {called}", tensors_file(*content), sentence)
    for called, sentence, *content in (
        ("cut short", "has 7 bytes for tensors that need 8", {"a": entry()}, bytes(7)),
        ("bytes nobody needs", "has 9 bytes for tensors that need 8", {"a": entry()}, bytes(9)),
        ("a gap", "'a' lies at byte 4, expected 0", {"a": entry(4, 12)}, bytes(12)),
        ("an overlap", "'b' lies at byte 0, expected 8", {"a": entry(), "b": entry()}),
        ("another size", "'a' has 8 bytes, not those of its", {"a": entry(shape=(3,))}),
        ("negative sizes", "is negative", {"a": entry(shape=(-1, -2))}),
        ("negative bytes", "is negative", {"a": entry(begin=-8, end=0)}),
        ("a type nobody knows", "'a' is 'F4'; supported: F64", {"a": entry(dtype="F4")}),
        ("a name twice", "stands twice", b'{"a": {"b": 1, "b": 2}}'),
        ("no offsets", r"damaged \('data_offsets'\)", {"a": {"dtype": "F32"}}),
        ("no JSON", r"damaged \(", b"{:"),
        ("lists in lists", r"damaged \(maximum recursion", b'{"a":' + 100_000 * b"["),
        ("no tensors", "holds no tensors by name", {}, b""),
    )
]
SAFETENSORS.append(
    row("safetensors, 2**62 bytes of names", struct.pack("<Q", 1 << 62) + b"{}", "cut short")
)
