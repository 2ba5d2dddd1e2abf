"""Screens of games: talk, menus, play, films, titles, the choice of a name."""

import itertools

import numpy as np

from tfvision.text.screens import corpus, grounds, pieces, windows


def adventure(page):
    """A message window with its name plate, choices and the small menu of a visual novel."""
    rng, width, height = page.rng, page.width, page.height
    grounds.draw(page.image, rng)
    for x in rng.uniform(0.15, 0.85, int(rng.choice(3, p=(0.4, 0.45, 0.15)))) * width:
        grounds.figure(page.image, rng, x, rng.uniform(0.7, 1.0))
    skin = windows.draw_skin(rng)
    style = page.style(page.em(11, 44), leading=float(rng.uniform(1.35, 1.9)))
    em, pad = style.em, int(style.em * rng.uniform(0.5, 1.2))
    side = int(rng.uniform(0, 0.08) * width)
    tall = int(em * style.leading * int(rng.integers(2, 5)) + 2 * pad)
    top = max(height - tall - int(rng.uniform(0, 0.06) * height), 0)
    if rng.random() < 0.1:
        top, tall = 0, height  # the whole screen is the page
    rect = (side, top, width - side, min(top + tall, height))
    if rng.random() < 0.9:
        windows.paint(page.image, rect, skin)
    first = _name_plate(page, rect, em, skin) if rng.random() < 0.6 and top else top
    y = max(top + pad, first + em // 4)
    room = (rect[2] - rect[0] - 2 * pad, rect[3] - y - pad // 2)
    page.write(pieces.passage(page, style, room), rect[0] + pad, y, style, lit=0.2)
    if rng.random() < 0.5:
        size = max(em // 2, 6)
        place = rect[2] - 2 * size, rect[3] - 2 * size
        if page.free((*place, place[0] + size, place[1] + size)):
            windows.marker(page.image, place, size, rng, (255, 255, 255))
    if rng.random() < 0.4:
        pieces.choices(page, windows.draw_skin(rng), top)
    if rng.random() < 0.5:
        pieces.row(page, corpus.MENU, page.em(8, 13), int(rng.integers(3, 7)))
    if rng.random() < 0.4:
        pieces.corner(page, pieces.label(rng))


def _name_plate(page, rect, em, skin):
    """The name of who speaks, on a plate over the edge of the window. Returns its lower end."""
    rng = page.rng
    style = page.style(max(page.sizes[0], int(em * rng.uniform(0.8, 1.1))))
    name = corpus.draw(rng, corpus.NAMES)
    wide, high = page.measure([name], style)
    gap = style.em // 2
    x, y = rect[0] + int(rng.uniform(0, 2) * em), rect[1] - int(high * rng.uniform(0.4, 1.5))
    windows.paint(page.image, (x, y - gap // 2, x + wide + 2 * gap, y + high + gap // 2), skin)
    page.write([name], x + gap, y, style)
    return y + high + gap // 2


def menu(page):
    """One to three windows with lists: items, states, settings; a title, an explanation."""
    rng, width, height = page.rng, page.width, page.height
    grounds.draw(page.image, rng)
    skin = windows.draw_skin(rng)
    y = int(rng.uniform(4, 14))
    word = corpus.draw(rng, corpus.MENU)
    title = page.write([word], rng.uniform(4, 0.3 * width), y, page.style(page.em(14, 36)))
    y = title[3] + 6 if title else y
    foot = height - int(rng.choice((0, rng.uniform(0.1, 0.25))) * height)
    count = int(rng.integers(1, 4))
    inner = np.sort(rng.uniform(0.25, 0.75, count - 1))
    edges = (np.concatenate([[0], inner, [1]]) * (width - 8) + 4).astype(int).tolist()
    for x0, x1 in itertools.pairwise(edges):
        rect = (x0 + 3, y, x1 - 3, y + int(rng.uniform(0.5, 1) * (foot - y)) - 4)
        if rect[3] - y > 30 and rect[2] - rect[0] > 40:
            windows.paint(page.image, rect, skin)
            pieces.rows(page, rect)
    style = page.style(page.em(10, 20))
    if height - foot > 2.2 * style.em:
        windows.paint(page.image, (4, foot, width - 4, height - 4), skin)
        room = (width - 8 - 2 * style.em, height - foot - style.em)
        kind = corpus.NOTICES if rng.random() < 0.4 else None
        lines = pieces.passage(page, style, room, kind)
        page.write(lines, 4 + style.em, foot + style.em // 2, style, lit=0.1)


def play(page):
    """Figures and gauges around a scene, numbers of damage in it, a log."""
    rng, width, height = page.rng, page.width, page.height
    grounds.draw(page.image, rng)
    for _ in range(int(rng.integers(2, 7))):
        rect = pieces.corner(page, pieces.label(rng), most=30)
        under = rect and (rect[0], rect[3] + 3, rect[2] + 20, rect[3] + 10)
        if rect and rng.random() < 0.5 and page.free(under):
            windows.gauge(page.image, under, rng)
            page.taken.append(under)
    for _ in range(int(rng.integers(0, 7))):
        text = corpus.number(rng) if rng.random() < 0.75 else corpus.draw(rng, corpus.LABELS)
        style = page.style(page.em(12, 90), face=page.any_face(text))
        page.write([text], rng.uniform(0, width), rng.uniform(0, height), style, (0.5, 0.5))
    style = page.style(page.em(8, 16))
    log = [corpus.draw(rng, corpus.NOTICES + corpus.DIALOGUE) for _ in range(4)]
    page.write(log[: int(rng.integers(0, 5))], 6, height * rng.uniform(0.4, 0.7), style)


def film(page):
    """A subtitle of one or two lines low over a picture; at times one upright at the side."""
    rng = page.rng
    grounds.draw(page.image, rng)
    style = page.style(page.em(13, 40), align=0.5)
    room = (page.width * 0.92, style.em * (1 + style.leading * int(rng.integers(2))) + 1)
    lines = pieces.passage(page, style, room)
    page.write(lines, page.width / 2, page.height * rng.uniform(0.9, 0.98), style, (0.5, 1))
    if rng.random() < 0.5:
        style = page.style(page.em(12, 40), vertical=True)
        side = float(rng.random() < 0.7)
        room = (style.em * (1 + style.leading * int(rng.integers(2))) + 1, page.height * 0.7)
        lines = pieces.passage(page, style, room)
        page.write(lines, page.width * (0.03 + 0.94 * side), 8, style, (side, 0))
    for _ in range(int(rng.choice((0, 1, 8), p=(0.5, 0.4, 0.1)))):  # or remarks that fly across
        text = corpus.draw(rng, corpus.DIALOGUE + corpus.CHOICES)
        place = rng.uniform(0, page.width / 2), rng.uniform(0, page.height)
        page.write([text], *place, page.style(page.em(10, 26)))


def title(page):
    """A large title over a picture, and small print under it."""
    rng = page.rng
    grounds.draw(page.image, rng)
    text = corpus.draw(rng, corpus.TITLES)
    vertical = bool(rng.random() < 0.25)
    span = page.height if vertical else page.width
    em = int(np.clip(span * rng.uniform(0.6, 0.95) / len(text), page.sizes[0], page.sizes[1]))
    style = page.style(em, vertical=vertical, face=page.any_face(text))
    page.write([text], page.width / 2, page.height * rng.uniform(0.3, 0.5), style, (0.5, 0.5))
    style, x = page.style(page.em(9, 26), align=0.5), page.width * rng.choice((0.5, 0.3))
    for line in (corpus.draw(rng, corpus.ENGLISH), *rng.choice(corpus.MENU, 3).tolist()):
        page.write([line], x, page.height * rng.uniform(0.6, 0.97), style, (0.5, 0.5))


def name_entry(page):
    """A table of single characters to choose from, as for the name of a hero."""
    rng = page.rng
    grounds.draw(page.image, rng)
    style = page.style(page.em(10, 40), tracking=0.0)
    pitch = style.em * rng.uniform((1.1, 1.1), (2.4, 2.2))
    left, top = rng.uniform(0.02, 0.3, 2) * (page.width, page.height)
    columns = int(min((page.width - left) / pitch[0], rng.integers(3, 16)))
    lines = int(min((page.height - top) / pitch[1], rng.integers(2, 11)))
    end = int(left + columns * pitch[0]), int(top + lines * pitch[1])
    if rng.random() < 0.8:
        windows.paint(page.image, (int(left), int(top), *end), windows.draw_skin(rng))
    framed, skin = rng.random() < 0.3, windows.draw_skin(rng)
    drawn = rng.random()
    start = int(rng.integers(60))
    with page.group():
        for i in range(columns * lines):
            x, y = (left, top) + pitch * (i % columns, i // columns)
            kana = corpus.HIRAGANA + corpus.KATAKANA + corpus.LATIN + corpus.DIGITS
            char = kana[(start + i) % len(kana)] if drawn < 0.6 else corpus.random_string(rng, 1)
            if framed:
                cell = (int(x + 1), int(y + 1), int(x + pitch[0] - 1), int(y + pitch[1] - 1))
                windows.paint(page.image, cell, skin)
            page.write([char], *(x, y) + pitch / 2, style, (0.5, 0.5))
