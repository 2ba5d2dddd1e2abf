"""Files as PyTorch writes them: pickles of tensors letter by letter, archives around them."""

import io
import pathlib
import struct
import zipfile

import numpy as np

from tests.bad_input import Row
from tfvision.weights import WeightsError, read

PROTOCOL = b"\x80\x02"


def text(value):
    value = value.encode()
    return b"X" + struct.pack("<I", len(value)) + value


def whole(number):
    return b"\x8a\x10" + number.to_bytes(16, "little", signed=True)


def name(module, called):
    return f"c{module}\n{called}\n".encode()


def tuple_of(*items):
    return b"(" + b"".join(items) + b"t"


def call(module, called, *arguments):
    return name(module, called) + tuple_of(*arguments) + b"R"


def storage(key="0", count=4, kind="FloatStorage", *view):
    parts = (text("storage"), name("torch", kind), text(key), text("cpu"), whole(count), *view)
    return tuple_of(*parts) + b"Q"


def tensor(offset=0, sizes=(4,), strides=(1,), stored=None):
    sizes, strides = (tuple_of(*map(whole, numbers)) for numbers in (sizes, strides))
    stored = storage() if stored is None else stored
    return call("torch._utils", "_rebuild_tensor", stored, whole(offset), sizes, strides)


def pickle_of(content):
    return PROTOCOL + content + b"."


def state_dict(content):
    return pickle_of(b"}" + text("a") + content + b"s")


def archive(pickled, entries=None, root="a/", **options):
    """A zip file of a pickle and of the entries; a storage of four numbers unless told."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", **options) as file:
        file.writestr(f"{root}data.pkl", pickled)
        entries = {"data/0": struct.pack("<4f", 1, 2, 3, 4)} if entries is None else entries
        for called, content in entries.items():
            file.writestr(root + called, content)
    return written.getvalue()


def legacy(pickled, keys=("0",), storages=None, number=0x1950A86A20F9469CFC6C, protocol=1001):
    """A file of the format before 1.6; a storage of four numbers unless told."""
    head = pickle_of(whole(number)) + pickle_of(whole(protocol)) + pickle_of(b"}")
    keys = pickle_of(b"](" + b"".join(map(text, keys)) + b"e")
    storages = struct.pack("<q4f", 4, 1, 2, 3, 4) if storages is None else storages
    return head + pickled + keys + storages


GOLDENS = np.load(pathlib.Path(__file__).parents[1] / "goldens/torch_files.npz")


def golden(called):
    return GOLDENS[f"file/{called}"].tobytes()


def row(called, content, sentence):
    """A file of that content; or of what the content, a function, makes for the folder."""

    def act(folder):
        path = folder / "a.pth"
        path.write_bytes(content(folder) if callable(content) else content)
        dict(read(path))

    return Row(called, act, rf"^DIR/a\.pth: [^\n]*{sentence}[^\n]*$", WeightsError)
