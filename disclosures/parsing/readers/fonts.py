"""The fonts of a document, made once, and what their codes mean, read as fast as pages are. Knows pdfminer only."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1

from disclosures.parsing.readers.operators import operators

MEANINGS = "ToUnicode"
NO_MEANINGS = PDFStream({}, b"")


class Fonts(PDFResourceManager):
    """Makes fonts as pdfminer does, but for the table of what their codes mean."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        table = resolve1(spec.get(MEANINGS))
        if objid in self._cached_fonts or not isinstance(table, PDFStream) or table is NO_MEANINGS:
            return super().get_font(objid, spec)
        font = super().get_font(objid, {**spec, MEANINGS: NO_MEANINGS})
        meanings = getattr(font, "unicode_map", None)
        if isinstance(meanings, FileUnicodeMap):
            _Meanings(meanings, BytesIO()).read(table.get_data())
        return font


class _Meanings(CMapParser):
    """pdfminer's understanding of such a table, given its words a token at a time."""

    def read(self, content: bytes) -> None:
        operands: list[Any] = []
        for keyword in operators(content, operands):
            self.push(*((0, operand) for operand in operands))
            operands.clear()
            self.do_keyword(0, keyword)
