"""What the pickles of PyTorch's files are made of: storages, and tensors that are views of them."""

import dataclasses
import math

import numpy as np

from tfvision.weights.problems import WeightsError
from tfvision.weights.unpickle import Ignored, Name, of_pairs

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


def array(tensor, content, order="<"):
    """The numbers of a tensor; where NumPy can, a view of the content.

    Args:
        tensor: The `Tensor`.
        content: Bytes of its storage, from the `start` on.
        order: Order of the bytes in a number: `<` little end first, `>` big end first.

    Returns: NumPy array in the machine's own order. bfloat16 comes as float32, which holds each of
        its numbers.
    Raises: WeightsError if the tensor reaches beyond its storage.
    """
    kind, sizes = tensor.kind, tuple(whole(size) for size in tensor.sizes)
    strides = tuple(whole(stride) for stride in tensor.strides)
    if len(sizes) != len(strides):
        raise WeightsError(f"a tensor has {len(sizes)} sizes and {len(strides)} strides")
    dtype = np.dtype("u2" if kind == BFLOAT16 else "u1" if kind == "?" else kind)
    dtype = dtype.newbyteorder(order)
    count, there = math.prod(sizes), len(content) // dtype.itemsize
    last = whole(tensor.offset)
    if count:
        last += sum((size - 1) * stride for size, stride in zip(sizes, strides, strict=True)) + 1
    if last > there:
        raise WeightsError(f"a tensor reaches to number {last} of a storage that has {there}")
    if count > there + _MOST_REPEATED:
        raise WeightsError(f"a tensor repeats a storage of {there} numbers {count} times")
    if not count:
        return _native(np.empty(sizes, dtype), kind)
    start = tensor.offset * dtype.itemsize
    strides = [stride * dtype.itemsize for stride in strides]
    return _native(np.ndarray(sizes, dtype, content, start, strides), kind)


def _native(numbers, kind):
    if kind == BFLOAT16:  # The upper half of a float32.
        return (numbers.astype(np.uint32) << 16).view(np.float32)
    if kind == "?":  # A byte that is neither 0 nor 1 would be neither true nor false to NumPy.
        return numbers != 0
    return np.require(numbers, numbers.dtype.newbyteorder("="), "A")


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
    return Tensor(storage, offset, tuple(sizes), tuple(strides), dtype.means[1])


def _parameter(tensor, *_):
    if not isinstance(tensor, Tensor):
        raise TypeError("a parameter without a tensor")
    return tensor


def _of_type(make, _kind, arguments, _state):
    if not isinstance(make, Name) or make.make is None:
        raise TypeError("a tensor that nothing makes")
    return make.make(*arguments)


_CONTAINERS = ("list", "dict", "set")
_IGNORED = (
    *("argparse.Namespace", "collections.Counter", "collections.defaultdict", "_codecs.encode"),
    *("pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.PurePosixPath"),
    *("numpy.dtype", "numpy.ndarray", "torch.device"),
    *(f"{module}.{name}" for module in ("builtins", "__builtin__") for name in _CONTAINERS),
    *("numpy.core.multiarray.scalar", "numpy.core.multiarray._reconstruct"),
    *("numpy._core.multiarray.scalar", "numpy._core.multiarray._reconstruct"),
)
NAMES = {
    **{name: Name(Ignored) for name in _IGNORED},
    **{f"torch.{dtype}": Name(means=(None, kind)) for dtype, _, kind in TYPES},
    **{f"torch.{storage}": Name(means=(kind,)) for _, storage, kind in TYPES if storage},
    **{f"torch.cuda.{storage}": Name(means=(kind,)) for _, storage, kind in TYPES if storage},
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
