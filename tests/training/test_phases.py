"""One phase or two, and the epochs, stages and rates of each."""

import dataclasses

import pytest

from training.phases import Phase, phases_of
from training.recipes.detection import DetectionRecipe

PLAIN = DetectionRecipe(name="plain", freeze="all", learning_rate=0.1)


def test_one_phase_is_the_whole_run():
    assert phases_of(PLAIN, 9) == [Phase(0, 9, "all", 0.1)]


@pytest.mark.parametrize(("rate", "wanted"), [(None, 0.1), (0.001, 0.001)])
def test_two_phases(rate, wanted):
    chosen = dataclasses.replace(
        PLAIN, second_phase=3, second_freeze="fine", second_learning_rate=rate
    )
    first, second = phases_of(chosen, 9)
    assert (first, second) == (Phase(0, 3, "all", 0.1), Phase(3, 9, "fine", wanted))
    assert (first.epochs, second.epochs) == (3, 6)


def test_a_second_phase_without_an_epoch_is_refused():
    chosen = dataclasses.replace(PLAIN, second_phase=9)
    with pytest.raises(ValueError, match="--second-phase must begin before the last of 9 epochs"):
        phases_of(chosen, 9)
