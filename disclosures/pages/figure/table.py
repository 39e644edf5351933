"""The table that says how a number was read, of a cell and of an amount of the narrative."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html

from disclosures.presenting.amounts import exact_text
from disclosures.presenting.glossary import term
from disclosures.reading.columns import Column
from disclosures.vocabulary import ReadBy

from .facts import PrintedFigure, StatedFigure

IMAGE = "图像，由机器识别，请对照原件"


class HowRead(NamedTuple):
    """A row. `words` may be markup."""

    head: str
    words: str
    fen: int | None = None
    """The words are this amount."""


def read_of_cell(found: PrintedFigure) -> Iterator[HowRead]:
    amount, correction, column = found.amount, found.correction, found.amount.column
    if correction:
        yield HowRead(found.read_word, correction.read_printed or "空白")
        yield HowRead("更正为", correction.printed)
        yield HowRead("读自", "人对照原件更正，见下")
    else:
        yield HowRead("印出文字", found.printed)
        yield HowRead("读自", IMAGE if amount.read_by == ReadBy.OCR else "文件里的文字")
    yield HowRead("表上单位", found.statement.printed_unit or "没有印出")
    yield HowRead("换算", _nowrap(amount.fen) if amount.fen is not None else "不是金额", amount.fen)
    yield HowRead("表", found.statement.title)
    yield HowRead("行", found.row_words)
    yield HowRead("列", found.column_words)
    if column.measure:
        meanings = (column.get_measure_display(), column.get_basis_display() if column.basis else "")
        yield HowRead("认作", "，".join(filter(None, meanings)))
    if amount.confirmed is not None and not correction:
        said = "读出的相同" if amount.confirmed else "没有读出同样的文字，请对照原件"
        yield HowRead("换一种方法再读", said)
    if amount.proven is not None and not correction:
        yield HowRead("证实", _proof(found))
    yield from _where(found.column, amount.page)


def read_of_sentence(found: StatedFigure) -> Iterator[HowRead]:
    headline = found.headline
    yield HowRead("印出文字", headline.printed)
    if headline.read_by == ReadBy.OCR:
        yield HowRead("读自", IMAGE)
    yield HowRead("换算", _nowrap(headline.fen), headline.fen)
    yield HowRead("认作", headline.get_item_display() + ("较上年增减" if headline.is_change else ""))
    yield HowRead("与表中", _same_cell(found))
    yield from _where(found.column, headline.page)


def _proof(found: PrintedFigure) -> str:
    amount = found.amount
    if not amount.proven:
        return "未得证实，请对照原件"
    if not amount.proofs:
        return "随所在的行、列证实"
    beside = "和另一种读法" if amount.confirmed else ""
    return format_html("由 {} 条{}{}证实", amount.proofs, term("勾稽关系"), beside)


def _same_cell(found: StatedFigure) -> str:
    cell = found.headline.amount
    if cell is None:
        return "没有对应到表中的一格"
    address = reverse("disclosures:figure", args=[cell.pk])
    return format_html('与<a href="{}">《{}》的一格</a>相等', address, cell.line.statement.title)


def _where(column: Column, page: int | None) -> Iterator[HowRead]:
    document = column.disclosures[0].document
    yield HowRead("机构", f"{column.agency.code} {column.agency.name}".strip())
    yield HowRead("年度、阶段", f"{column.year}，{column.stage.label}")
    yield HowRead("原件", document.original_name + (f"，第 {page} 页" if page else ""))


def _nowrap(fen: int) -> str:
    return format_html('<span class="nowrap">{}</span>', exact_text(fen))
