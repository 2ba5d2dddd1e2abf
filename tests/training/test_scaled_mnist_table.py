"""The table of the experiment: means, deviations, and whether the order is the published one."""

import cv2

from training.recipes.scaled_mnist.seed_table import PUBLISHED
from training.scaled_mnist_table import HEADER, draw, order_of, summarised, write


def figures(top1, **offsets):
    return {
        **{"top1": top1, "loss": 0.05, "parameters": 390_890, "seconds_an_epoch": 61.04},
        **{"by_scale": {"0.50 to 1.00": [top1, 5], "1.00 to 1.50": [1.0, 5]}},
        **{"outside": {"0.30 to 0.50": [0.4, 5], "1.50 to 2.50": [0.8, 5]}},
        "offsets": {
            name: {"mean": mean, "spread_with_size": correlation}
            for name, (mean, correlation) in offsets.items()
        },
    }


def test_a_row(tmp_path):
    runs = [figures(0.98, conv4=(0.5, 0.9)), figures(0.99, conv4=(0.7, None))]
    row = summarised("dcn2_conv4", runs)
    assert [row[name] for name in HEADER] == [
        *("dcn2_conv4", "390,890", "2", "98.50 ± 0.71", "0.0500 ± 0.0000", "98.27 / 0.057"),
        *("40.00 ± 0.00", "80.00 ± 0.00", "conv4 0.60 ± 0.14", "conv4 0.90", "61.0 ± 0.0"),
    ]
    trained_on = figures(0.9) | {"outside": {"1.50 to 2.50": [0.7, 5]}}
    row_of_others = summarised("plain", [trained_on])
    assert [row_of_others[name] for name in HEADER[6:8]] == ["–", "70.00"]
    table = write([row, summarised("plain", [figures(0.9)])], tmp_path / "table.md")
    assert (tmp_path / "table.md").read_text() == table + "\n"
    assert table.splitlines()[-1].startswith("| plain | 390,890 | 1 | 90.00 | 0.0500 | 97.22")
    assert {line.count("|") for line in table.splitlines()} == {len(HEADER) + 1}


def test_the_order_holds_or_not():
    rows = [{"model": name, "mean": accuracy} for name, (accuracy, _) in PUBLISHED.items()]
    assert order_of(rows).endswith(
        "plain < dcn2_conv4 < dcn_conv4 < dcn_conv34 < dcn2_conv34: the same"
    )
    rows[0]["mean"] = 100
    assert order_of(rows).endswith("another one")


def test_a_picture(tmp_path):
    draw({"plain": [figures(0.9), figures(0.8)], "dcn_conv4": [figures(0.95)]}, tmp_path / "a.png")
    assert cv2.imread(str(tmp_path / "a.png")).std() > 5
