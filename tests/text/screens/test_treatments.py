"""What is done to glyphs: thicker, thinner, leaning, narrower, of squares; always in place."""

import numpy as np

from tfvision.text.screens import treatments
from tfvision.text.screens.faces import Face
from tfvision.text.screens.treatments import PLAIN, Treatment

_FACE = Face("uni")


def _ink(char, em, treatment=PLAIN):
    glyph = _FACE.glyph(char, em, treatment)
    x0, y0, x1, y1 = glyph.ink
    return glyph, x1 - x0, y1 - y0


def test_bold_has_more_ink_and_thin_less():
    amounts = {
        kind: int(_ink("画", 40, kind)[0].mask.sum(dtype=np.int64))
        for kind in (PLAIN, Treatment(bold=0.03), Treatment(bold=0.06), Treatment(thin=0.035))
    }
    plain, bold, bolder, thin = amounts.values()
    assert thin < 0.95 * plain < plain < 0.95 * bold < 0.95 * bolder


def test_stretch_changes_the_width_and_the_step():
    plain, width, height = _ink("国", 48)
    narrow, narrower, same = _ink("国", 48, Treatment(stretch=0.75))
    assert abs(narrower - 0.75 * width) <= 2 and abs(same - height) <= 1
    assert abs(narrow.advance - 0.75 * plain.advance) <= 1
    assert abs(narrow.ink[0] - 0.75 * plain.ink[0]) <= 2


def test_a_leaning_glyph_stays_about_its_middle():
    plain, width, _ = _ink("国", 48)
    leaning, wider, _ = _ink("国", 48, Treatment(slant=0.2))
    assert wider > width + 4
    assert abs(sum(leaning.ink[::2]) - sum(plain.ink[::2])) <= 4
    top, bottom = (np.flatnonzero(leaning.mask[row] > 99).mean() for row in (4, -5))
    assert top > bottom + 4


def test_pixel_glyphs_are_made_of_squares():
    treatment = Treatment(pixel=True)
    em = treatment.whole(38)
    glyph, _, _ = _ink("剣", em, treatment)
    assert em % 3 == 0 and glyph.advance % 3 == 0 and set(np.unique(glyph.mask)) == {0, 255}
    blocks = glyph.mask.reshape(glyph.mask.shape[0] // 3, 3, glyph.mask.shape[1] // 3, 3)
    assert (blocks == blocks[:, :1, :, :1]).all()
    assert abs(glyph.advance - em) <= 3


def test_every_kind_is_drawn():
    rng = np.random.default_rng(0)
    assert {treatments.draw(rng) for _ in range(300)} == {kind for kind, _ in treatments.KINDS}
