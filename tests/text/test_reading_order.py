"""Pages set by hand, shuffled, and read again; rendered screens; odd input and speed."""

import time

import numpy as np
import pytest

from tests.text.order_shares import add, counts
from tests.text.set_pages import columns, line, page, rows
from tfvision.text.reading_order import reading_order
from tfvision.text.screens import Screens

TALK = ["「ちょっと、待ってよ。", "一人で行くの？", "そんなの、あんまりだ！」"]
PROSE = ["春の夜の夢のごとし、", "たけき者もついには", "滅びぬ。ひとえに風の", "前の塵に同じ。"]


def read(*lines, rng=None, **options):
    """Shuffles the characters of some lines; whether and how they come back in that order."""
    boxes, numbers = page(*lines)
    shuffled = (rng or np.random.default_rng(3)).permutation(len(boxes))
    found = reading_order(boxes[shuffled], **options)
    back = np.argsort(shuffled)
    assert shuffled[found.order].tolist() == list(range(len(boxes)))
    assert found.lines[back].tolist() == numbers.tolist()
    return found.ruby[back], found.vertical[back]


@pytest.mark.parametrize("em", [8, 20, 64])
@pytest.mark.parametrize("leading", [1.2, 1.5, 2.0])
def test_a_message(em, leading):
    ruby, vertical = read(*rows(TALK, 30, 300, em, leading))
    assert not ruby.any()
    assert not vertical.any()


@pytest.mark.parametrize("leading", [1.2, 1.5, 2.0])
def test_columns_are_read_from_right_to_left(leading):
    ruby, vertical = read(*columns(PROSE, 500, 20, 20, leading))
    assert not ruby.any()
    assert vertical.all()


def test_a_name_plate_a_message_and_choices():
    plate = line("少女", 40, 268, 18)
    choices = rows(["はい", "いいえ、まだです", "だまっている"], 200, 60, 20, 2.4)
    read(*choices, plate, *rows(TALK, 40, 310))


def test_a_head_up_display():
    read(
        line("HP 123/456", 10, 10, 16),
        line("SCORE 12,800", 400, 10, 16),
        *rows(["スライムがあらわれた！", "どうする？"], 20, 380, 24),
    )


def test_a_table_is_read_row_by_row():
    left = rows(["攻撃力", "防御力", "すばやさ"], 20, 20, 20, 1.6)
    right = rows(["128", "96", "1,077"], 200, 20, 20, 1.6)
    read(*(entry for row in zip(left, right, strict=True) for entry in row))


def test_columns_of_text_are_read_one_after_the_other():
    left = [
        "ある日の暮れ方のことである",
        "一人の下人が門の下で雨やみ",
        "を待っていた。広い門の下に",
        "はこの男のほかにだれもいない",
    ]
    right = [
        "ただ、ところどころ丹塗りの",
        "はげた大きな円柱に、きりぎ",
        "りすが一匹とまっている。門",
        "が大路にある以上は、この男の",
    ]
    read(*rows(left, 20, 20), *rows(right, 340, 20))


def test_lists_in_two_windows_are_read_one_after_the_other():
    items = rows(["くすり", "どくけし", "たいまつ", "ちず"], 20, 20, 20, 1.7)
    states = rows(["つよさ", "まもり", "はやさ", "うん"], 260, 26, 20, 2.1)
    read(*items, *states)


def test_a_talk_is_read_downwards_at_whichever_side_it_is_written():
    left = [line("いま、どこにいるの", 20, y) for y in (20, 140)]
    right = [line("もうすぐ着くよ", 400, y) for y in (80, 200)]
    read(left[0], right[0], left[1], right[1])


def test_keys_on_a_grid_are_read_in_rows(rng):
    keys = rows(["あいうえお", "かきくけこ", "さしすせそ"], 20, 20, 20, 1.5, tracking=0.5, rng=rng)
    read(*keys)


def test_tiers_of_columns():
    upper, lower = columns(PROSE, 500, 20), columns(PROSE[::-1], 500, 320)
    read(*upper, *lower)


def test_readings_beside_a_word_are_lines_of_their_own():
    over, base = line("しょうじょ", 20, 90, 9), line("少女は言った。", 20, 100)
    ruby, _ = read(base, over, line("それだけだった。", 20, 130))
    assert ruby.tolist() == [False] * 7 + [True] * 5 + [False] * 8
    right, column = line("かげ", 120, 40, 10, vertical=True), columns(["月の影、"], 120, 20)
    ruby, vertical = read(*column, right, *columns(["白い道。"], 85, 20))
    assert ruby.tolist() == [False] * 4 + [True] * 2 + [False] * 4
    assert vertical.all()


def test_several_readings_over_one_line_are_one_line():
    over = [*line("ゆう", 20, 90, 9), *line("まおう", 100, 90, 9)]
    ruby, _ = read(line("勇者と、魔王", 20, 100), over)
    assert ruby.sum() == 5


def test_rows_and_columns_on_one_page():
    aside = columns(["むかしむかし、", "あるところに"], 560, 40)
    boxes, _ = page(*aside, *rows(TALK, 20, 320))
    found = reading_order(boxes)
    assert found.vertical.tolist() == [True] * 13 + [False] * (len(boxes) - 13)
    assert found.order.tolist() == list(range(len(boxes)))


def test_wide_spaces_stay_within_a_line_and_gutters_do_not():
    read(line("本当？　それとも、うそ？", 20, 20))
    read(
        *rows(
            [
                "おかえり？　それとも、ごはん",
                "にする？　おふろかな、それ",
                "とも寝る？　どうするのかな",
            ],
            20,
            20,
        )
    )


def test_two_digits_in_one_cell_of_a_column():
    upper, lower = columns(["平成"], 120, 20), columns(["年"], 120, 80)
    pair = line("12", 100, 60)
    read([*upper[0], *pair, *lower[0]])


def test_a_large_character_beside_two_lines():
    # Neither line is a mark within the band of the large one.
    boxes, _ = page(line("春", 0, 0, 60), *rows(["はあけぼの", "やうやう"], 66, 5, 20, 1.4))
    assert len(np.unique(reading_order(boxes).lines)) == 3


def test_rendered_screens():
    screens, totals = Screens(30, seed=2), {}
    for i in range(len(screens)):
        boxes_px = screens[i]["boxes_xyxy"] * 512
        totals = add(totals, counts(reading_order(boxes_px), screens[i]))
    shares = {name: right / of for name, (right, of) in totals.items()}
    assert shares["next in line"] > 0.99
    assert shares["direction"] > 0.99
    assert shares["next"] > 0.93


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_direction_may_be_known(mirrored):
    boxes, _ = page(*rows(["あいう", "えおか", "きくけ"], 0, 0, 20, 1.0))
    if mirrored:
        found = reading_order(boxes, "vertical")
        assert found.order.tolist() == [2, 5, 8, 1, 4, 7, 0, 3, 6]
    else:
        assert reading_order(boxes, "horizontal").order.tolist() == list(range(9))


def test_neither_place_nor_scale_nor_noise_matters(rng):
    boxes, _ = page(line("少女", 40, 268, 18), *rows(TALK, 40, 310))
    expected = reading_order(boxes)
    for changed in (boxes * 0.01, boxes * 7 + 1000, boxes + rng.normal(0, 0.5, boxes.shape)):
        found = reading_order(changed)
        assert found.order.tolist() == expected.order.tolist()
        assert found.lines.tolist() == expected.lines.tolist()


def test_few_characters():
    for boxes in ([], np.zeros([0, 4])):
        assert [len(values) for values in reading_order(boxes)] == [0] * 4
    one = reading_order([[3, 4, 9, 12]])
    assert [values.tolist() for values in one] == [[0], [0], [False], [False]]
    assert one.order.dtype == one.lines.dtype == "int32"


def test_boxes_that_are_none_or_lie_on_each_other(rng):
    same = np.tile([[5.0, 5, 9, 9]], [30, 1])
    points = np.repeat(rng.uniform(0, 90, [30, 2]), 2, axis=0).reshape(30, 4)[:, [0, 1, 0, 1]]
    noise = rng.uniform(0, 300, [400, 4])
    noise[:, 2:] = noise[:, :2] + rng.uniform(0, 60, [400, 2])
    for boxes in (same, points, noise):
        found = reading_order(boxes)
        assert sorted(found.order.tolist()) == list(range(len(boxes)))
        assert (np.diff(found.lines[found.order]) >= 0).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0, 0, 1, 1]], "up"), "direction must be one of .*got 'up'"),
        (([0, 0, 1, 1],), r"must be \[N, 4\], got shape \(4,\)"),
        (([[0, 0, np.nan, 1]],), "must be finite, got NaN"),
        (([[0, 0, 1, 1], [5, 5, 4, 9]],), "got one whose end lies before it"),
    ],
)
def test_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        reading_order(*arguments)


def test_a_page_of_thousands_takes_no_time(rng):
    """Measured 9 ms of one core's time; the limit is for a busy machine."""
    boxes, _ = page(*rows(["あいうえおかきくけこ" * 5] * 40, 0, 0))
    assert len(boxes) == 2000
    shuffled = rng.permutation(2000)
    reading_order(boxes)
    start = time.process_time()
    found = reading_order(boxes[shuffled])
    assert time.process_time() - start < 0.1
    assert shuffled[found.order].tolist() == list(range(2000))
