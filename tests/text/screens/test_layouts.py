"""Every kind of screen, at every size: it draws, and what it says is there can be seen."""

import numpy as np
import pytest

from tfvision.text.screens import faces, layouts
from tfvision.text.screens.page import Page

_FACES = faces.find(None)


def _draw(kind, seed, size_hw):
    page = Page(np.random.default_rng(seed), np.zeros((*size_hw, 3), np.uint8), _FACES)
    kind(page)
    return page


@pytest.mark.parametrize("kind", [kind for kind, _ in layouts.KINDS], ids=lambda k: k.__name__)
def test_every_kind_draws_at_every_size(kind):
    count = 0
    for seed, size_hw in enumerate([(32, 32), (32, 260), (300, 40), (150, 211), (200, 300)] * 2):
        page = _draw(kind, seed, size_hw)
        assert page.image.shape == (*size_hw, 3) and page.image.std() > 0
        for character in page.characters:
            x0, y0, x1, y1 = character.box_px
            assert 0 <= x0 < x1 <= size_hw[1] and 0 <= y0 < y1 <= size_hw[0]
        count += len(page.characters)
    assert (count == 0) if kind is layouts.empty else (count > 40)


def test_shares_make_one():
    assert abs(sum(share for _, share in layouts.KINDS) - 1) < 1e-9


def test_nearly_everything_is_legible_and_sizes_are_mixed():
    found = []
    for seed in range(40):
        page = Page(np.random.default_rng([1, seed]), np.zeros((360, 480, 3), np.uint8), _FACES)
        layouts.draw(page)
        found += page.characters
    boxes = np.array([c.box_px for c in found])
    longer = (boxes[:, 2:] - boxes[:, :2]).max(1)
    assert np.mean([c.legible for c in found]) > 0.98
    assert np.mean([c.vertical for c in found]) > 0.04
    assert np.mean(longer < 12) > 0.2 and np.mean(longer > 24) > 0.02 and longer.max() <= 110
    assert len({c.char for c in found}) > 500
