"""What the pickles of PyTorch's files are made of: storages, and tensors that are views of them."""

import collections.abc
import dataclasses
import math

import numpy as np

from tfvision.weights.problems import WeightsError
from tfvision.weights.unpickle import Ignored, Name, of_pairs

_UNSUPPORTED_TYPES = (
    *("float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu"),
    *("quint8", "qint8", "qint32", "complex32"),
    *("QUInt8Storage", "QInt8Storage", "QInt32Storage", "ComplexHalfStorage"),
    *("per_tensor_affine", "per_channel_affine"),
)
_UNSUPPORTED_TENSORS = ("sparse_tensor", "sparse_csr_tensor", "qtensor", "meta_tensor_no_storage")
_MOST_REPEATED = 1 << 24  # numbers that a tensor may have beyond those its storage has
BFLOAT16 = "bfloat16"
# PyTorch's names of a type of numbers, of the storage that holds it, and NumPy's
TYPES = (
    *(("float32", "FloatStorage", "f4"), ("float64", "DoubleStorage", "f8")),
    *(("float16", "HalfStorage", "f2"), ("bfloat16", "BFloat16Storage", BFLOAT16)),
    *(("int64", "LongStorage", "i8"), ("int32", "IntStorage", "i4")),
    *(("int16", "ShortStorage", "i2"), ("int8", "CharStorage", "i1")),
    *(("uint8", "ByteStorage", "u1"), ("bool", "BoolStorage", "?")),
    *(("complex64", "ComplexFloatStorage", "c8"), ("complex128", "ComplexDoubleStorage", "c16")),
    *(("uint16", None, "u2"), ("uint32", None, "u4"), ("uint64", None, "u8")),
)


@dataclasses.dataclass(frozen=True)
class Storage:
    """Where numbers of one type are kept.

    Args:
        key: Its name within the file.
        kind: NumPy's name of the type, or `bfloat16`; None where only the tensors know.
        count: How many numbers; bytes, where `kind` is None.
        start: Index of the first of them within what the key names.
    """

    key: str
    kind: str | None
    count: int
    start: int = 0

    @property
    def item_bytes(self):
        """Bytes that one number takes."""
        return item_bytes(self.kind or "u1")


@dataclasses.dataclass(frozen=True)
class Tensor:
    """A view of a storage, all in numbers: where it begins, how long and how far apart."""

    storage: Storage
    offset: int
    sizes: tuple
    strides: tuple
    kind: str


def item_bytes(kind):
    """Bytes of one number of that type."""
    return np.dtype("u2" if kind == BFLOAT16 else kind).itemsize


def storage(identifier):
    """The `Storage` that a persistent identifier in a pickle names."""
    if type(identifier) is not tuple or len(identifier) not in (5, 6):
        raise TypeError("its pickle names an object that is no storage")
    word, name, key, _, count, *view = identifier
    if word != "storage" or not isinstance(name, Name) or not isinstance(key, (str, int)):
        raise TypeError("its pickle names an object that is no storage")
    kind = name.means[0]
    if not view or view[0] is None:
        return Storage(str(key), kind, whole(count))
    _, start, size = view[0]
    return Storage(str(key), kind, whole(size), whole(start))


def whole(number):
    """The number, if it is a whole one and not below 0."""
    if type(number) is not int or number < 0:
        raise WeightsError("a size, a stride or an offset in it is negative or no number")
    return number


def view(tensor, content, order="<"):
    """The numbers of a tensor where they lie: a view of the content.

    Args:
        tensor: The `Tensor`.
        content: Bytes of its storage, from the `start` on.
        order: Order of the bytes in a number: `<` little end first, `>` big end first.

    Returns: NumPy array; of bfloat16 and bool, of the numbers that their bytes are.
    Raises: WeightsError if the tensor reaches beyond its storage.
    """
    sizes = tuple(whole(size) for size in tensor.sizes)
    strides = tuple(whole(stride) for stride in tensor.strides)
    if len(sizes) != len(strides):
        raise WeightsError(f"a tensor has {len(sizes)} sizes and {len(strides)} strides")
    dtype = np.dtype({BFLOAT16: "u2", "?": "u1"}.get(tensor.kind, tensor.kind)).newbyteorder(order)
    count, there = math.prod(sizes), len(content) // dtype.itemsize
    last = whole(tensor.offset)
    if count:
        last += sum((size - 1) * stride for size, stride in zip(sizes, strides, strict=True)) + 1
    if last > there:
        raise WeightsError(f"a tensor reaches to number {last} of a storage that has {there}")
    if count > there + _MOST_REPEATED:
        raise WeightsError(f"a tensor repeats a storage of {there} numbers {count} times")
    if not count:
        return np.empty(sizes, dtype)
    strides = [stride * dtype.itemsize for stride in strides]
    return np.ndarray(sizes, dtype, content, tensor.offset * dtype.itemsize, strides)


class Arrays(collections.abc.Mapping):
    """NumPy arrays by name, of which those that must be converted are so when asked for.

    So a file of bfloat16 is never in memory as float32 as a whole.

    Args:
        views: dict of what `view` returned.
        kinds: dict of the type of each.

    Example:
        >>> arrays = Arrays({"fc.bias": np.array([0x3FC0, 0], "u2")}, {"fc.bias": BFLOAT16})
        >>> arrays, arrays["fc.bias"], arrays.shapes
        (Arrays of 1 names, array([1.5, 0. ], dtype=float32), {'fc.bias': (2,)})
    """

    def __init__(self, views, kinds):
        self.views, self.kinds = views, kinds

    @property
    def shapes(self):
        """Dict of the shape of each, for which nothing is read or converted."""
        return {name: view.shape for name, view in self.views.items()}

    def __getitem__(self, name):
        numbers, kind = self.views[name], self.kinds[name]
        if kind == BFLOAT16:  # The upper half of a float32.
            wide = numbers.astype(np.uint32)
            wide <<= 16
            return wide.view(np.float32)
        if kind == "?":  # A byte that is neither 0 nor 1 would be neither true nor false to NumPy.
            return numbers != 0
        return numbers.astype(numbers.dtype.newbyteorder("="), copy=False)

    def __iter__(self):
        return iter(self.views)

    def __len__(self):
        return len(self.views)

    def __repr__(self):
        return f"Arrays of {len(self)} names"


def _tensor(storage, offset, sizes, strides):
    if not isinstance(storage, Storage) or storage.kind is None:
        raise TypeError("a tensor without a storage")
    return Tensor(storage, offset, tuple(sizes), tuple(strides), storage.kind)


def _tensor_v2(storage, offset, sizes, strides, _gradient, _hooks, metadata=None):
    if metadata:
        raise WeightsError("a tensor in it is conjugated or negated, which is not supported")
    return _tensor(storage, offset, sizes, strides)


def _tensor_v3(storage, offset, sizes, strides, _gradient, _hooks, dtype, metadata=None):
    """Of an untyped storage, which stands for types that have no storage of their own."""
    if not isinstance(storage, Storage) or not isinstance(dtype, Name) or metadata:
        raise TypeError("a tensor without a storage")
    kind = dtype.means[1]
    return Tensor(storage, offset, tuple(sizes), tuple(strides), kind) if kind else _unsupported()


def _unsupported(*_):
    raise WeightsError("a tensor in it is sparse, quantized, of float8 or of the meta device")


def _parameter(tensor, *_):
    if not isinstance(tensor, Tensor):
        raise TypeError("a parameter without a tensor")
    return tensor


def _of_type(make, _kind, arguments, _state):
    if not isinstance(make, Name) or make.make is None:
        raise TypeError("a tensor that nothing makes")
    return make.make(*arguments)


_PYTHON = ("list", "dict", "set", "object")
_NUMPY = ("multiarray.scalar", "multiarray._reconstruct", "numeric._frombuffer")
_IGNORED = (
    *("copyreg._reconstructor", "copy_reg._reconstructor", "argparse.Namespace"),
    *("collections.Counter", "collections.defaultdict", "_codecs.encode", "torch.device"),
    *("pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.PurePosixPath"),
    *("numpy.dtype", "numpy.ndarray"),
    *(f"numpy.{core}.{name}" for core in ("core", "_core") for name in _NUMPY),
    *(f"{module}.{name}" for module in ("builtins", "__builtin__") for name in _PYTHON),
)
NAMES = {
    **{name: Name(Ignored) for name in _IGNORED},
    **{f"torch.{dtype}": Name(means=(None, kind)) for dtype, _, kind in TYPES},
    **{f"torch.{storage}": Name(means=(kind,)) for _, storage, kind in TYPES if storage},
    **{f"torch.cuda.{storage}": Name(means=(kind,)) for _, storage, kind in TYPES if storage},
    **{f"torch.{dtype}": Name(means=(None, None)) for dtype in _UNSUPPORTED_TYPES},
    **{f"torch._utils._rebuild_{name}": Name(_unsupported) for name in _UNSUPPORTED_TENSORS},
    "torch.serialization._get_layout": Name(_unsupported),
    "torch.storage.UntypedStorage": Name(means=(None,)),
    "collections.OrderedDict": Name(lambda pairs=(): of_pairs(pairs)),
    "torch.Size": Name(tuple),
    "torch.Tensor": Name(),
    "torch.nn.parameter.Parameter": Name(),
    "torch._utils._rebuild_tensor": Name(_tensor),
    "torch._utils._rebuild_tensor_v2": Name(_tensor_v2),
    "torch._utils._rebuild_tensor_v3": Name(_tensor_v3),
    "torch._utils._rebuild_parameter": Name(_parameter),
    "torch._utils._rebuild_parameter_with_state": Name(_parameter),
    "torch._tensor._rebuild_from_type_v2": Name(_of_type),
}
