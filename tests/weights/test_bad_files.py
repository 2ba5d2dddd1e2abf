"""Broken and hostile files: each gives one clear line, and none executes anything."""

import contextlib
import os
import pickle
import sys

import numpy as np
import pytest

from tests.bad_input import check
from tests.weights.bad_files import CONTAINERS, SAFETENSORS
from tests.weights.hostile_pickles import HOSTILE, TENSORS, touch
from tests.weights.torch_pickles import archive, call, golden, pickle_of, state_dict, tensor
from tfvision.weights import WeightsError, read, unpickle
from tfvision.weights import state_dict as found

ROWS = [*HOSTILE, *TENSORS, *CONTAINERS, *SAFETENSORS]
_RUNS = ("os.", "subprocess.", "exec", "compile", "pickle.", "socket.", "shutil.", "ctypes.")
_EVENTS = []  # Of Python itself, of all that it runs, imports and opens: `(event, what)`.
_WATCHED = []  # Holds something while events are kept; a hook cannot be taken away again.


def _keep(event, arguments):
    if _WATCHED:
        _EVENTS.append((event, str(arguments[0]) if arguments else ""))


@pytest.fixture(scope="module", autouse=True)
def hook():
    sys.addaudithook(_keep)


@contextlib.contextmanager
def watched():
    """Yields the events of the block, complete when it is left."""
    _EVENTS.clear()
    _WATCHED.append(True)
    try:
        yield _EVENTS
    finally:
        _WATCHED.clear()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_person_is_told_and_nothing_is_run(row, tmp_path):
    with watched() as events:
        check(row, tmp_path)
    assert not (tmp_path / "executed").exists()
    assert not [event for event in events if event[0].startswith(_RUNS)]
    opened = {what for event, what in events if event == "open"}
    assert opened <= {str(tmp_path), str(tmp_path / "a"), str(tmp_path / "a.pth")}
    imported = {what for event, what in events if event == "import"}
    assert all(what.startswith("encodings") for what in imported)


def test_rows_have_different_names():
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert len(HOSTILE) >= 20


@pytest.mark.skipif(os.name != "posix", reason="the command is one of a Unix shell")
def test_the_files_are_dangerous_and_the_watch_sees_it(tmp_path):
    """Python's own unpickler runs what the first row asks for."""
    pickled = pickle_of(call("os", "system", touch(tmp_path)))
    with watched() as events:
        assert pickle.loads(pickled) == 0
    assert (tmp_path / "executed").exists()
    assert {"pickle.find_class", "os.system"} <= {event for event, _ in events}


@pytest.mark.parametrize(
    ("place", "limit", "sentence"),
    [(unpickle, "MOST_STEPS", "more than 3 steps"), (found, "_MOST", "without an end")],
)
def test_work_without_end_is_refused(tmp_path, monkeypatch, place, limit, sentence):
    path = tmp_path / "a.pth"
    path.write_bytes(archive(state_dict(b"](" + 4 * tensor() + b"e")))
    assert len(read(path)) == 4
    monkeypatch.setattr(place, limit, 3)
    with pytest.raises(WeightsError, match=sentence):
        read(path)


@pytest.mark.parametrize("name", ["zip, checkpoint", "before 1.6", "safetensors"])
def test_whatever_byte_is_wrong(name, tmp_path):
    """Each file with some bytes changed, or cut, is read or refused; nothing else happens."""
    random = np.random.RandomState(0)
    content, path, refused = golden(name), tmp_path / "a.pth", 0
    for _ in range(100):
        broken = np.frombuffer(content, "u1").copy()
        # Most of a small file is numbers, of which any is as good as another.
        places = random.randint(0, len(broken), 5)
        broken[places] = random.randint(0, 256, 5)
        path.write_bytes(broken[: None if random.rand() < 0.7 else places[0]].tobytes())
        try:
            dict(read(path))
        except WeightsError as error:
            refused += 1
            assert str(error).startswith(f"{path}: ") and "\n" not in str(error)
    assert refused > 30
