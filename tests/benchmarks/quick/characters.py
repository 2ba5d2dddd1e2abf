"""Decoding the characters of a 1080p map, beside the plain loop that goes through them."""

from tests.benchmarks import character_decoding
from tests.benchmarks.contest import Contest, repeated
from tests.text import seed_loops

CHARACTERS = 500


def contests(setting):
    """The fitted boxes, and the loop's own."""
    from tfvision.text import region_to_bboxes

    heat, _, generator = character_decoding.drawn(CHARACTERS)
    given, smallest = (heat, *character_decoding.SETTINGS), generator.smallest
    turns = {
        "ours": repeated(lambda: region_to_bboxes(*given, smallest=smallest), 3),
        "ours, as the loop": repeated(lambda: region_to_bboxes(*given, decoder="niter"), 3),
        "plain loop": repeated(lambda: seed_loops.decode(*given)),
    }
    return [Contest(f"decoding {CHARACTERS} characters", turns)]
