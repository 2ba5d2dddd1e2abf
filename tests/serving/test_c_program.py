"""A C program without Python, linked with TensorFlow's library, gets the answers that we get."""

import pathlib

import cv2
import numpy as np
import pytest

from tests.serving import c_program
from tfvision import serving
from tfvision.serving import versions

SHIPPED = pathlib.Path(__file__).parents[2] / "saved_models"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not c_program.can_compile(), reason="needs gcc"),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return c_program.compiled(tmp_path_factory.mktemp("program"))


@pytest.mark.parametrize("name", ["plates", "characters", "pets"])
def test_it_gets_the_same_answers(program, classifier_folder, tmp_path, name):
    folder = classifier_folder if name == "pets" else versions.find(SHIPPED / name)
    picture = SHIPPED / ("plates.jpg" if name == "pets" else f"{name}.jpg")
    image = cv2.imdecode(np.fromfile(picture, "uint8"), cv2.IMREAD_COLOR_RGB)[:300, :420]
    loaded = serving.load(folder)
    file = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes()
    for signature, value, inputs in (
        ("serving_default", image[None], {"images": image[None]}),
        ("serving_bytes", file, {"image_bytes": np.array([file], object)}),
    ):
        expected = loaded.signatures[signature](**inputs)
        answer, times = c_program.ask(program, folder, signature, value, tmp_path)
        assert answer.keys() == expected.keys() and min(times) > 0
        for key, values in expected.items():
            values = values.numpy()
            if values.dtype == object:
                assert answer[key].tolist() == values.tolist()
            else:
                np.testing.assert_allclose(answer[key], values, atol=1e-4)
        assert name == "pets" or answer["num_detections"][0] > 0
