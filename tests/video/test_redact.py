"""From a film to one in which nothing of what was found can be read."""

import json

import numpy as np
import pytest

from tests.video import films
from tests.video.striped import FRAMES, Seeing, picture, readable, write_film
from tfvision.video import Cover, Film, VideoError, apply_plan, make_plan, read_plan, redact


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("film") / "drive.mp4")


def test_what_a_detector_misses_is_covered_too(film, tmp_path):
    blind = (0, 1, 2, 9, 10, 11, 12, 22, 23)
    plan = redact(film, tmp_path / "out.mp4", Seeing(blind), high=0.5)
    (track,) = plan.tracks
    assert (track.first, track.last, plan.frames) == (0, 23, 24)
    assert plan.covered == [True] and plan.names[track.label] == "plate"
    assert readable(film).min() > 80
    assert readable(tmp_path / "out.mp4").max() < 25
    assert films.packets(tmp_path / "out.mp4", "audio") == films.packets(film, "audio")


def test_every_fourth_frame_is_enough(film, tmp_path):
    detector = Seeing()
    plan = redact(film, tmp_path / "out.mp4", detector, every=4, cover=Cover("solid"))
    assert detector.looked == 6 and np.isfinite(plan.tracks[0].scores).sum() == 6
    assert readable(tmp_path / "out.mp4").max() < 25


def test_a_scene_is_covered_from_its_first_frame_on(tmp_path):
    images = [picture(i) if i > 5 else np.roll(picture(i) // 2, 70, axis=1) for i in range(FRAMES)]
    for i in range(6):  # As white as later, where it is
        images[i][images[i] > 100] = 255
    film = films.write(tmp_path / "a.mp4", images=images)
    plan = redact(film, tmp_path / "out.mp4", Seeing(), every=4)
    assert [(track.first, track.last) for track in plan.tracks] == [(0, 5), (6, 23)]
    assert readable(tmp_path / "out.mp4")[6:].max() < 25


def test_a_plan_is_written_changed_and_applied(film, tmp_path):
    plan = make_plan(film, Seeing(), batch_size=5)
    plan.write(tmp_path / "plan.json")
    content = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert content["film"] == "drive.mp4" and content["rate"] == "25"
    assert content["tracks"][0]["label"] == "plate"
    same = read_plan(tmp_path / "plan.json")
    np.testing.assert_allclose(same.boxes_at(7), plan.boxes_at(7), atol=0.06)
    np.testing.assert_allclose(same.tracks[0].scores, plan.tracks[0].scores, atol=1e-3)

    content["tracks"][0]["cover"] = False
    content["tracks"].append({"first": 3, "last": 5, "box_xyxy": [0, 60, 40, 90]})
    (tmp_path / "plan.json").write_text(json.dumps(content), "utf-8")
    changed = read_plan(tmp_path / "plan.json")
    assert [len(changed.boxes_at(i)) for i in (2, 3, 5, 6)] == [0, 1, 1, 0]
    assert apply_plan(film, tmp_path / "out.mp4", changed, cover=Cover("solid")) == 24
    assert readable(tmp_path / "out.mp4").min() > 80
    with Film(tmp_path / "out.mp4") as out:
        dark = [frame.image[75, 20].max() < 40 for frame in out]
    assert np.flatnonzero(dark).tolist() == [3, 4, 5]


def test_classes_that_do_not_count(film):
    assert make_plan(film, Seeing(), labels=["car"]).tracks == []
    with pytest.raises(ValueError, match=r"^labels must be among car, plate, got face$"):
        make_plan(film, Seeing(), labels=["face"])


def test_a_plan_for_another_film(film, tmp_path):
    plan = make_plan(film, Seeing())
    other = films.write(tmp_path / "other.mp4")
    with pytest.raises(VideoError, match=r"other\.mp4: is 96 x 64, but its plan is for 160 x 90$"):
        apply_plan(other, tmp_path / "out.mp4", plan)
    longer = films.write(tmp_path / "longer.mp4", images=[picture(i) for i in range(FRAMES + 1)])
    with pytest.raises(VideoError, match=r"longer\.mp4: has 25 frames, but its plan is for 24$"):
        apply_plan(longer, tmp_path / "out.mp4", plan)
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"box_xyxy": [0, 0, 9, 9]}, r"track 2 is wrong \(needs 'first'\)"),
        ({"first": 1, "boxes_xyxy": [[0, 0, 9]]}, r"track 2 .*must be \[T, 4\] finite numbers"),
        ({"first": 1, "boxes_xyxy": [[9, 0, 0, 9]]}, r"track 2 .*right or lower edge before"),
        ({"first": 1, "boxes_xyxy": [[0, 0, 9, 9]], "scores": [1, 2]}, r"1 boxes but 2 scores"),
        ({"first": 1, "last": 10**12, "box_xyxy": [0, 0, 9, 9]}, r"frames long in a film of 24"),
        (7, r"track 2 is wrong"),
    ],
)
def test_a_plan_that_is_wrong_is_named(film, tmp_path, row, sentence):
    plan = make_plan(film, Seeing())
    plan.write(tmp_path / "plan.json")
    content = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    content["tracks"].append(row)
    (tmp_path / "plan.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(VideoError, match=r"plan\.json: .*" + sentence):
        read_plan(tmp_path / "plan.json")


def test_what_is_no_plan(tmp_path):
    with pytest.raises(VideoError, match=r"a\.json: no such file$"):
        read_plan(tmp_path / "a.json")
    (tmp_path / "a.json").write_text("")
    with pytest.raises(VideoError, match=r"a\.json:1: not well-formed JSON"):
        read_plan(tmp_path / "a.json")
    for text in ("{}", "[1]", '{"rate": "x"}', '{"rate": "25/0"}'):
        (tmp_path / "a.json").write_text(text)
        with pytest.raises(VideoError, match=r"a\.json: no plan that can be read \("):
            read_plan(tmp_path / "a.json")


class InACar(Seeing):
    """Sees a car around the plate of every other frame, and none around a second plate."""

    def _answer(self, image):
        found = super()._answer(image)
        car = found["box"] + (-20, -20, 20, 6)
        lone = np.array([[5.0, 70, 35, 80]])
        boxes = np.concatenate([found["box"], car, lone])[self.looked % 2 :]
        labels = np.array([1, 0, 1])[self.looked % 2 :]
        return {"box": boxes, "label": labels, "score": np.full(len(boxes), 0.8)}


def test_a_plate_belongs_to_a_car(film):
    plan = make_plan(film, InACar(), parents={"plate": "car"}, extend=0)
    (track,) = plan.tracks
    assert plan.names[track.label] == "plate" and (track.first, track.last) == (0, 23)
    assert len(make_plan(film, InACar(), extend=0).tracks) == 3
    with pytest.raises(ValueError, match=r"^parents must be among car, plate, got bus$"):
        make_plan(film, InACar(), parents={"plate": "bus"})
