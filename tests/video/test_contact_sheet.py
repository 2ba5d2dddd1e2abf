"""One picture on which a person sees every track."""

import fractions

import numpy as np

from tests.video import films, striped
from tfvision.images.read import read
from tfvision.video import Film, Plan
from tfvision.video.contact_sheet import ContactSheet, clock
from tfvision.video.tracks import Track


def track(first, count, seen=(), box=(10, 10, 40, 22)):
    scores = np.full(count, np.nan)
    for place in seen:
        scores[place] = 0.5 + place / 100
    return Track(0, first, np.tile(np.array(box, "float64"), (count, 1)), scores)


def plan(*tracks, covered=None):
    rate = fractions.Fraction(25)
    return Plan("a.mp4", 24, rate, striped.SIZE_HW, list(tracks), ("plate",), covered)


def filled(path, tracks, covered=None):
    sheet = ContactSheet(plan(*tracks, covered=covered))
    with Film(path) as film:
        assert len(list(sheet.watch(film))) == 24
    return sheet


def test_every_track_has_its_views(tmp_path):
    film = films.write(tmp_path / "a.mp4", images=[striped.picture(i) for i in range(24)])
    box = striped.box_of(3)
    tracks = [track(3, 1, [0], box), track(0, 24, [2, 5, 9]), track(5, 3)]
    sheet = filled(film, tracks, [True, False, True])
    (page,) = sheet.pages()
    view = page[40:130, 4:164]  # The first: the stripes, with an outline around
    assert view[40:50, 40:120].std() > 60
    yellow = (view.astype(int) - (255, 220, 0)).any(-1) == 0
    rows, columns = np.nonzero(yellow)
    assert abs(rows.mean() - 45) < 3 and abs(columns.mean() - 80) < 3
    assert 58 < np.ptp(columns) < 70  # 1 / 2.5 of the view
    assert (page[24:40, :400] > 200).any()

    (target,) = sheet.write(tmp_path / "new" / "sheet.png")
    np.testing.assert_array_equal(read(target), page)


def test_captions_say_what_is_doubtful_and_what_stays():
    tracks = [track(0, 9, [1]), track(0, 9, [0, 1, 2]), track(0, 9, [0]), track(0, 9)]
    sheet = ContactSheet(plan(*tracks, covered=[True, True, False, True]))
    captions = [sheet._caption(number) for number in range(4)]
    assert captions[0] == ("1 plate 0:00.0-0:00.0 0.51 1/9", "doubtful")
    assert captions[1] == ("2 plate 0:00.0-0:00.0 0.52 3/9", "seen")
    assert captions[2][1] == "uncovered" and captions[2][0].endswith("not covered")
    assert captions[3] == ("4 plate 0:00.0-0:00.0", "seen")


def test_a_box_beyond_the_image_or_as_large():
    image = striped.picture(3)
    boxes = [(-300, -300, -250, -290), (-500, -500, 900, 900), (0, 0, 160, 90), (7, 7, 7, 7)]
    sheet = ContactSheet(plan(*(track(0, 1, box=box) for box in boxes)))
    list(sheet.watch([type("Frame", (), {"image": image, "index": 0, "seconds": 0.0})]))
    assert len(sheet._views) == 4
    assert not sheet._views[0, 0][:20].any() and sheet._views[2, 0].any()


def test_many_tracks_go_on_several_pages(tmp_path):
    sheet = ContactSheet(plan(*(track(0, 2) for _ in range(121))))
    written = sheet.write(tmp_path / "s.png")
    assert [path.name for path in written] == ["s.png", "s_2.png"]
    height, width, _ = read(written[0]).shape
    assert 1 < width / height < 2.2


def test_clock():
    assert [clock(s) for s in (0, 59.96, 61.04)] == ["0:00.0", "1:00.0", "1:01.0"]
