"""A model of each task, exported once, for all tests of serving; none of them changes one."""

import pytest

from tests.tiny_classifier import tiny_classifier
from tests.tiny_detector import tiny_detector
from tests.tiny_text import Bright
from tfvision import serving
from tfvision.text.predictor import CharacterDetector


@pytest.fixture(scope="session")
def detector():
    return tiny_detector()


@pytest.fixture(scope="session")
def folder(detector, tmp_path_factory):
    """The version 1 of a model, fused as exports are by default."""
    return serving.export(detector, tmp_path_factory.mktemp("models") / "plates")


@pytest.fixture(scope="session")
def classifier():
    return tiny_classifier()


@pytest.fixture(scope="session")
def classifier_folder(classifier, tmp_path_factory):
    return serving.export(classifier, tmp_path_factory.mktemp("models") / "pets")


@pytest.fixture(scope="session")
def character_detector():
    return CharacterDetector(Bright(), tile=128, overlap=32, direction="horizontal")


@pytest.fixture(scope="session")
def characters_folder(character_detector, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "reader"
    return serving.export(character_detector, folder)
