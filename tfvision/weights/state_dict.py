"""Finds the weights within what a training script saved beside them."""

from tfvision.weights.problems import WeightsError, shown

WRAPPERS = (
    *("state_dict", "model_state_dict", "model_state", "model", "net_state_dict", "net"),
    *("network", "module", "weights", "params", "params_ema", "state_dict_ema", "model_ema", "ema"),
)
_PREFIXES = ("module.", "_orig_mod.")
_CONTAINERS = (dict, list, tuple)
# What nobody's weights need, and a file made to fill the memory may have: levels, parts, letters
_DEEPEST, _MOST, _LONGEST = 32, 1_000_000, 1000


def find(saved, kind, key=None):
    """The tensors in what was saved, by name.

    Args:
        saved: What came out of the file: dicts and lists within each other.
        kind: Type of a tensor.
        key: Name of the entry that holds the weights; None to look for one of `WRAPPERS`, the first
            of these that holds any, and inside it again.

    Returns: dict of tensors. Those of dicts within dicts are called `outer.inner`.
    Raises: WeightsError if there are none; it lists the entries there are.

    Example:
        >>> find({"epoch": 3, "state_dict": {"fc": {"bias": 1.5}}}, float)
        {'fc.bias': 1.5}
    """
    if key is not None:
        if not isinstance(saved, dict) or key not in saved:
            raise WeightsError(f"has no entry {shown(key)}; {_there(saved)}")
        saved, within = saved[key], saved
    else:
        saved, within = _unwrapped(saved, kind), saved
    found = {}
    for name, tensor in _leaves(saved, kind) if isinstance(saved, _CONTAINERS) else ():
        if name in found:
            raise WeightsError(f"two of its tensors are called {shown(name)}")
        found[name] = tensor
    if not found:
        raise WeightsError(f"holds no tensors by name; {_there(within)}")
    return found


def without_prefix(tensors):
    """The tensors under the names that the network itself gave them.

    `torch.nn.DataParallel` puts `module.` before every name, `torch.compile` `_orig_mod.`: taken
    away where each of the names has it.

    Example:
        >>> without_prefix({"module.fc.bias": 1, "module.fc.weight": 2})
        {'fc.bias': 1, 'fc.weight': 2}
        >>> without_prefix({"module.fc": 1, "fc": 2})
        {'module.fc': 1, 'fc': 2}
    """
    for prefix in 2 * _PREFIXES:
        if tensors and all(name.startswith(prefix) for name in tensors):
            tensors = {name.removeprefix(prefix): value for name, value in tensors.items()}
    return tensors


def _unwrapped(saved, kind):
    for _ in range(_DEEPEST):
        if not isinstance(saved, dict):
            break
        inner = (saved[name] for name in WRAPPERS if isinstance(saved.get(name), dict))
        found = next((part for part in inner if any(_leaves(part, kind))), None)
        if found is None:
            break
        saved = found
    return saved


def _leaves(saved, kind):
    """`(name, tensor)` of each within it, in its order."""
    ahead, seen = [("", saved, 0)], 0
    while ahead:
        name, value, depth = ahead.pop()
        if isinstance(value, kind):
            yield name, value
            continue
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        inner = [(key, part) for key, part in inner if isinstance(part, (kind, *_CONTAINERS))]
        seen += len(inner)
        if depth > _DEEPEST or seen > _MOST or len(name) > _LONGEST:
            raise WeightsError("its dicts and lists lie within each other without an end")
        for key, part in reversed(inner):
            ahead.append((f"{name}.{key}" if name else str(key), part, depth + 1))


def _there(saved):
    if not isinstance(saved, dict):
        return f"it is one {type(saved).__name__}"
    return "its entries: " + (", ".join(shown(key, 40) for key in list(saved)[:20]) or "none")
