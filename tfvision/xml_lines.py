"""A small, safe XML reader whose elements know their line."""

from xml.parsers import expat


class Element:
    """An element: its `tag`, `line`, `text` and `children`."""

    __slots__ = ("children", "line", "tag", "text")

    def __init__(self, tag, line):
        self.tag = tag
        self.line = line
        self.text = ""
        self.children = []

    def child(self, tag):
        """The first child called `tag`, or None."""
        return next((child for child in self.children if child.tag == tag), None)

    def value(self, tag, default=""):
        """The text of the first child called `tag`, without the line breaks around it."""
        child = self.child(tag)
        return default if child is None else trimmed(child.text)


class XmlError(ValueError):
    """XML that cannot be read: `line` and a sentence."""

    def __init__(self, line, message):
        super().__init__(message)
        self.line = line


def trimmed(text):
    """Without the line breaks and indents of a pretty-printer; blanks on the name's line stay."""
    return text.strip() if "\n" in text else text


def parse(content):
    """The root `Element` of `content` (bytes).

    Entities are refused: no annotation needs them, and expanding them lets a small file fill the
    memory or read others. Raises `XmlError` with its line.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    root = Element("", 0)
    open_elements = [root]

    def start(tag, attributes):
        element = Element(tag, parser.CurrentLineNumber)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(tag):
        open_elements.pop()

    def text(data):
        open_elements[-1].text += data

    def entity(*declaration):
        raise XmlError(parser.CurrentLineNumber, "XML entity declarations are not accepted")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise XmlError(error.lineno, f"not well-formed XML: {reason}") from None
    except (LookupError, ValueError) as error:
        if isinstance(error, XmlError):
            raise
        raise XmlError(1, f"text encoding that cannot be read: {error}") from None
    return root.children[0]
