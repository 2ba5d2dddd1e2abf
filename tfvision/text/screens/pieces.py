"""Parts that several kinds of screens have: passages of text, labels in corners, lists, choices."""

import numpy as np

from tfvision.text.screens import corpus, windows
from tfvision.text.screens.typesetting import wrapped


def passage(page, style, size_wh, kind=None):
    """Lines of prose, speech, ruby, English or nonsense that go into a size, never none.

    Args:
        page: The `Page`.
        style: A `Style`.
        size_wh: Pixels; the lines run along the first, or along the second if they are columns.
        kind: Lines of the corpus; None draws what it is.
    """
    rng = page.rng
    along, across = size_wh[::-1] if style.vertical else size_wh
    step = style.em * style.leading
    most = max(1, int((across - style.em) / step) + 1)
    drawn, full = rng.random(), rng.choice((0.5, 0.95))
    lines = []
    while len(lines) < most:
        if kind or drawn < 0.7:
            line = corpus.draw(rng, kind or corpus.DIALOGUE + corpus.NOVEL)
        elif drawn < 0.78:
            line = corpus.draw(rng, corpus.ENGLISH)
        elif drawn < 0.88:
            line = corpus.with_ruby(rng, int(rng.integers(4, 40)))
        else:
            line = corpus.random_string(rng, int(rng.integers(3, 60)))
        lines += wrapped(line, style, max(along - style.em, style.em))
        if rng.random() > full:
            break
    while len(lines) > 1 and page.measure(lines, style)[1 - style.vertical] > across:
        lines.pop()
    return lines[:most]


def label(rng):
    """A short word of a screen, often with a number."""
    drawn = corpus.draw(rng, corpus.LABELS)
    return f"{drawn} {corpus.number(rng)}" if rng.random() < 0.45 else drawn


def corner(page, text, most=22):
    """A label at one of the corners, at times on a plate. Returns what it takes, or None."""
    rng = page.rng
    style = page.style(page.em(8, most), face=page.any_face(text))
    right, low = rng.random(2) < 0.5
    pad = int(rng.uniform(2, 16))
    wide, high = page.measure([text], style)
    x = page.width - pad - wide if right else pad
    y = page.height - pad - high if low else pad
    rect = x - pad, y - pad // 2, x + wide + pad, y + high + pad // 2
    if rng.random() < 0.5 and page.free((x, y, x + wide, y + high), pad + 3):
        windows.paint(page.image, rect, windows.draw_skin(rng))
    return page.write([text], x, y, style)


def row(page, words, em, count):
    """Words side by side near the upper or the lower edge."""
    rng = page.rng
    style = page.style(em)
    x, y = int(rng.uniform(0, 0.4) * page.width), rng.choice((3, page.height - 1.5 * em))
    for _ in range(count):
        rect = page.write([corpus.draw(rng, words)], x, y, style)
        x = rect[2] + int(rng.uniform(0.5, 2) * em) if rect else x + 4 * em


def choices(page, skin, bottom):
    """Two to four buttons one below the other, over `bottom`."""
    rng = page.rng
    style = page.style(page.em(11, 26), leading=1.2)
    count = int(rng.integers(2, 5))
    step = int(style.em * rng.uniform(1.8, 2.8))
    wide = int(page.width * rng.uniform(0.4, 0.8))
    x0 = int((page.width - wide) * rng.choice((0.5, rng.uniform(0, 1))))
    y = int((bottom - count * step) * rng.uniform(0.2, 0.8))
    with page.group():
        for _ in range(count if y >= 0 else 0):
            rect = (x0, y, x0 + wide, y + step - 4)
            if page.free(rect):
                windows.paint(page.image, rect, skin)
                line = corpus.draw(rng, corpus.CHOICES)
                page.write([line], x0 + wide / 2, y + step / 2 - 2, style, (0.5, 0.5))
            y += step


def rows(page, rect):
    """Rows of a window: a marker, a word, and a number or a gauge at the right."""
    rng, (x0, y0, x1, y1) = page.rng, rect
    style = page.style(page.em(9, 32), trimmed=False)
    em = style.em
    step = em * rng.uniform(1.25, 2.2)
    words = (corpus.THINGS, corpus.MENU, corpus.NAMES, corpus.LABELS, None)[int(rng.integers(5))]
    numbers, marks, gauges = rng.random(3) < (0.6, 0.4, 0.2)
    left, chosen = x0 + em * rng.uniform(0.5, 1.0), int(rng.integers(12))
    with page.group():
        for i, y in enumerate(np.arange(y0 + 0.5 * em, y1 - 1.3 * em, step)):
            if i == chosen:
                bar = (x0 + 3, int(y - 0.2 * em), x1 - 3, int(y + 1.2 * em))
                windows.paint(page.image, bar, windows.draw_skin(rng))
            x = left
            if marks:
                shade, size = rng.uniform(0, 255, 3).tolist(), max(int(0.7 * em), 4)
                windows.marker(page.image, (int(x), int(y + 0.15 * em)), size, rng, shade)
                x += em * 1.2
            length = int(rng.integers(2, 8))
            text = corpus.draw(rng, words) if words else corpus.random_string(rng, length)
            if x + page.measure([text], style)[0] > x1 - 0.4 * em:
                continue
            taken = page.write([text], x, y, style)
            value = corpus.number(rng)
            if taken and numbers:
                if taken[2] + em + page.measure([value], style)[0] < x1 - 0.5 * em:
                    page.write([value], x1 - 0.5 * em, y, style, (1, 0))
            elif taken and gauges and taken[2] + 30 < x1 - em:
                span = (taken[2] + 10, int(y + 0.25 * em), int(x1 - 0.5 * em), int(y + 0.75 * em))
                windows.gauge(page.image, span, rng)
