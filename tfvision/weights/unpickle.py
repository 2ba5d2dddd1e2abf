"""Reads a pickle without running it: only names on a given list mean something.

A pickle is a program for a machine with a stack, and Python's own machine imports and calls what
the program names. This one knows the operations that weights are written with, and calls nothing
but what its caller handed in. The operations are those of `pickletools`, which only parses.
"""

import dataclasses
import pickletools
from collections.abc import Callable

from tfvision.weights.problems import WeightsError, shown

MOST_STEPS = 10_000_000  # Each may take some hundred bytes of memory.
_SIMPLE = (str, bytes, int, float, bool, type(None))  # The hash of nested tuples may overflow C.
_LITERALS = {
    *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
    *("STRING", "BINSTRING", "SHORT_BINSTRING", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8"),
    *("UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BYTEARRAY8"),
}
_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_EMPTY = {"EMPTY_DICT": dict, "EMPTY_LIST": list, "EMPTY_TUPLE": tuple, "EMPTY_SET": set}
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_NOTHING_TO_DO = {"PROTO", "FRAME", "STOP"}


@dataclasses.dataclass(frozen=True)
class Name:
    """What a name in a pickle stands for.

    Args:
        make: Called with what the pickle calls the name with; None if it may not be called.
        means: What else is to be known of it.
    """

    make: Callable | None = None
    means: object = None


class Ignored:
    """Stands for an object that is no weight: a run's arguments, a best score."""

    def __init__(self, *_):
        pass


def unpickle(source, names, persistent=None):
    """The next object of a file of pickles.

    Args:
        source: bytes, or a file that stands where the pickle begins; then it stands behind it.
        names: Allowed names as `module.name`, with the `Name` each stands for.
        persistent: Takes what the pickle calls the identifier of an object stored elsewhere, and
            returns what stands for the object; None if there may be none.

    Returns: What the pickle describes, of Python's own types, of `Ignored` and of what `names` and
        `persistent` make.
    Raises: WeightsError for a name that is not allowed; any other error means a damaged pickle.

    Example:
        >>> import pickle
        >>> unpickle(pickle.dumps({"epoch": 3, "sizes": [1.5, (2, None)]}), {})
        {'epoch': 3, 'sizes': [1.5, (2, None)]}
        >>> unpickle(pickle.dumps(print), {})
        Traceback (most recent call last):
        tfvision.weights.problems.WeightsError: asks for 'builtins.print', which is no part of ...
    """
    machine = _Machine(names, persistent)
    for step, (operation, argument, _) in enumerate(pickletools.genops(source)):
        if step >= MOST_STEPS:
            raise WeightsError(f"its pickle has more than {MOST_STEPS} steps")
        machine.do(operation.name, argument)
    return machine.stack.pop()


class _Machine:
    def __init__(self, names, persistent):
        self.names, self.persistent = names, persistent
        self.stack, self.below, self.memo = [], [], {}

    def do(self, name, argument):
        """One operation. What comes most often is asked for first."""
        if name in _LITERALS:
            self.stack.append(argument)
        elif name in ("BINPUT", "LONG_BINPUT", "PUT"):
            self.memo[argument] = self.stack[-1]
        elif name in ("BINGET", "LONG_BINGET", "GET"):
            self.stack.append(self.memo[argument])
        elif name in _TUPLES:
            self.stack[-_TUPLES[name] :] = [tuple(self._last(_TUPLES[name]))]
        elif name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name])
        elif name in _EMPTY:
            self.stack.append(_EMPTY[name]())
        elif name not in _NOTHING_TO_DO:
            operation = getattr(self, f"_{name.lower()}", None)
            if operation is None:
                raise WeightsError(f"its pickle uses {name}, which no weights are written with")
            operation(argument)

    def _last(self, count):
        if len(self.stack) < count:
            raise IndexError("its pickle takes more than it has")
        return self.stack[-count:]

    def _memoize(self, _):
        self.memo[len(self.memo)] = self.stack[-1]

    def _pop(self, _):
        self.stack.pop()

    def _dup(self, _):
        self.stack.append(self.stack[-1])

    def _mark(self, _):
        self.below.append(self.stack)
        self.stack = []

    def _pop_mark(self, _):
        found, self.stack = self.stack, self.below.pop()
        return found

    def _tuple(self, _):
        found = self._pop_mark(_)
        self.stack.append(tuple(found))

    def _list(self, _):
        found = self._pop_mark(_)
        self.stack.append(found)

    def _dict(self, _):
        found = self._pop_mark(_)
        self.stack.append({})
        self._set(found)

    def _setitems(self, _):
        self._set(self._pop_mark(_))

    def _setitem(self, _):
        found = self._last(2)
        del self.stack[-2:]
        self._set(found)

    def _set(self, found):
        target = self.stack[-1]
        if isinstance(target, dict):
            target.update(of_pairs(zip(found[::2], found[1::2], strict=True)))
        elif not isinstance(target, Ignored):
            raise TypeError("its pickle sets an item of what is no dict")

    def _append(self, _):
        self._extend([self.stack.pop()])

    def _appends(self, _):
        self._extend(self._pop_mark(_))

    _additems = _appends

    def _extend(self, found):
        target = self.stack[-1]
        if isinstance(target, list):
            target.extend(found)
        elif isinstance(target, set):
            target.update(of_pairs((value, None) for value in found))
        elif not isinstance(target, Ignored):
            raise TypeError("its pickle appends to what is no list")

    def _global(self, argument):
        self._name(argument.replace(" ", "."))

    def _stack_global(self, _):
        module, name = self._last(2)
        del self.stack[-2:]
        self._name(f"{module}.{name}")

    def _name(self, name):
        if name not in self.names:
            raise WeightsError(
                f"asks for {shown(name)}, which is no part of weights and was not run; if you "
                "trust the file, open it in PyTorch and save the model's state_dict()"
            )
        self.stack.append(self.names[name])

    def _reduce(self, _):
        target, arguments = self._last(2)
        if not isinstance(target, Name) or target.make is None or type(arguments) is not tuple:
            raise TypeError("its pickle calls what cannot be called")
        self.stack[-2:] = [target.make(*arguments)]

    _newobj = _reduce

    def _build(self, _):
        """The state of a dict is PyTorch's record of versions: nothing that weights need."""
        self.stack.pop()
        if not isinstance(self.stack[-1], (dict, Ignored)):
            raise TypeError("its pickle gives a state to what has none")

    def _binpersid(self, _):
        if self.persistent is None:
            raise WeightsError("its pickle names objects that are stored elsewhere")
        self.stack[-1] = self.persistent(self.stack[-1])


def of_pairs(pairs):
    """A dict of them, whose keys are plain text or numbers."""
    pairs = list(pairs)
    for key, _ in pairs:
        if not isinstance(key, _SIMPLE):
            raise TypeError(f"a key is a {type(key).__name__}")
    return dict(pairs)
