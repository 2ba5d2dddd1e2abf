"""Every public layer, model and loss of tfvision against the contract, one row or more a class."""

import importlib
import pkgutil

import keras
import pytest

import tfvision
from tests import contracts
from tests.contract_rows import ROWS
from tfvision import backbones, layers
from tfvision.backbones import five_stages

EXCUSED = {
    backbones.Backbone: "abstract; its subclasses have rows",
    five_stages.FiveStages: "abstract; its subclasses have rows",
}

TRAINED = [row for row in ROWS if not issubclass(row.cls, keras.losses.Loss)]


def some_slow(is_slow):
    """The rows of what is trained; those of a model but the first, seconds each, are marked slow.

    So are those of which `is_slow` says so.
    """
    first = {row.cls: row for row in reversed(TRAINED)}
    slow = [
        is_slow(row) or (issubclass(row.cls, keras.Model) and row is not first[row.cls])
        for row in TRAINED
    ]
    return [
        pytest.param(row, marks=pytest.mark.slow) if late else row
        for row, late in zip(TRAINED, slow, strict=True)
    ]


def public_classes():
    """Layers, models and losses without an underscore, wherever in tfvision they are defined."""
    kinds = (keras.Layer, keras.losses.Loss)
    for module in pkgutil.walk_packages(tfvision.__path__, "tfvision."):
        module = importlib.import_module(module.name)
        for name, value in vars(module).items():
            is_own = getattr(value, "__module__", None) == module.__name__
            if isinstance(value, type) and issubclass(value, kinds) and is_own:
                if not name.startswith("_"):
                    yield value


def test_every_public_class_has_a_row():
    rowed = {row.cls for row in ROWS}
    assert not rowed & set(EXCUSED)
    without = set(public_classes()) - rowed - set(EXCUSED)
    assert not without, f"add a row to tests/contract_rows.py: {without}"


@pytest.mark.parametrize(
    "cls", sorted({row.cls for row in ROWS}, key=str), ids=lambda c: c.__name__
)
def test_arguments_are_sound(cls):
    contracts.assert_arguments_are_sound(cls, [row for row in ROWS if row.cls is cls])


@pytest.mark.parametrize("row", ROWS, ids=repr)
def test_keeps_its_config(row):
    contracts.assert_keeps_its_config(row)


@pytest.mark.parametrize("row", some_slow(lambda row: False), ids=repr)
def test_runs_in_graph(row):
    contracts.assert_runs_in_graph(row)


@pytest.mark.parametrize("row", [row for row in ROWS if row not in TRAINED], ids=repr)
def test_a_loss_runs_in_graph(row):
    contracts.assert_runs_in_graph(row)


@pytest.mark.parametrize("row", ROWS, ids=repr)
def test_learns(row):
    contracts.assert_learns(row)


@pytest.mark.parametrize("row", some_slow(lambda row: False), ids=repr)
def test_saves_and_loads(row, tmp_path):
    contracts.assert_saves_and_loads(row, tmp_path)


def is_exported_in_another(row):
    """Backbones in the networks upon them, and of the layers with a deformable convolution one."""
    is_deformable = bool(row.arguments.get("deformable")) and row.cls is not layers.ConvNormAct
    return issubclass(row.cls, backbones.Backbone) or is_deformable


@pytest.mark.parametrize("row", some_slow(is_exported_in_another), ids=repr)
def test_exports(row, tmp_path):
    contracts.assert_exports(row, tmp_path)
