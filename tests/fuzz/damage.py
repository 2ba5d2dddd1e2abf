"""Files as they come off broken disks, out of other programs and from people: their damage."""

import re

from hypothesis import strategies as st

# What stands where another value was meant.
ODD = (
    *("", " ", "-1", "0", "1e999", "NaN", "-Infinity", "1e-320", "9" * 40, "null", "true", '"x"'),
    *(
        "[]",
        "{}",
        "[[]]",
        '"\\ud800"',
        "\x00",
        "é",
        "\uff11",
        "0x10",
        "1;2",
        "%s",
        "../../x",
        "<",
        "&",
    ),
    *('"' + "a" * 3000 + '"', "[" * 5000, "9" * 5000, "-0.0", "1_0", "2147483648", "1000000000000"),
)
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@st.composite
def damaged_text(draw, text):
    """A text of which one to four words or signs are odd ones, gone or twice there, as UTF-8."""
    tokens = _TOKEN.findall(text)
    for _ in range(draw(st.integers(1, 4))):
        if not tokens:
            break
        i = draw(st.integers(0, len(tokens) - 1))
        how = draw(st.sampled_from(("odd", "odd", "odd", "gone", "twice", "moved")))
        if how == "odd":
            tokens[i] = draw(st.sampled_from(ODD))
        elif how == "gone":
            del tokens[i]
        else:
            tokens.insert(draw(st.integers(0, len(tokens))) if how == "moved" else i, tokens[i])
    return "".join(tokens).encode("utf-8", "surrogatepass")


@st.composite
def damaged_bytes(draw, content):
    """Bytes that are cut short, overwritten, pulled apart or doubled in one to four places."""
    content = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(content) - 1, 0)))
        length = draw(st.sampled_from((1, 1, 2, 4, 8, 60)))
        how = draw(st.sampled_from(("over", "over", "bit", "cut", "end", "in", "twice")))
        if how == "over":
            content[start : start + length] = draw(st.binary(min_size=length, max_size=length))
        elif how == "bit" and content:
            content[start] ^= 1 << draw(st.integers(0, 7))
        elif how == "cut":
            del content[start : start + length]
        elif how == "end":
            del content[start:]
        elif how == "in":
            content[start:start] = draw(st.binary(max_size=20))
        else:
            content[start:start] = content[start : start + length]
    return bytes(content)


def damaged(content):
    """Either kind, for what is a text; of other files the second alone."""
    try:
        return damaged_text(content.decode("utf-8")) | damaged_bytes(content)
    except UnicodeDecodeError:
        return damaged_bytes(content)
