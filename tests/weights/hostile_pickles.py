"""Pickles that are broken, or made to harm who opens them, and what is said of each.

Those that run something make the file `executed` if they get their way.
"""

import struct

from tests.weights.torch_pickles import (
    archive,
    call,
    golden,
    legacy,
    name,
    pickle_of,
    row,
    state_dict,
    storage,
    tensor,
    text,
    tuple_of,
    whole,
)


def touch(folder):
    return text(f"touch {folder}/executed")


def opens(folder):
    return text(f"open({str(folder / 'executed')!r}, 'w')")


def stack_global(module, called):
    return text(module) + text(called) + b"\x93"


def of_torch(called, content, sentence):
    """The row of a pickle in an archive."""
    if callable(content):
        return row(called, lambda folder: archive(content(folder)), sentence)
    return row(called, archive(content), sentence)


def damaged(called, content):
    return of_torch(called, state_dict(content), r"damaged \(")


HOSTILE = [
    of_torch(
        "os.system by REDUCE",
        lambda folder: pickle_of(call("os", "system", touch(folder))),
        r"asks for 'os\.system', which is no part of weights and was not run; if you trust",
    ),
    of_torch(
        "builtins.eval beside good weights",
        lambda folder: pickle_of(
            b"}" + text("a") + tensor() + b"s" + text("b") + call("builtins", "eval", opens(folder))
        ),
        r"asks for 'builtins\.eval'",
    ),
    of_torch(
        "builtins.exec by STACK_GLOBAL",
        lambda folder: pickle_of(stack_global("builtins", "exec") + tuple_of(opens(folder)) + b"R"),
        r"asks for 'builtins\.exec'",
    ),
    of_torch(
        "os.system by INST",
        lambda folder: pickle_of(b"(" + touch(folder) + b"ios\nsystem\n"),
        "its pickle uses INST, which no weights are written with",
    ),
    of_torch(
        "os.system by OBJ",
        lambda folder: pickle_of(b"(" + name("os", "system") + touch(folder) + b"o"),
        r"asks for 'os\.system'",
    ),
    of_torch(
        "subprocess.Popen by NEWOBJ",
        lambda folder: pickle_of(name("subprocess", "Popen") + tuple_of(touch(folder)) + b"\x81"),
        r"asks for 'subprocess\.Popen'",
    ),
    of_torch("a registered extension", pickle_of(b"\x82\x01"), "its pickle uses EXT1"),
    of_torch("torch.load itself", pickle_of(name("torch", "load")), r"asks for 'torch\.load'"),
    of_torch(
        "a name that walks through attributes",
        lambda folder: pickle_of(
            stack_global("torch", "Tensor.__init__.__globals__") + tuple_of(touch(folder)) + b"R"
        ),
        "asks for 'torch.Tensor.__init__",
    ),
    of_torch(
        "a name of a thousand letters and a line break",
        pickle_of(stack_global("a\n", "b" * 1000)),
        r"asks for 'a\\n\.b{70,80}…'",
    ),
    row(
        "os.system in the first pickle of the old format",
        lambda folder: pickle_of(call("posix", "system", touch(folder))),
        r"asks for 'posix\.system'",
    ),
    row(
        "os.system in the old format's weights",
        lambda folder: legacy(pickle_of(call("os", "system", touch(folder)))),
        r"asks for 'os\.system'",
    ),
    damaged("a state for an allowed function", name("torch._utils", "_rebuild_tensor") + b"}b"),
    damaged("a call of a tensor", tensor() + b")R"),
    damaged("a call of a storage's type", call("torch", "FloatStorage")),
    damaged("a call with too few values", call("torch._utils", "_rebuild_tensor", whole(0))),
    damaged("a storage in a storage", storage()[:-2] + storage() + b"tQ"),
    damaged("an object elsewhere that is no storage", text("module") + b"Q"),
    damaged("a key of tuples in tuples", b"}" + b")" + 30_000 * b"\x85" + b"Ns"),
    damaged("a text of 2**62 letters", b"\x8d" + struct.pack("<Q", 1 << 62)),
    damaged("an escape that means nothing", b"S'\\o'\n"),
    damaged("a bookmark that is not set", b"j" + b"\xff" * 4),
    damaged("more taken than there is", b"\x87" + b"0000s"),
    of_torch("an object named by text", pickle_of(b"Pstorage\n"), "its pickle uses PERSID"),
    of_torch("lists in lists", state_dict(9_999 * b"]" + 9_998 * b"a"), "other without an end"),
    of_torch("a dict in itself", pickle_of(b"}q\0" + text("a") + b"h\0s"), "other without an end"),
    of_torch(
        "dicts that double at each of a hundred levels",
        pickle_of(b"}q\0" + 100 * (b"}" + text("a") + b"h\0s" + text("b") + b"h\0sq\0")),
        "other without an end",
    ),
]

TENSORS = [
    of_torch("more numbers than stored", state_dict(tensor(sizes=(1 << 40,))), "to number 109951"),
    of_torch("an offset beyond", state_dict(tensor(offset=1)), "number 5 of a storage that has 4"),
    of_torch(
        "strides beyond", state_dict(tensor(sizes=(2, 3), strides=(2, 1))), "number 5 of a storage"
    ),
    of_torch("a negative stride", state_dict(tensor(strides=(-1,))), "is negative"),
    of_torch("a negative offset", state_dict(tensor(offset=-1)), "is negative"),
    of_torch("a negative size", state_dict(tensor(sizes=(-4,))), "is negative"),
    of_torch("too few strides", state_dict(tensor(sizes=(2, 2))), "2 sizes and 1 strides"),
    of_torch(
        "one number 2**40 times",
        state_dict(tensor(sizes=(1 << 40,), strides=(0,))),
        "repeats a storage of 4 numbers 1099511627776 times",
    ),
    damaged("sizes beyond all memory", tensor(sizes=(0, 1 << 62, 1 << 62), strides=(1, 1, 1))),
    damaged("a stride beyond all memory", tensor(sizes=(1,), strides=(1 << 100,))),
    of_torch(
        "a storage of a negative size", state_dict(tensor(stored=storage(count=-4))), "is negative"
    ),
    of_torch(
        "a storage of 2**60 numbers",
        state_dict(tensor(stored=storage(count=1 << 60))),
        "'a/data/0' has 16 bytes instead of 4611686018427387904",
    ),
    of_torch(
        "a storage by a path out of the archive",
        state_dict(tensor(stored=storage("../../../etc/passwd"))),
        r"has no entry 'a/data/\.\./\.\./\.\./etc/passwd'",
    ),
    row("numbers of float8", golden("float8"), "is sparse, quantized, of float8"),
    row("a sparse tensor", golden("sparse"), "is sparse, quantized"),
    row("a conjugated tensor", golden("conjugated"), "is conjugated"),
    row(
        "a whole model",
        golden("whole model"),
        r"asks for 'torch\.nn\.modules\.linear\.Linear',.*save the model's state_dict\(\)",
    ),
    of_torch("one tensor", pickle_of(tensor()), "no tensors by name; it is one Tensor"),
    of_torch("no tensors", state_dict(whole(3)), "holds no tensors by name; its entries: 'a'"),
    of_torch("nothing", pickle_of(b"}"), "its entries: none"),
]
