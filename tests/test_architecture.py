"""The house rules that a program can read: floors, sizes, names, forbidden calls, the top level."""

import ast
import graphlib
import importlib
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parent.parent

FLOORS = {
    "whole_file": -1,  # Writing a file whole or not at all; every floor above may.
    "geometry": 0,
    "images": 0,
    "quiet": 0,  # Imports without their greeting, for every program.
    "xml_lines": 0,  # A safe XML reader, for annotations and converters.
    "completion": 0,  # Scripts for shells, of any parser.
    "matlab_file": 0,  # A reader of .mat files, for annotations and converters.
    "checkpoint": 1,  # Finding a run's model on disk, whatever the task.
    "layers": 1,
    "backbones": 2,
    "classification": 3,
    "detection": 3,
    "text": 3,
    "weights": 4,
    "video": 3,  # Films: the commands of serving read and write them.
    "serving": 4,
    "demo": 5,  # All tasks, trained and served.
    "cli": 6,
}
TOP_LEVEL = {
    *("pyproject.toml", "tfvision", "training", "tests", "saved_models"),
    *("README.md", "LICENSE", "CHANGELOG.md"),
}
NAMES_THAT_SAY_NOTHING = {"utils", "common", "misc", "helpers", "base", "factory", "registry"}
LONGEST = 250

LIBRARY = sorted(ROOT.glob("tfvision/**/*.py"))
SCRIPTS = sorted(ROOT.glob("training/**/*.py"))
TESTS = sorted(ROOT.glob("tests/**/*.py"))
OURS = LIBRARY + SCRIPTS + TESTS
PARSED = {path: ast.parse(path.read_text()) for path in OURS}


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in OURS}


def imports(path):
    """Modules of the project that a file imports, at its top or inside a function."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path.parent / "x")[:-2]
    for node in ast.walk(PARSED[path]):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = package.split(".")[: len(package.split(".")) + 1 - node.level]
            start = ".".join([*(start if node.level else []), *filter(None, [node.module])])
            names = [f"{start}.{alias.name}" for alias in node.names]
            found = [name if name in MODULES else start for name in names]
        else:
            continue
        yield from (
            name for name in found if name.split(".")[0] in ("tfvision", "training", "tests")
        )


def part_of(module):
    """`tfvision.detection.codec` -> `detection`; None for tfvision itself."""
    return ([*module.split("."), None])[1]


def of_each(paths):
    """One test of all files that names those that fail; one for each were thousands."""

    def made(check):
        def test():
            failed = []
            for path in paths:
                try:
                    check(path)
                except AssertionError as error:
                    failed.append(f"{path.relative_to(ROOT)}: {error}")
            assert paths and not failed, "\n".join(failed)

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return made


@of_each(LIBRARY)
def test_imports_point_down(path):
    own = part_of(module_of(path))
    if own is None:
        return
    assert own in FLOORS, f"{own} has no floor: add it to FLOORS"
    for name in imports(path):
        assert name.startswith("tfvision"), f"the library imports {name}"
        other = part_of(name)
        assert other is None or other in FLOORS, f"{other} has no floor: add it to FLOORS"
        allowed = other in (None, own) or FLOORS[other] < FLOORS[own]
        assert allowed, f"{own} (floor {FLOORS[own]}) imports {name} (floor {FLOORS[other]})"


def test_scripts_do_not_import_tests():
    for path in SCRIPTS:
        assert not [name for name in imports(path) if name.startswith("tests")], path


def test_no_circles():
    graph = {name: set(imports(path)) - {name} for name, path in MODULES.items()}
    graphlib.TopologicalSorter(graph).prepare()


# Each file of a task may use those on the left of it, directly or through other files.
ORDER = ("default_boxes", "codec", ("dataset", "augment", "model", "loss", "metric"), "predictor")


@pytest.mark.parametrize("task", ["classification", "detection", "text"])
def test_files_of_a_task_follow_the_data(task):
    start = f"tfvision.{task}."
    ranks = {f"{start}{name}": rank for rank, group in enumerate(ORDER) for name in _each(group)}
    for module, rank in ranks.items():
        reached = _reached_within(module, start) if module in MODULES else set()
        for other in reached & set(ranks) - {module}:
            assert ranks[other] <= rank, f"{module} reaches {other}"
        if module.endswith((".model", ".loss")):
            assert not reached & {f"{start}model", f"{start}loss"} - {module}


def _each(group):
    return group if isinstance(group, tuple) else (group,)


def _reached_within(module, start):
    reached, ahead = set(), [module]
    while ahead:
        new = {name for name in imports(MODULES[ahead.pop()]) if name.startswith(start)} - reached
        reached |= new
        ahead += new
    return reached


@of_each(OURS)
def test_files_are_short_and_named_for_what_they_hold(path):
    assert len(path.read_text().splitlines()) <= LONGEST
    assert path.stem not in NAMES_THAT_SAY_NOTHING


@of_each(OURS)
def test_files_open_with_a_sentence(path):
    docstring = ast.get_docstring(PARSED[path])
    assert docstring, "no docstring"
    assert re.search(r"[.:;!?]($|\s)", docstring), "the docstring is no sentence"


@of_each(LIBRARY + SCRIPTS)
def test_no_assert_outside_tests(path):
    assert not [node.lineno for node in ast.walk(PARSED[path]) if isinstance(node, ast.Assert)]


@of_each(LIBRARY)
def test_only_the_console_prints(path):
    if path.name == "cli.py":
        return
    calls = [node for node in ast.walk(PARSED[path]) if isinstance(node, ast.Call)]
    assert not [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]


@of_each(LIBRARY + SCRIPTS)
def test_nothing_that_is_known_to_fail(path):
    """Each of these was measured to break saving, resizing or training."""
    for node in ast.walk(PARSED[path]):
        if isinstance(node, ast.keyword):
            value = getattr(node.value, "value", None)
            assert not (node.arg == "jit_compile" and value is True), node.value.lineno
        if isinstance(node, ast.Attribute):
            assert ast.unparse(node) not in {
                *("keras.layers.Lambda", "layers.Lambda"),
                *("keras.ops.image.resize", "ops.image.resize"),
                *("tf.train.Checkpoint", "tf.keras"),
                *("keras.layers.RandomCrop", "keras.layers.RandomShear"),
            }, f"line {node.lineno}: {ast.unparse(node)}"


def test_the_top_level_is_as_designed():
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listing.returncode:
        pytest.skip("not a git checkout: what else lies in the folder is not ours to judge")
    found = {name.split("/")[0] for name in listing.stdout.splitlines()}
    assert {name for name in found if not name.startswith(".")} == TOP_LEVEL


def test_exported_names_exist():
    for name, path in MODULES.items():
        if path.name == "__init__.py" and name.startswith("tfvision"):
            package = importlib.import_module(name)
            for exported in getattr(package, "__all__", ()):
                assert hasattr(package, exported), f"{name}.{exported}"


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_another_backend_is_refused_in_one_sentence(backend):
    run = subprocess.run(
        [sys.executable, "-c", "import tfvision"],
        cwd=ROOT,
        env={"KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
    )
    assert run.stderr.splitlines()[-1] == (
        f"ImportError: tfvision needs the Keras backend 'tensorflow', got '{backend}': "
        "set KERAS_BACKEND=tensorflow before the first import of keras."
    )


def test_import_is_fast_and_silent():
    script = (
        "import time; start = time.perf_counter(); import tfvision, sys\n"
        "assert time.perf_counter() - start < 4\n"
        "assert 'tensorflow' not in sys.modules"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={}, capture_output=True, text=True
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
