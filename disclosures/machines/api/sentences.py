"""Sentences of the narrative. No table holds them: they are cut out of its sections, as pages cut them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from disclosures.models import HeadlineFigure, Section
from disclosures.models.statement import fen_to_yuan
from disclosures.presenting.exports.package_columns import OF_DISCLOSURE, PAGE, Column, Kind, PackageTable
from disclosures.reading.sentences import sentences_of

from .addresses import page_of

TABLE = PackageTable(
    "sentences",
    "说明文字的句子",
    "情况说明的每一句，所在的节与页，句中已认出的金额。句子所述增减在 claims，url 相同。",
    lambda: Section.objects.published().exclude(text=""),
    (
        Column("id", "编号：节的编号-第几句", made=Kind.STRING),
        Column("section_id", "所在的节", "pk", "sections"),
        OF_DISCLOSURE,
        Column("heading", "所在的节的标题"),
        Column("number", "节里的第几句", made=Kind.INTEGER),
        Column("text", "句子，不含空白"),
        Column("figures", "句中已认出所指的金额，同 headline", made=Kind.FIGURES),
        PAGE,
    ),
)
FIRST = "0-0"
SECTIONS_AT_ONCE = 200

FIGURE = page_of("sentence", "pk")


def read_sentences(
    sections: QuerySet[Section], paths: Sequence[str], after: str, most: int
) -> list[tuple[Any, ...]]:
    """The next sentences after one, in the order of their sections' numbers, with what stands at the paths."""
    section, number = map(int, after.split("-"))
    own = [path for path in paths if path not in ("id", "number", "figures")]
    read = list(dict.fromkeys(("pk", "disclosure", "text", "page", *own)))
    found: list[dict[str, Any]] = []
    while len(found) < most:
        rows = sections.filter(pk__gte=section).order_by("pk").values_list(*read)[:SECTIONS_AT_ONCE]
        for row in rows:
            found += _sentences(dict(zip(read, row, strict=True)), number if row[0] == section else 0)
            if len(found) >= most:
                break
        if len(rows) < SECTIONS_AT_ONCE:
            break
        section, number = row[0] + 1, 0
    if "figures" in paths:
        _add_figures(found[:most])
    return [tuple(sentence[path] for path in paths) for sentence in found[:most]]


def _sentences(section: dict[str, Any], after: int) -> list[dict[str, Any]]:
    return [
        {**section, "id": f"{section['pk']}-{number}", "number": number, "text": one.text, "page": one.page}
        for number, one in enumerate(sentences_of(section["text"], section["page"]), start=1)
        if number > after
    ]


def _add_figures(sentences: Sequence[dict[str, Any]]) -> None:
    """One query."""
    stated: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    figures = HeadlineFigure.objects.filter(disclosure__in={one["disclosure"] for one in sentences})
    fields = ("disclosure", "sentence", "pk", "item", "is_change", "fen", "printed")
    for disclosure, words, pk, item, is_change, fen, printed in figures.order_by(
        "disclosure", "position"
    ).values_list(*fields):
        told = {"item": item, "is_change": is_change, "amount_yuan": fen_to_yuan(fen), "printed": printed}
        stated[disclosure, words].append(told | {"url": FIGURE.made(pk)})
    for one in sentences:
        one["figures"] = stated[one["disclosure"], one["text"]]
