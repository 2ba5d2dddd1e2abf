"""From films and images to ones in which nothing can be read, as a person types it."""

import json
import shutil

import cv2
import numpy as np
import pytest

from tests.video import striped
from tfvision import cli
from tfvision.images.read import read
from tfvision.serving import blur_command
from tfvision.video import Film


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A film and an image; the detector of `--model` sees what is striped."""
    (tmp_path / "in").mkdir()
    striped.write_film(tmp_path / "in" / "drive ü.mp4")
    cv2.imwrite(str(tmp_path / "in" / "shot.png"), striped.picture(3))
    monkeypatch.setattr(blur_command, "load", lambda name, **how: striped.Seeing((4, 5, 6)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blur(*words):
    return cli.main(["blur", *map(str, words)])


def left(image):
    x1, y1, x2, y2 = striped.box_of(3)
    return image[y1:y2, x1:x2].astype(float).std(1).mean()


def test_a_folder_of_films_and_images(folder, capsys):
    assert blur("in", "--model", "m") == 0
    out, err = capsys.readouterr()
    assert "written: blurred/drive ü.mp4, 1 tracks in 24 frames" in out
    assert "written: blurred/shot.png, 1 covered" in out and "covering" in err
    assert striped.readable(folder / "blurred" / "drive ü.mp4").max() < 25
    assert left(read("in/shot.png")) > 80 and left(read("blurred/shot.png")) < 25


def test_what_is_there_stays_unless_it_is_to_be_done_again(folder, capsys):
    (folder / "blurred").mkdir()
    for name in ("drive ü.mp4", "shot.png"):
        (folder / "blurred" / name).write_bytes(b"mine")
    assert blur("in", "--model", "m") == 0
    assert capsys.readouterr().out.count("there already: blurred/") == 2
    assert (folder / "blurred" / "shot.png").read_bytes() == b"mine"
    assert blur("in/shot.png", "--model", "m", "--overwrite") == 0
    assert left(read("blurred/shot.png")) < 25


def test_a_plan_is_looked_at_before_it_is_applied(folder, capsys):
    film = "in/drive ü.mp4"
    assert blur(film, "--model", "m", "--plan", "plan.json", "--every", 2) == 0
    assert "written: plan.json, 1 tracks in 24 frames" in capsys.readouterr().out
    assert not (folder / "blurred").exists()
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    plan["tracks"][0]["cover"] = False
    (folder / "other.json").write_text(json.dumps(plan), "utf-8")
    assert blur(film, "--apply", "plan.json", "--style", "solid", "--output", "out") == 0
    assert striped.readable(folder / "out" / "drive ü.mp4").max() < 25
    assert blur(film, "--apply", "other.json", "--output", "out2") == 0
    assert striped.readable(folder / "out2" / "drive ü.mp4").min() > 80


@pytest.mark.parametrize(
    "words",
    [
        ("--style", "mosaic", "--pieces", 1, "--shape", "ellipse", "--soft", 0.2),
        ("--style", "solid", "--colour", 200, 0, 0, "--scale", 1.5),
        ("--style", "picture", "--picture", "in/shot.png"),
    ],
)
def test_styles(folder, words):
    assert blur("in/shot.png", "--model", "m", *words) == 0
    assert (read("blurred/shot.png") != read("in/shot.png")).any()


def test_labels_that_count(folder, capsys):
    assert blur("in", "--model", "m", "--labels", "car") == 0
    out = capsys.readouterr().out
    assert "0 tracks in 24 frames" in out and "shot.png, 0 covered" in out
    with Film("blurred/drive ü.mp4") as film:
        assert film.size_hw == striped.SIZE_HW


def test_labels_where_nothing_is_found(folder, capsys, monkeypatch):
    monkeypatch.setattr(blur_command, "load", lambda name, **how: striped.Seeing((0,)))
    assert blur("in/shot.png", "--model", "m", "--labels", "plate") == 0
    assert "shot.png, 0 covered" in capsys.readouterr().out


def test_plates_on_no_car_stay_in_images_as_in_films(folder, capsys):
    assert blur("in", "--model", "m", "--parent", "plate", "car") == 0
    out = capsys.readouterr().out
    assert "0 tracks in 24 frames" in out and "shot.png, 0 covered" in out


def test_images_of_one_name_and_two_kinds(folder):
    (folder / "in" / "drive ü.mp4").unlink()
    cv2.imwrite(str(folder / "in" / "shot.jpg"), striped.picture(3))
    assert blur("in", "--model", "m") == 0
    written = {path.name for path in (folder / "blurred").iterdir()}
    assert written == {"shot.jpg", "shot.png"}


def test_what_cannot_be_read_is_left_out(folder, capsys):
    (folder / "in" / "cut.mp4").write_bytes(b"no film")
    assert blur("in", "--model", "m") == 1
    out = capsys.readouterr().out
    assert "left out: in/cut.mp4: no film that can be read" in out and "shot.png, 1" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("in", "--model", "m", "--output", "in"), "--output must be another folder than that"),
        (("in", "--model", "m", "--plan", "p.json"), "are of one film, got 2 file(s)"),
        (("gone.mp4", "--model", "m"), "gone.mp4: no such file or folder"),
        (("in", "there", "--model", "m"), "would become one file"),
        (("in", "--model", "m", "--style", "picture"), "picture must be given"),
        (("in", "--model", "m", "--score", 0.05), "--score must be in [0.1, 1], got 0.05"),
        (("in", "--model", "m", "--every", 0), "every must be at least 1, got 0"),
        (("in/drive ü.mp4", "--apply", "gone.json"), "gone.json: no such file"),
        (("in/drive ü.mp4", "--apply", "a.json", "--plan", "b.json"), "exclude each other"),
        (("in/shot.png", "--model", "m", "--labels", "Plate"), "be among car, plate, got Plate"),
        (("in", "--model", "m", "--class-score", "bus", 0.5), "--class-score must be among car, "),
        (("in", "--model", "m", "--class-score", "car", "x"), "must be NAME SCORE, got car x"),
        (("in", "--model", "m", "--class-score", "car", 0.01), "--class-score car must be in [0.1"),
        (("in", "--model", "m", "--span", "ten"), "a span must be like 0:10-0:25"),
        (("in", "--model", "m", "--always", 0, 0, 0, 1), "always must be boxes x1 y1 x2 y2 in "),
        (("in", "--model", "m", "--detections", "a.txt"), "go to a .csv or .json file, got a.txt"),
        (("in", "--model", "m", "--sheet", "in"), "--sheet must be a .png file, got in"),
        (("in", "--model", "m", "--preview", "a.mp4"), "with a film's name are of one film"),
        (("in", "--model", "m", "--preview-frames", 0), "--preview-frames must be at least 1"),
        (("in", "--apply", "a.json", "--every", 2), "give --every with --plan"),
        (("in", "--apply", "a.json", "--labels", "car"), "give --labels with --plan"),
        (("in", "--model", "m", "--parent", "plate", "bus"), "--parent must be among car, plate, "),
    ],
)
def test_what_cannot_be_done_is_said(folder, capsys, words, said):
    shutil.copytree(folder / "in", folder / "there")
    assert blur(*words) == 1
    assert said in "".join(capsys.readouterr())


def test_without_a_model_it_is_number_plates(folder, monkeypatch):
    loaded = []
    monkeypatch.setattr(
        blur_command, "load", lambda name, **how: loaded.append(name) or striped.Seeing()
    )
    monkeypatch.setattr(blur_command, "shipped", lambda name: f"that of {name}")
    assert blur("in/shot.png") == 0
    assert loaded == ["that of plates"]


def test_regions_and_spans(folder):
    film = "in/drive ü.mp4"
    zones = ("--always", 0, 0.9, 0.5, 1, "--never", 0.3, 0, 1, 0.8, "--span", "0:00.2-0:00.6")
    assert blur("in", "--model", "m", "--style", "solid", *zones) == 0
    covered, whole = (
        [frame.image for frame in Film(path)] for path in ("blurred/drive ü.mp4", film)
    )
    changed = [np.abs(a.astype(int) - b).max(-1) > 60 for a, b in zip(covered, whole, strict=True)]
    always = [change[85:88, 5:70].mean() > 0.9 for change in changed]
    assert np.flatnonzero(always).tolist() == list(range(5, 15))  # At 25 frames a second
    assert not any(change[:65, 56:].any() for change in changed)
    left, top, _, bottom = striped.box_of(7)  # A plate that reaches into what is never covered
    assert (covered[7][top + 2 : bottom - 2, left:46] < 50).all()
    image = read("blurred/shot.png")
    assert not image[85:, :70].any() and (image[:60, 50:] == read("in/shot.png")[:60, 50:]).all()


def test_a_class_with_a_score_of_its_own(folder, capsys):
    for score, found in ((0.9, 0), (0.7, 1)):
        assert blur("in", "--model", "m", "--overwrite", "--class-score", "plate", score) == 0
        out = capsys.readouterr().out
        assert f"{found} tracks in 24" in out and f"shot.png, {found} covered" in out


@pytest.mark.parametrize(("score", "covered"), [(0.12, 24), (0.08, 16)])
def test_a_faint_plate_goes_on_down_to_a_quarter_of_the_score(
    score, covered, folder, capsys, monkeypatch
):
    """Sure in the first frames, then faint; without it the track ends after 0.2 seconds."""

    class Fading(striped.Seeing):
        def _answer(self, image):
            answer = super()._answer(image)
            return answer | {"score": answer["score"] * (1 if self.looked < 12 else score / 0.8)}

    monkeypatch.setattr(blur_command, "load", lambda name, **how: Fading())
    words = ("--score", 0.4, "--extend", 0.2, "--plan", "plan.json")
    assert blur("in/drive ü.mp4", "--model", "m", *words) == 0
    (track,) = json.loads((folder / "plan.json").read_text("utf-8"))["tracks"]
    assert track["first"] == 0 and len(track["boxes_xyxy"]) == covered


def test_tiles(folder, capsys):
    assert blur("in/shot.png", "--model", "m", "--tiles", "2x1") == 0
    assert left(read("blurred/shot.png")) < 25
    for word in ("two", "0x2"):  # Before a model is loaded
        with pytest.raises(SystemExit):
            blur("in", "--tiles", word)
        assert f"must be like 2x1, got {word}" in capsys.readouterr().err


def test_a_look_that_was_stopped_goes_on(folder, capsys, monkeypatch):
    class Stopped(striped.Seeing):
        def predict(self, images):
            if self.looked >= 8:
                raise KeyboardInterrupt
            return super().predict(images)

    monkeypatch.setattr(blur_command, "load", lambda name, **how: Stopped())
    for way in (("--score", 0.5), ()):  # What was found with another score is no answer.
        assert blur("in/drive ü.mp4", "--model", "m", *way) == 130
    (left_over,) = (folder / "blurred").iterdir()
    assert left_over.name == ".unfinished-drive ü.looked.jsonl"
    detector = striped.Seeing()
    monkeypatch.setattr(blur_command, "load", lambda name, **how: detector)
    assert blur("in/drive ü.mp4", "--model", "m") == 0
    assert detector.looked == 16
    assert "resumed: in/drive ü.mp4, 8 frames of it were" in capsys.readouterr().out
    assert [child.name for child in (folder / "blurred").iterdir()] == ["drive ü.mp4"]
    assert striped.readable(folder / "blurred" / "drive ü.mp4").max() < 25


def test_in_one_pass(folder, capsys):
    assert blur("in/drive ü.mp4", "--model", "m", "--causal", "--delay", 4) == 0
    assert "written: blurred/drive ü.mp4, 24 frames in one pass" in capsys.readouterr().out
    assert striped.readable(folder / "blurred" / "drive ü.mp4").max() < 25
    assert blur("in", "--model", "m", "--causal", "--sheet", "s.png") == 1
    assert "--causal covers while it looks: --sheet needs two passes" in capsys.readouterr().err
    assert blur("in", "--model", "m", "--delay", 4) == 1
    assert "--delay is of --causal" in capsys.readouterr().err
