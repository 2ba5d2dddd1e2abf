"""What is measured against what: turns of several sides, which are taken one after the other."""

import dataclasses
import time
from collections.abc import Callable

from tests.benchmarks.peer_answers import timed

PAUSE = 0.02  # Seconds before a turn: threads of the one before it may still be spinning.


@dataclasses.dataclass(frozen=True)
class Contest:
    """Our ways of doing something, and those of others.

    Args:
        what: What is done, for a line of the table.
        turns: Name of a side -> function that takes one turn and gives its milliseconds by the
            clock on the wall, and by that of the processor.
        limits: Names of sides that do only a part of the work, which ours cannot be faster than.

    Sides whose name starts with "ours" are ours; each has a ratio to each other side.
    """

    what: str
    turns: dict[str, Callable]
    limits: tuple[str, ...] = ()

    def kind(self, side):
        """Says of a side: ours, limit or peer."""
        if side.split(",")[0] == "ours":
            return "ours"
        return "limit" if side in self.limits else "peer"


@dataclasses.dataclass(frozen=True)
class Growth:
    """The same work at several sizes.

    Args:
        what: What is done.
        unit: What there is more and more of.
        turns: Size -> function that takes one turn, as of `Contest`; sizes rise.
    """

    what: str
    unit: str
    turns: dict[float, Callable]


def times(measured, rounds, progress=lambda: None):
    """Milliseconds of each round by side: all sides take turns, the first round is a warm-up.

    Args:
        measured: A `Contest` or a `Growth`.
        rounds: How many count, from 1.
        progress: Called after each round, the warm-up too.

    Returns: `{side: [(wall, cpu) milliseconds of round 1, …]}`.
    """
    found = {side: [] for side in measured.turns}
    for number in range(rounds + 1):
        for side, turn in measured.turns.items():
            time.sleep(PAUSE)
            wall, cpu = turn()
            if number:
                found[side].append((wall, cpu))
        progress()
    return found


def repeated(function, calls=1):
    """A turn of so many calls of a function: milliseconds of one of them."""
    return lambda: timed(function, calls)


def best(*turns):
    """A turn of each; the sooner one counts, for a side whose better way is not known."""
    return lambda: min(turn() for turn in turns)
