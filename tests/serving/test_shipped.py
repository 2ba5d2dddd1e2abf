"""Where the models that come with tfvision are looked for."""

import importlib.metadata
import pathlib
import tomllib

import pytest

from tfvision.serving import shipped

NAMES = ("plates", "characters")


class Installed(importlib.metadata.PackagePath):
    root = pathlib.Path()

    def locate(self):
        return self.root / self


def test_here_then_the_checkout_then_what_was_installed(tmp_path, monkeypatch):
    here, checkout, installed = (tmp_path / name for name in ("here", "checkout", "installed"))
    version = pathlib.Path("share/tfvision/saved_models/plates/1")
    for place in (here, installed / version):
        place.mkdir(parents=True)
    files = [Installed(file) for file in ("tfvision/cli.py", str(version / "saved_model.pb"))]
    monkeypatch.chdir(here)
    monkeypatch.setattr(shipped, "_CHECKOUT", checkout)
    monkeypatch.setattr(shipped.importlib.metadata, "files", lambda name: files)
    monkeypatch.setattr(Installed, "root", installed)

    assert shipped.shipped("plates") == (installed / version).parent
    for place in (checkout, here):
        (place / "saved_models" / "plates").mkdir(parents=True)
        expected = pathlib.Path() if place == here else place
        assert shipped.shipped("plates") == expected / "saved_models" / "plates"


@pytest.mark.parametrize("files", [None, [], [Installed("saved_models/cars/1/saved_model.pb")]])
def test_where_there_is_none(tmp_path, monkeypatch, files):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shipped, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(shipped.importlib.metadata, "files", lambda name: files)
    with pytest.raises(
        FileNotFoundError, match=r"^no saved_models/plates here, nor with .*--model"
    ):
        shipped.shipped("plates")


def test_one_that_is_not_installed(tmp_path, monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shipped, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(shipped.importlib.metadata, "files", missing)
    with pytest.raises(FileNotFoundError, match="copy that folder of the project to here"):
        shipped.shipped("plates")


@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_has_them(name):
    assert (shipped.shipped(name) / "1" / "saved_model.pb").is_file()


def test_the_wheel_brings_every_file_of_their_exports():
    checkout = pathlib.Path(__file__).parents[2]
    settings = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))
    placed = settings["tool"]["setuptools"]["data-files"]
    taken = {
        f"{folder}/{file.name}"
        for folder, globs in placed.items()
        for each in globs
        for file in checkout.glob(each)
    }
    exports = (checkout / "saved_models" / name / "1" for name in NAMES)
    files = [file for export in exports for file in export.rglob("*") if file.is_file()]
    assert taken == {f"share/tfvision/{file.relative_to(checkout).as_posix()}" for file in files}
