"""The tour's command: what it refuses, and all of it in small."""

import inspect

import pytest

from tests.tiny_classifier import tiny_model
from tests.tiny_detector import tiny_ssd
from tfvision import classification, cli, detection
from tfvision.demo import cars, digits, shapes
from tfvision.demo.command import _STOPS
from tfvision.images import read


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--pictures", "0"], "--pictures: must be a whole number from 1 on, got 0"),
        (["--seconds", "-1"], "--seconds: must be a whole number from 1 on, got -1"),
        (["--seed", "x"], "--seed: must be a whole number from 0 on, got x"),
        (["--only", "trucks"], "invalid choice: 'trucks'"),
    ],
)
def test_words_out_of_range(capsys, words, message):
    with pytest.raises(SystemExit):
        cli.main(["demo", *words])
    assert message in capsys.readouterr().err


def smaller(monkeypatch, module, name, make):
    """Replaces a function by one that takes the same arguments and makes another network."""
    signature = inspect.signature(getattr(module, name))

    def made(*arguments, **options):
        bound = signature.bind(*arguments, **options)
        kinds = (detection.SSD, classification.Classifier)
        known = {name for kind in kinds for name in inspect.signature(kind).parameters}
        assert set(bound.arguments.get("options", ())) <= known
        return make()

    monkeypatch.setattr(module, name, made)


@pytest.fixture
def small(monkeypatch):
    """Networks that are made in no time, and little data."""
    smaller(monkeypatch, detection, "ssd300_vgg16", lambda: tiny_ssd((300, 300), classes=2))
    smaller(monkeypatch, classification, "efficientnet", lambda: tiny_model(8))
    for stop in (cars, shapes, digits):
        monkeypatch.setattr(stop, "_SEEN", 32)
        monkeypatch.setattr(stop, "_HELD_OUT", 4)


def test_what_learns_is_measured_and_drawn(small, tmp_path, capsys):
    words = ["--only", "digits", "cars", "shapes", "--seconds", "1", "--pictures", "2"]
    assert cli.main(["demo", *words, "--output", str(tmp_path / "é")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["cars", "shapes", "digits", "written"]
    for line, others in zip(lines[:3], ("roads", "pictures", "digits"), strict=True):
        steps, rest = line.split(": after ")[1].split(" steps of ")
        assert int(steps) > 0 and f" rendered {others}, " in rest and " of 4 others" in rest
    sizes = {path.stem: read.read(path).shape for path in (tmp_path / "é").iterdir()}
    assert sizes == {
        **dict.fromkeys(("cars_1", "cars_2"), (540, 960, 3)),
        **dict.fromkeys(("shapes_1", "shapes_2"), (576, 864, 3)),
        **dict.fromkeys(("digits_1", "digits_2"), (504, 1512, 3)),
    }


def test_an_output_that_is_a_file(tmp_path, capsys):
    (tmp_path / "a").touch()
    assert cli.main(["demo", "--output", str(tmp_path / "a")]) == 1
    assert capsys.readouterr().err.endswith(f"--output must be a folder, got {tmp_path / 'a'}\n")


@pytest.mark.slow
def test_all_of_it_learns(tmp_path, capsys):
    assert cli.main(["demo", "--output", str(tmp_path)]) == 0
    found = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in found] == [*_STOPS, "written"]
    cars, shapes, digits = found[2:5]
    assert float(cars.split("precision of ")[1].split(",")[0]) > 0.2
    for line, least in ((shapes, 50), (digits, 80)):
        assert int(line.split("names ")[1].split("%")[0]) > least
