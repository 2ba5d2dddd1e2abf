"""One detector, exported once, for all tests of serving; none of them changes it."""

import pytest

from tests.tiny_detector import tiny_detector
from tfvision import serving


@pytest.fixture(scope="session")
def detector():
    return tiny_detector()


@pytest.fixture(scope="session")
def folder(detector, tmp_path_factory):
    """The version 1 of a model, fused as exports are by default."""
    return serving.export(detector, tmp_path_factory.mktemp("models") / "plates")
