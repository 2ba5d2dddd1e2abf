"""XML with lines, in several encodings, and what is refused."""

import pytest

from tfvision import xml_lines


def test_elements_know_their_lines_and_texts():
    root = xml_lines.parse(b"<a>\n  <b>x</b>\n  <b>\n    y z\n  </b>\n</a>")
    assert (root.tag, root.line, [b.line for b in root.children]) == ("a", 1, [2, 3])
    assert (root.value("b"), root.value("c", None)) == ("x", None)
    assert xml_lines.trimmed(root.children[1].text) == "y z"


def test_blanks_on_the_line_of_a_text_stay():
    assert xml_lines.parse(b"<a><b>Car </b></a>").value("b") == "Car "


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding):
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><a><b>grün</b></a>'
    assert xml_lines.parse(text.encode(encoding)).value("b") == "grün"


@pytest.mark.parametrize(
    ("content", "line", "sentence"),
    [
        (b"", 1, "not well-formed XML: no element found"),
        (b"<a>\n<b>\n</a>", 3, "not well-formed XML: mismatched tag"),
        (b"<a>\n\xff</a>", 2, r"not well-formed XML: not well-formed \(invalid token\)"),
        (b'<!DOCTYPE a [\n<!ENTITY x "y">]>\n<a>&x;</a>', 2, "XML entity declarations are not acc"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 1, "XML entity decl"),
        (b'<?xml version="1.0" encoding="gb2312"?><a/>', 1, "text encoding that cannot be read: "),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', 1, "text encoding|unknown encoding"),
    ],
)
def test_what_cannot_be_read_names_its_line(content, line, sentence):
    with pytest.raises(xml_lines.XmlError, match=sentence) as error:
        xml_lines.parse(content)
    assert error.value.line == line
