"""The tokens of content streams: as pdfminer reads them, and where ISO 32000-1 says otherwise, as that does."""

from __future__ import annotations

from typing import Any

import pytest
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import PSEOF, PSKeyword, PSSyntaxError

from disclosures.parsing.readers.operators import operators


def read(content: bytes) -> list[Any]:
    """Operands and operators in the order of the stream."""
    found: list[Any] = []
    operands: list[Any] = []
    for operator in operators(content, operands):
        found += [*operands, operator]
        operands.clear()
    return [*map(_comparable, [*found, *operands])]


def read_by_pdfminer(content: bytes) -> list[Any]:
    parser = PDFContentParser([PDFStream({}, content)])
    found: list[Any] = []
    while True:
        try:
            found.append(_comparable(parser.nextobject()[1]))
        except PSEOF:
            return found


def _comparable(value: Any) -> Any:
    """With its type, since 1, 1.0 and True are equal; an image as what it holds."""
    if isinstance(value, PDFStream):
        return "image", value.attrs, value.rawdata
    if isinstance(value, list):
        return [*map(_comparable, value)]
    return type(value).__name__, value


@pytest.mark.parametrize(
    "content",
    [
        b"q 1 0 0 1 72.5 -.5 cm 0.50 w 12. 0 l +3 -4 m S Q",
        b"0-5 1w 3 4RG 1.2.3 -- . + 5 g",
        b"[<0041>-250(b)3.5]TJ (a) Tj T* (b) ' 1 2 (c) \"",
        rb"(a\(b\)c) Tj (a(b)c) Tj (a(b(c)d)e(f(g(h)i))) Tj (\101\7a\\\n\r\t\b\f) Tj",
        b"(line\\\nbroken\\\r\nagain\rand\nraw) Tj () Tj (\\)) Tj",
        b"<4 1 42> Tj <> Tj <41\n42>Tj <4142> <43>Tj",
        b"/F1 12 Tf /A#20B gs /#41 gs / gs /\xff\xfe gs /a.b-c_d gs/e/f Do",
        b"/Span <</Lang (zh) /MCID 3 /On true /Off false /N null /A [1 [2 3] <</B 1>>]>> BDC EMC",
        b"/P <</ID<4142>>> BDC % a comment (not) <a> string\n1 g%\r2 g",
        b"{ 1 2 add } sh [1 2] 0 d [] 1 d",
        b"] >> } ) > 1 g [1 >> 2] d << /A 1 ] /B 2 >> BDC",
        b"BI /W 2 /H 2 /BPC 8 /CS /G ID \x00(EI)\xff\nEI Q 1 g",
        b"BI /W 2 /H 2 /F /A85 ID 87cUR~> EI Q",
        b"BI /W 2 /H ID 1 2 EI 3 g",
        b"f* b* B* W* n 'x *y _z Tj% end",
        b"1 0 0 1 0 0 cm \x00\x001 g\x0c\x0b2 g",
        b"(never ended 1 g",
        b"[1 2 (x)",
        b"9" * 5000 + b" 1 g",
        b"",
    ],
)
def test_tokens_are_those_of_pdfminer(content: bytes) -> None:
    assert read(content) == read_by_pdfminer(content)


def test_strings_are_those_of_the_standard() -> None:
    r"""ISO 32000-1, 7.3.4.2 and 7.3.4.3: \x is x, only the low byte of \777 counts, and <9> is <90>."""
    assert read(rb"(\x\777) Tj <419> Tj")[::2] == [("bytes", b"x\xff"), ("bytes", b"A\x90")]


def test_nul_is_white() -> None:
    assert [value for _, value in read(b"1\x002 m")][:2] == [1, 2]
    assert read(b"1 g\x00Q") == read(b"1 g Q")


def test_a_dictionary_that_lacks_a_value_is_an_error() -> None:
    with pytest.raises(PSSyntaxError):
        read(b"/P <</A>> BDC")


def test_damage_takes_no_longer_than_its_length() -> None:
    """Brackets that never close make no reader look twice at the rest."""
    for content in (b"(" * 50_000, b"(a" * 50_000, b"((((a))))" * 10_000, b"<" * 50_000, b"[" * 50_000):
        read(content)


def test_a_keyword_in_a_list_stays_there() -> None:
    assert [kind for kind, _ in read(b"[1 Tj] TJ")[0]] == ["int", PSKeyword.__name__]
