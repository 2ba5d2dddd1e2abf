"""The kinds of screens: those of games, and pages, apps, scattered words, and nothing at all."""

from tfvision.text.screens import corpus, games, grounds, looks, pieces, textures, windows


def novel(page):
    """Columns from right to left over the whole page or a window, with ruby."""
    rng, width, height = page.rng, page.width, page.height
    grounds.draw(page.image, rng)
    if rng.random() < 0.75:
        windows.paint(page.image, (0, 0, width, height), windows.draw_skin(rng))
    style = page.style(page.em(10, 44), vertical=True, leading=float(rng.uniform(1.5, 2.1)))
    pad = int(rng.uniform(0.6, 2) * style.em)
    pieces.corner(page, corpus.number(rng), most=12)
    room = ((width - 2 * pad) * rng.uniform(0.2, 1), height - 2 * pad)
    page.write(pieces.passage(page, style, room), width - pad, pad, style, (1, 0))


def talk(page):
    """Bubbles, bars and buttons of a telephone."""
    rng, width, height = page.rng, page.width, page.height
    page.image[:] = looks.any_colour(rng, 195, 255) if rng.random() < 0.7 else rng.uniform(0, 60, 3)
    style = page.style(page.em(10, 24), tracking=0.0)
    bar = int(style.em * 2.2)
    page.image[:bar] = looks.any_colour(rng)
    page.write([corpus.draw(rng, corpus.MENU)], width / 2, bar / 2, style, (0.5, 0.5))
    skins = [windows.draw_skin(rng, light=rng.random() < 0.6) for _ in range(2)]
    pad, y = int(0.5 * style.em), bar + 8
    while y < height - 3 * style.em:
        right = bool(rng.random() < 0.4)
        room = (width * rng.uniform(0.3, 0.7), style.em * rng.uniform(1, 6))
        lines = pieces.passage(page, style, room)
        wide, high = page.measure(lines, style)
        x = width - wide - 3 * pad if right else 4 * pad
        rect = (x - pad, y, x + wide + pad, y + high + 2 * pad)
        if rect[3] > height:
            break
        windows.paint(page.image, rect, skins[right])
        page.write(lines, x, y + pad, style)
        if not right and rng.random() < 0.6:
            shade = rng.uniform(0, 255, 3).tolist()
            windows.marker(page.image, (3, y), int(1.2 * style.em), rng, shade)
        y = rect[3] + int(rng.uniform(0.3, 1.5) * style.em)
    if rng.random() < 0.6:
        pieces.row(page, corpus.MENU, page.em(8, 12), 6)


def dense(page):
    """A page full of small print: manuals, logs, word lists."""
    rng, width, height = page.rng, page.width, page.height
    page.image[:] = rng.uniform(215, 255, 3) if rng.random() < 0.6 else rng.uniform(0, 60, 3)
    if rng.random() < 0.2:
        grounds.draw(page.image, rng)
    vertical = bool(rng.random() < 0.25)
    leading = float(rng.uniform(1.4, 1.9) if vertical else rng.uniform(1.05, 1.7))
    style = page.style(page.em(8, 18), vertical=vertical, leading=leading)
    columns = int(rng.integers(1, 4))
    gap = 1.5 * style.em
    wide = (width - gap) / columns - gap
    for i in range(columns):
        room = (wide, (height - 2 * gap) * rng.uniform(0.5, 1))
        lines = []
        for _ in range(int(rng.integers(1, 9))):
            lines += pieces.passage(page, style, room)
        while lines and page.measure(lines, style)[1 - vertical] > room[1 - vertical]:
            lines.pop()
        x = gap + i * (wide + gap) + vertical * wide
        page.write(lines, x, gap, style, (float(vertical), 0))


def isolated(page):
    """Single characters and short words, far apart, at every size."""
    rng = page.rng
    grounds.draw(page.image, rng)
    for _ in range(int(rng.integers(1, 16))):
        style = page.style(page.em(8, 96), vertical=bool(rng.random() < 0.2))
        text = corpus.random_string(rng, int(rng.choice((1, 2, 3), p=(0.7, 0.2, 0.1))))
        x, y = int(rng.uniform(0, page.width)), int(rng.uniform(0, page.height))
        gap = style.em * 0.8
        rect = tuple(int(v) for v in (x - gap, y - gap, x + gap, y + gap))
        if rng.random() < 0.4 and len(text) == 1 and page.free(rect):
            windows.paint(page.image, rect, windows.draw_skin(rng))
        page.write([text], x, y, style, (0.5, 0.5))


def scattered(page):
    """Strings of every kind at any place, size and direction."""
    rng = page.rng
    grounds.draw(page.image, rng)
    words = (corpus.MENU, corpus.LABELS, corpus.CHOICES, corpus.NOTICES, corpus.ENGLISH)
    for _ in range(int(rng.integers(4, 40))):
        style = page.style(page.em(8, 72), vertical=bool(rng.random() < 0.3))
        kind = rng.random()
        if kind < 0.5:
            text = corpus.random_string(rng, int(rng.integers(1, 12)))
        elif kind < 0.7:
            text = corpus.with_ruby(rng, int(rng.integers(1, 9)))
        else:
            text = corpus.draw(rng, words[int(rng.integers(5))])
        x, y = rng.uniform(0, page.width), rng.uniform(0, page.height)
        page.write([text], x, y, style, tuple(rng.uniform(0, 1, 2)), lit=0.1)


def empty(page):
    """No text at all, but what looks like it."""
    rng = page.rng
    grounds.draw(page.image, rng)
    for _ in range(int(rng.integers(1, 5))):
        x, y = (rng.uniform(0, 0.7, 2) * (page.width, page.height)).astype(int).tolist()
        w, h = (rng.uniform(0.2, 0.8, 2) * (page.width, page.height)).astype(int).tolist()
        textures.draw(page.image[y : y + h, x : x + w], rng)
        if rng.random() < 0.4:
            windows.paint(page.image, (x, y, x + w, y + h), windows.draw_skin(rng))
        if rng.random() < 0.3:
            windows.gauge(page.image, (x, y, x + w, y + int(rng.integers(4, 20))), rng)


KINDS = (
    (games.adventure, 0.20),
    (games.menu, 0.13),
    (games.play, 0.09),
    (games.film, 0.08),
    (games.title, 0.05),
    (games.name_entry, 0.05),
    (novel, 0.09),
    (talk, 0.05),
    (dense, 0.06),
    (isolated, 0.07),
    (scattered, 0.09),
    (empty, 0.04),
)


def draw(page):
    """Fills a page with one of `KINDS`."""
    KINDS[page.rng.choice(len(KINDS), p=[share for _, share in KINDS])][0](page)
