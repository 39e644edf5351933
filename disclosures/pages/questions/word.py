"""The question sheet as a Word document, to be worked on: the same questions, with links to their evidence."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from disclosures.presenting.exports.sheets import site_of

from .facts import QuestionSheet
from .matter import Question

FONT, FONT_OF_SIGNS = "Times New Roman", "宋体"
A4 = (Mm(210), Mm(297))
MARGIN = Mm(22)
LINK = RGBColor(0x1F, 0x4E, 0x79)
SMALL = Pt(9)


def word_file(sheet: QuestionSheet, title: str, source: str, address: str) -> bytes:
    """A document on A4. `address` is the whole one of the page; links go to its site."""
    site = site_of(address)
    document = Document()
    _set_up(document)
    document.add_heading(title, 1)
    document.add_paragraph("由明账根据公开的文件列出，不是结论。点每个问题下的链接，看它的依据。")
    for number, (title_of_kind, question) in enumerate(sheet.first, 1):
        _add(document, number, question, site, title_of_kind)
    for rule in sheet.rules:
        document.add_paragraph().add_run(rule).font.size = SMALL
    for place, kind in enumerate(sheet.kinds):
        heading = document.add_heading(kind.title, 2)
        # a paragraph that holds a break may fall on a page of its own
        heading.paragraph_format.page_break_before = place == 0
        if kind.rule:
            document.add_paragraph().add_run(kind.rule).font.size = SMALL
        for number, question in enumerate(kind.shown, 1):
            _add(document, number, question, site)
    document.add_paragraph().add_run(f"{source}　{address}").font.size = SMALL
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = A4
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = FONT
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT_OF_SIGNS)


def _add(document: Any, number: int, question: Question, site: str, kind: str = "") -> None:
    """What stands there, what to ask, and where it can be seen: three lines that stay on one page; `kind` where it stands
    under no heading of its kind."""
    fact = document.add_paragraph(f"{number}. {question.fact}")
    ask = document.add_paragraph()
    ask.add_run(question.ask).bold = True
    evidence = document.add_paragraph(f"{kind}。依据：" if kind else "依据：")
    for i, one in enumerate(question.evidence):
        if i:
            evidence.add_run("、")
        _link(evidence, one.words, site + one.address)
    for paragraph in (fact, ask):
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = Pt(2)


def _link(paragraph: Any, words: str, address: str) -> None:
    """A hyperlink: Word keeps its address beside the text, as a relation of the document's part."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    run.font.underline = True
    run.font.color.rgb = LINK
    link.append(run._r)  # the run moves from the paragraph into the link
    paragraph._p.append(link)
