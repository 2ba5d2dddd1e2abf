"""An export whose weights are constants of its graph: the same answers, and no variables."""

import numpy as np
import pytest
import tensorflow as tf

from tests.serving.test_raw_detector import IMAGE
from tfvision import serving
from tfvision.serving import server_check, signatures


@pytest.fixture(scope="module")
def constant(detector, tmp_path_factory):
    return serving.export(detector, tmp_path_factory.mktemp("models") / "constant", constant=True)


def test_answers_are_those_of_variables(folder, constant):
    expected, found = serving.load(folder).predict(IMAGE), serving.load(constant).predict(IMAGE)
    assert len(found["box"])
    for name in ("box", "score"):
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-4, atol=1e-4)
    assert found["name"].tolist() == expected["name"].tolist()


def test_the_graph_holds_the_weights_once_and_nothing_lies_beside_it(constant):
    loaded = tf.saved_model.load(str(constant))
    assert not loaded.signatures["raw"].variables
    assert sum(path.stat().st_size for path in (constant / "variables").glob("*")) < 1000
    functions = loaded.signatures["raw"].graph.as_graph_def().library.function
    held = [node.attr["value"].tensor for each in functions for node in each.node_def]
    largest = max((tensor.tensor_content for tensor in held), key=len)
    assert len(largest) > 500
    assert (constant / "saved_model.pb").read_bytes().count(largest) == 1


def test_it_is_served_and_read_back_like_others(constant):
    assert server_check.check(constant).passed
    assert serving.RawDetector(serving.load(constant)).predict(IMAGE)["box"].shape[1] == 4
    assert serving.load(constant, bfloat16=True).predict(IMAGE)["box"].shape[1] == 4


@pytest.mark.slow
def test_characters(character_detector, characters_folder, tmp_path):
    path = serving.export(character_detector, tmp_path / "reader", constant=True)
    page = np.zeros([96, 128, 3], "uint8")
    page[30:42, 20:30] = page[30:42, 40:50] = 255
    expected, found = (serving.load(each).predict(page) for each in (characters_folder, path))
    assert len(found["box"]) == 2
    np.testing.assert_allclose(found["box"], expected["box"], atol=1e-3)


def test_what_cannot_be_constant_is_refused(detector, tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="half and constant exclude each other"):
        serving.export(detector, tmp_path / "a", half=True, constant=True)
    monkeypatch.setattr(signatures, "_MOST_BYTES", 1000)
    with pytest.raises(
        ValueError, match=r"constant must be False for 0 MB of weights: more than 0"
    ):
        serving.export(detector, tmp_path / "a", constant=True)
    assert not list((tmp_path / "a").glob("*"))
