"""The table of ratios as text, which is Markdown too."""

HEAD = ("benchmark", "what", "against", "ratio", "half of the rounds", "by CPU time")


def table(rows):
    """Lines of a table with aligned columns; limits and growth are marked as such."""
    cells = [HEAD]
    for row in rows:
        against = f"{row['against']} (limit)" if row["kind"] == "limit" else row["against"]
        spread = f"{number(row['low'])} … {number(row['high'])}"
        ratios = number(row["ratio"]), spread, number(row["cpu"])
        cells.append((row["group"], row["what"], against, *ratios))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in cells]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]


def number(ratio):
    """Three digits of it, and no more."""
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


def change(old, new):
    """A line on two rows of the same name."""
    before, after = (
        f"{number(row['ratio'])} ({number(row['low'])} … {number(row['high'])})"
        for row in (old, new)
    )
    return f"{new['group']}: {new['what']}, against {new['against']}: {before} -> {after}"
