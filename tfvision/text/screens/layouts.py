"""What stands where: one function for each kind of screen of a game or an app."""

import numpy as np

from tfvision.text.screens import corpus, grounds, textures, windows


def adventure(page):
    """A message window with its name plate, choices and the small menu of a visual novel."""
    rng, width, height = page.rng, page.width, page.height
    grounds.draw(page.image, rng)
    for x in rng.uniform(0.15, 0.85, int(rng.choice(3, p=(0.4, 0.45, 0.15)))) * width:
        grounds.figure(page.image, rng, x, rng.uniform(0.7, 1.0))
    skin = windows.draw_skin(rng)
    style = page.style(page.em(11, 34), leading=float(rng.uniform(1.35, 1.9)))
    em, pad = style.em, int(style.em * rng.uniform(0.5, 1.2))
    side = int(rng.uniform(0, 0.08) * width)
    rows = int(rng.integers(2, 5))
    tall = int(em * style.leading * rows + 2 * pad)
    top = max(height - tall - int(rng.uniform(0, 0.06) * height), 0)
    rect = (side, top, width - side, min(top + tall, height))
    if rng.random() < 0.12:
        rect = (0, 0, width, height)  # the whole screen is the page
        rows, top = int((height - 2 * pad) / (em * style.leading)), 0
    if rng.random() < 0.9:
        windows.paint(page.image, rect, skin)
    name = corpus.draw(rng, corpus.NAMES)
    plate = page.style(max(8, int(em * rng.uniform(0.8, 1.1))))
    if rng.random() < 0.6 and top:
        wide, high = page.measure([name], plate)
        y0, gap = top - int(high * rng.uniform(0.4, 1.5)), int(0.5 * plate.em)
        x0 = rect[0] + int(rng.uniform(0, 2) * pad)
        windows.paint(
            page.image, (x0, y0 - gap // 2, x0 + wide + 2 * gap, y0 + high + gap // 2), skin
        )
        page.write([name], x0 + gap, y0, plate)
        first = y0 + high + gap // 2
    else:
        first = rect[1]
    y = max(rect[1] + pad, first + em // 4)
    room = int((rect[2] - rect[0] - 2 * pad) / (em * (1 + style.tracking)))
    rows = min(rows, int((rect[3] - y) / (em * style.leading) + 0.5))
    page.write(_message(page, room, rows), rect[0] + pad, y, style, lit=0.2)
    if rng.random() < 0.5:
        size = max(em // 2, 6)
        windows.marker(
            page.image, rect[2] - 2 * size, rect[3] - 2 * size, size, rng, (255, 255, 255)
        )
    if rng.random() < 0.4:
        _choices(page, windows.draw_skin(rng), top)
    if rng.random() < 0.5:
        _row(page, corpus.MENU, page.em(8, 13), int(rng.integers(3, 7)))
    if rng.random() < 0.4:
        _corner(page, corpus.draw(rng, corpus.LABELS))


def _message(page, room, rows):
    rng = page.rng
    lines = []
    kind = rng.random()
    while len(lines) < rows and room > 1:
        if kind < 0.75:
            line = corpus.draw(rng, corpus.DIALOGUE + corpus.NOVEL)
        elif kind < 0.85:
            line = corpus.draw(rng, corpus.ENGLISH)
        elif kind < 0.93:
            line = corpus.with_ruby(rng, int(rng.integers(6, 30)))
        else:
            line = corpus.random_string(rng, int(rng.integers(6, 40)))
        lines += corpus_lines(line, room)
        if rng.random() < 0.5:
            break
    return lines[:rows]


def corpus_lines(line, room):
    """A line broken to fit `room` full-width characters."""
    from tfvision.text.screens.typesetting import wrapped

    return wrapped(line, room)


def _choices(page, skin, bottom):
    rng = page.rng
    style = page.style(page.em(11, 26), leading=1.2)
    count = int(rng.integers(2, 5))
    step = int(style.em * rng.uniform(1.8, 2.6))
    wide = int(page.width * rng.uniform(0.35, 0.75))
    x0 = int((page.width - wide) * rng.choice((0.5, rng.uniform(0, 1))))
    y = max(int((bottom - count * step) * rng.uniform(0.2, 0.8)), 0)
    for _ in range(count):
        rect = (x0, y, x0 + wide, y + step - 4)
        if page.free(rect):
            windows.paint(page.image, rect, skin)
            page.write(
                [corpus.draw(rng, corpus.CHOICES)],
                x0 + wide / 2,
                y + step / 2 - 2,
                style,
                (0.5, 0.5),
            )
        y += step


def _row(page, words, em, count):
    """Words side by side near the upper or the lower edge."""
    rng = page.rng
    style = page.style(em)
    x, y = int(rng.uniform(0, 0.4) * page.width), rng.choice((3, page.height - 1.5 * em))
    for _ in range(count):
        rect = page.write([corpus.draw(rng, words)], x, y, style)
        x = rect[2] + int(rng.uniform(0.5, 2) * em) if rect else x + 4 * em


def _corner(page, text, most=22):
    """A label at one of the corners, at times on a plate."""
    rng = page.rng
    style = page.style(page.em(9, most))
    right, low = rng.random(2) < 0.5
    pad = int(rng.uniform(2, 14))
    wide, high = page.measure([text], style)
    x = page.width - pad - wide if right else pad
    y = page.height - pad - high if low else pad
    rect = tuple(round(v) for v in (x - pad, y - pad, x + wide + pad, y + high + pad))
    if rng.random() < 0.5 and page.free((x, y, x + wide, y + high), pad + 2):
        windows.paint(page.image, rect, windows.draw_skin(rng))
    return page.write([text], x, y, style)


def menu(page):
    """One to four windows with lists: items, states, settings."""
    rng, width, height = page.rng, page.width, page.height
    grounds.draw(page.image, rng)
    skin = windows.draw_skin(rng)
    title = page.style(page.em(14, 36))
    y = int(rng.uniform(4, 14))
    rect = page.write([corpus.draw(rng, corpus.MENU)], rng.uniform(4, 0.3 * width), y, title)
    y = rect[3] + 6 if rect else y
    columns = int(rng.integers(1, 4))
    edges = (
        np.concatenate([[0], np.sort(rng.uniform(0.2, 0.8, columns - 1)), [1]]) * (width - 8) + 4
    )
    foot = height - int(rng.uniform(0, 0.25) * height)
    for x0, x1 in zip(edges[:-1].astype(int) + 3, edges[1:].astype(int) - 3, strict=True):
        bottom = int(rng.uniform(0.5, 1) * (foot - y)) + y - 4
        if bottom - y > 30 and x1 - x0 > 40:
            windows.paint(page.image, (x0, y, x1, bottom), skin)
            _list(page, x0, y, x1, bottom)
    if height - foot > 30:
        windows.paint(page.image, (4, foot, width - 4, height - 4), skin)
        style = page.style(page.em(10, 20))
        room = int((width - 8) / style.em - 2)
        page.write(_message(page, room, 2), 4 + style.em, foot + style.em // 2, style)


def _list(page, x0, y0, x1, y1):
    """Rows of a window: a marker, a word, and a number or a gauge at the right."""
    rng = page.rng
    style = page.style(page.em(9, 28))
    em = style.em
    step = em * rng.uniform(1.3, 2.2)
    words = (corpus.THINGS, corpus.MENU, corpus.NAMES, corpus.LABELS, None)[int(rng.integers(5))]
    numbers, marks, gauges = rng.random(3) < (0.6, 0.4, 0.2)
    left = x0 + em * rng.uniform(0.5, 1.0)
    chosen = int(rng.integers(12))
    for i, y in enumerate(np.arange(y0 + 0.5 * em, y1 - step * 0.9, step)):
        if i == chosen:
            rect = (x0 + 3, int(y - 0.2 * em), x1 - 3, int(y + 1.2 * em))
            windows.paint(page.image, rect, windows.draw_skin(rng))
        x = left
        if marks:
            size = max(int(0.7 * em), 4)
            shade = rng.uniform(0, 255, 3).tolist()
            windows.marker(page.image, int(x), int(y + 0.15 * em), size, rng, shade)
            x += em * 1.2
        text = (
            corpus.draw(rng, words) if words else corpus.random_string(rng, int(rng.integers(2, 8)))
        )
        if x + page.measure([text], style)[0] > x1 - 4:
            continue
        rect = page.write([text], x, y, style)
        if numbers and rect:
            value = corpus.number(rng)
            if rect[2] + em + page.measure([value], style)[0] < x1 - 0.5 * em:
                page.write([value], x1 - 0.5 * em, y, style, (1, 0))
        elif gauges and rect and rect[2] + 30 < x1 - em:
            span = (rect[2] + 10, int(y + 0.25 * em), int(x1 - 0.5 * em), int(y + 0.75 * em))
            windows.gauge(page.image, span, rng)


def hud(page):
    """Figures and gauges around a scene of play, damage numbers in it, a log."""
    rng, width, height = page.rng, page.width, page.height
    grounds.draw(page.image, rng)
    for _ in range(int(rng.integers(2, 6))):
        label = corpus.draw(rng, corpus.LABELS)
        text = f"{label} {corpus.number(rng)}" if rng.random() < 0.6 else label
        rect = _corner(page, text, most=30)
        if rect and rng.random() < 0.5:
            under = (rect[0], rect[3] + 2, rect[2] + 20, rect[3] + 9)
            if page.free(under):
                windows.gauge(page.image, under, rng)
                page.taken.append(under)
    for _ in range(int(rng.integers(0, 7))):
        text = corpus.number(rng) if rng.random() < 0.8 else corpus.draw(rng, corpus.LABELS)
        style = page.style(page.em(12, 90), face=page.any_face(text))
        page.write([text], rng.uniform(0, width), rng.uniform(0, height), style, (0.5, 0.5))
    style = page.style(page.em(9, 16))
    log = [corpus.draw(rng, corpus.DIALOGUE[18:21] + corpus.NOTICES) for _ in range(4)]
    page.write(log[: int(rng.integers(0, 5))], 6, height * rng.uniform(0.4, 0.7), style)


def subtitle(page):
    """One or two lines low over a picture; at times one upright at the side."""
    rng = page.rng
    grounds.draw(page.image, rng)
    style = page.style(page.em(13, 40), align=0.5)
    room = int(page.width * 0.92 / style.em / (1 + max(style.tracking, 0)))
    lines = _message(page, room, int(rng.integers(1, 3)))
    page.write(lines, page.width / 2, page.height * rng.uniform(0.9, 0.98), style, (0.5, 1))
    if rng.random() < 0.4:
        style = page.style(page.em(12, 36), vertical=True)
        room = max(int(page.height * 0.6 / style.em), 1)
        x = page.width * rng.choice((0.04, 0.96))
        page.write(_message(page, room, 1), x, 8, style, (float(x > page.width / 2), 0))
    if rng.random() < 0.4:
        _corner(page, corpus.draw(rng, corpus.LABELS))


def isolated(page):
    """Single characters and short words, far apart, at every size."""
    rng = page.rng
    grounds.draw(page.image, rng)
    for _ in range(int(rng.integers(1, 14))):
        style = page.style(page.em(8, 96), vertical=bool(rng.random() < 0.2))
        text = corpus.random_string(rng, int(rng.choice((1, 2, 3), p=(0.7, 0.2, 0.1))))
        x, y = rng.uniform(0, page.width), rng.uniform(0, page.height)
        gap = int(0.4 * style.em)
        rect = tuple(int(v) for v in (x - gap, y - gap, x + style.em + gap, y + style.em + gap))
        if rng.random() < 0.4 and len(text) == 1 and page.free(rect):
            windows.paint(page.image, rect, windows.draw_skin(rng))
        page.write([text], x, y, style)


def novel(page):
    """Columns from right to left over the whole page or a window, with ruby."""
    rng, width, height = page.rng, page.width, page.height
    grounds.draw(page.image, rng)
    if rng.random() < 0.75:
        skin = windows.draw_skin(rng)
        windows.paint(page.image, (0, 0, width, height), skin)
    style = page.style(page.em(10, 36), vertical=True, leading=float(rng.uniform(1.5, 2.1)))
    pad = int(rng.uniform(0.6, 2) * style.em)
    room = max(int((height - 2 * pad) / (style.em * (1 + max(style.tracking, 0)))) - 1, 1)
    columns = int((width - 2 * pad) / (style.em * style.leading) * rng.uniform(0.3, 1))
    lines = []
    while len(lines) < columns:
        lines += corpus_lines(_prose(rng), room)
    page.write(lines[: max(columns, 1)], width - pad, pad, style, (1, 0))
    _corner(page, corpus.number(rng), most=12)


def _prose(rng):
    kind = rng.random()
    if kind < 0.7:
        return "　" + corpus.draw(rng, corpus.NOVEL + corpus.DIALOGUE)
    if kind < 0.85:
        return corpus.with_ruby(rng, int(rng.integers(8, 40)))
    return corpus.random_string(rng, int(rng.integers(5, 40)))


def app(page):
    """Talk bubbles, lists and buttons of a telephone."""
    rng, width, height = page.rng, page.width, page.height
    page.image[:] = rng.uniform(200, 255, 3) if rng.random() < 0.7 else rng.uniform(0, 60, 3)
    style = page.style(page.em(10, 24), tracking=0.0)
    bar = int(style.em * 2.2)
    page.image[:bar] = rng.uniform(0, 255, 3)
    page.write([corpus.draw(rng, corpus.MENU)], width / 2, bar / 2, style, (0.5, 0.5))
    y = bar + 8
    while y < height - 3 * style.em:
        skin = windows.draw_skin(rng, light=rng.random() < 0.6)
        room = int(width * rng.uniform(0.3, 0.75) / style.em)
        lines = _message(page, room, int(rng.integers(1, 4)))
        wide, high = page.measure(lines, style)
        pad, right = int(0.5 * style.em), rng.random() < 0.4
        x = width - wide - 3 * pad if right else 4 * pad
        rect = (int(x - pad), y, int(x + wide + pad), y + high + 2 * pad)
        if rect[3] > height:
            break
        windows.paint(page.image, rect, skin)
        page.write(lines, x, y + pad, style)
        if not right and rng.random() < 0.6:
            windows.marker(
                page.image, 3, y, int(1.3 * style.em), rng, rng.uniform(0, 255, 3).tolist()
            )
        y = rect[3] + int(rng.uniform(0.3, 1.5) * style.em)
    if rng.random() < 0.6:
        _row(page, corpus.MENU, page.em(8, 12), 6)


def title(page):
    """A large title over a picture, and small print under it."""
    rng = page.rng
    grounds.draw(page.image, rng)
    text = corpus.draw(rng, corpus.TITLES)
    vertical = bool(rng.random() < 0.25)
    span = page.height if vertical else page.width
    em = int(np.clip(span * rng.uniform(0.6, 0.95) / len(text), 12, 96))
    style = page.style(em, vertical=vertical, face=page.any_face(text))
    page.write([text], page.width / 2, page.height * rng.uniform(0.3, 0.5), style, (0.5, 0.5))
    for line in (corpus.draw(rng, corpus.ENGLISH), *rng.choice(corpus.MENU, 3).tolist()):
        style = page.style(page.em(9, 26))
        y = page.height * rng.uniform(0.6, 0.97)
        page.write([line], page.width * rng.choice((0.5, 0.3)), y, style, (0.5, 0.5))


def dense(page):
    """A page full of small print: manuals, logs, tables, word lists."""
    rng, width, height = page.rng, page.width, page.height
    page.image[:] = rng.uniform(215, 255, 3) if rng.random() < 0.6 else rng.uniform(0, 60, 3)
    if rng.random() < 0.2:
        grounds.draw(page.image, rng)
    style = page.style(page.em(8, 18), leading=float(rng.uniform(1.05, 1.7)))
    vertical = bool(rng.random() < 0.25)
    columns = int(rng.integers(1, 4))
    gap = 1.5 * style.em
    wide = (width - gap) / columns - gap
    style = page.style(style.em, vertical=vertical, leading=style.leading)
    for i in range(columns):
        across, down = (height - 2 * gap, wide) if vertical else (wide, height - 2 * gap)
        room = int(across / style.em / (1 + max(style.tracking, 0))) - 1
        count = int(down / style.em / style.leading * rng.uniform(0.2, 0.95))
        lines = []
        while len(lines) < count and room > 1:
            lines += corpus_lines(_prose(rng), room)
        page.write(lines[:count], gap + i * (wide + gap), gap, style)


def scattered(page):
    """Strings of every kind at any place, size and direction."""
    rng = page.rng
    grounds.draw(page.image, rng)
    for _ in range(int(rng.integers(4, 40))):
        style = page.style(page.em(8, 72), vertical=bool(rng.random() < 0.3))
        kind = rng.random()
        if kind < 0.5:
            text = corpus.random_string(rng, int(rng.integers(1, 12)))
        elif kind < 0.7:
            text = corpus.with_ruby(rng, int(rng.integers(1, 9)))
        else:
            words = (corpus.MENU, corpus.LABELS, corpus.CHOICES, corpus.NOTICES, corpus.ENGLISH)
            text = corpus.draw(rng, words[int(rng.integers(5))])
        x, y = rng.uniform(0, page.width), rng.uniform(0, page.height)
        page.write([text], x, y, style, tuple(rng.uniform(0, 1, 2)), lit=0.1)


def empty(page):
    """No text at all, but what looks like it."""
    rng = page.rng
    grounds.draw(page.image, rng)
    for _ in range(int(rng.integers(1, 5))):
        x, y = (rng.uniform(0, 0.7, 2) * (page.width, page.height)).astype(int)
        w, h = (rng.uniform(0.2, 0.8, 2) * (page.width, page.height)).astype(int)
        textures.draw(page.image[y : y + h, x : x + w], rng)
    for _ in range(int(rng.integers(0, 4))):
        x, y = (rng.uniform(0, 0.7, 2) * (page.width, page.height)).astype(int).tolist()
        windows.gauge(page.image, (x, y, x + 120, y + int(rng.integers(4, 20))), rng)


KINDS = (
    (adventure, 0.20),
    (menu, 0.13),
    (hud, 0.09),
    (subtitle, 0.08),
    (isolated, 0.10),
    (novel, 0.09),
    (app, 0.06),
    (title, 0.05),
    (dense, 0.06),
    (scattered, 0.10),
    (empty, 0.04),
)


def draw(page):
    """Fills a page with one of `KINDS`."""
    kind = KINDS[page.rng.choice(len(KINDS), p=[share for _, share in KINDS])][0]
    kind(page)
    return kind.__name__
