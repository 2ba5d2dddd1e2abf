"""Which images are held out: the rule for films, and lists of names."""

import os

import pytest

from tfvision.images import splits

FILMS = [f"{film}_{i:04d}.jpg" for film in ("day", "night") for i in range(100)]


def test_by_file_is_a_function_of_seed_and_names():
    first = splits.held_out(FILMS, 0.25, 1, "file")
    assert len(first) == 50
    assert first != splits.held_out(FILMS, 0.25, 2, "file")
    elsewhere = [f"/other/folder/{name}" for name in reversed(FILMS)]
    again = splits.held_out(elsewhere, 0.25, 1, "file")
    assert sorted(199 - i for i in again) == first


def test_neighbours_of_dense_films_stay_together():
    held_out = splits.held_out(FILMS, 0.2, 3, "neighbours")
    assert 18 <= sum(i < 100 for i in held_out) <= 20
    assert 36 <= len(held_out) <= 40
    ends = sum((i in held_out) != (i + 1 in held_out) for i in range(199))
    assert ends <= 2 * 2 * 4  # Two films, a few runs each, two ends a run; at random about 64.


def test_neighbours_are_cut_where_the_number_jumps():
    frames = [(number, place) for place, number in enumerate([1, 2, 3, 4, 50, 51, 90, 91, 92])]
    found = [[number for number, _ in run] for run in splits.runs(frames, 4)]
    assert found == [[1, 2, 3, 4], [50, 51], [90, 91, 92]]


def test_equal_jumps_are_cut_in_the_middle():
    frames = [(number, number) for number in range(8)]
    assert [len(run) for run in splits.runs(frames, 4)] == [4, 4]


def test_films_are_names_without_their_last_number():
    paths = ["x/cam2_10.jpg", "y/cam2_9.png", "cam2_9b.jpg", "plain.jpg"]
    assert splits.films(paths) == {
        ("cam2_", ""): [(9, 1), (10, 0)],
        ("cam2_", "b"): [(9, 2)],
        ("plain", ""): [(0, 3)],
    }


def test_many_short_films_still_meet_the_fraction():
    films = [f"{first}{second}" for first in "abcdefghij" for second in "abcdefghij"]
    paths = [f"{film}_{number}.jpg" for film in films for number in (1, 2)]
    held_out = splits.held_out(paths, 0.2, 0, "neighbours")
    assert 36 <= len(held_out) <= 44


@pytest.mark.parametrize("fraction", [0.0, 1.0, -1, 20])
def test_a_fraction_outside_its_range(fraction):
    with pytest.raises(ValueError, match="fraction must lie between 0 and 1, but"):
        splits.held_out(FILMS, fraction, 0, "file")


def test_an_unknown_rule():
    with pytest.raises(ValueError, match="by must be 'file' or 'neighbours', but 'time' was given"):
        splits.held_out(FILMS, 0.2, 0, "time")


def test_no_files_give_an_empty_side():
    assert splits.held_out([], 0.2, 0, "file") == splits.held_out([], 0.2, 0, "neighbours") == []


def test_listed_names_of_every_kind():
    paths = ["a/é 1.jpg", "b/é 1.jpg", "b/2.v1.png"]
    assert splits.listed(paths, ["2.v1"]) == [2]
    assert splits.listed(paths, ["e\u0301 1.jpg"]) == [0, 1]
    assert splits.listed(paths, [r"b\é 1.jpg", "/elsewhere/2.v1.png"]) == [1, 2]


def test_a_list_of_names_that_are_no_text(tmp_path):
    names = ["a \udcff.jpg", "b.jpg"]
    (tmp_path / "list.txt").write_bytes(os.fsencode("\n".join(names[:1])))
    assert splits.listed(names, tmp_path / "list.txt") == [0]
    assert len(splits.held_out(names, 0.5, 0, "file")) == 1


def test_parted_keeps_the_order_of_the_data():
    class Letters(str):
        def subset(self, indices):
            return "".join(self[i] for i in indices)

    assert splits.parted(Letters("abcd"), [3, 1, 1]) == ("ac", "bd")
    for chosen, sizes in (([], "4 and 0"), (range(4), "0 and 4")):
        with pytest.raises(ValueError, match=f"4 images part into {sizes}"):
            splits.parted(Letters("abcd"), chosen)
