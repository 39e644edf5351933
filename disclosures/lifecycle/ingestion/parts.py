"""Files that belong to one disclosure: some places print the tables in one file and the narrative in another.

A disclosure without tables and one with hardly anything but tables, of the same agency, year and stage and in different
files, are one: the narrative becomes a part of the tables', in whatever order the files come. It is done only where there
is no choice and nothing of it was published; else a note proposes it, and a person decides. What a person parted stays
apart.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from disclosures.lifecycle.refusal import Refused
from disclosures.models import Agency, Amount, Disclosure, HeadlineFigure, Note, Statement
from disclosures.models.disclosure import CITABLE, DisclosureState
from disclosures.vocabulary import Basis

from .agreement import agreeing_cell, lookup

MOST_STATED = 2
"""Amounts that a file of tables may state in sentences: a remark under a table is no narrative."""

JOINED, PROPOSED = "part-joined", "part-proposed"


def join_alike(loaded: Iterable[Disclosure]) -> None:
    """Join what was just loaded with what belongs to it, and say so. To be called inside the transaction that loads."""
    determined = [disclosure for disclosure in loaded if disclosure.agency_id and disclosure.fiscal_year]
    # One at a time for each agency: of two files that are loaded at once, the second has to see the first.
    bodies = {disclosure.agency_id or 0 for disclosure in determined}
    list(Agency.objects.select_for_update(no_key=True).filter(pk__in=bodies).order_by("pk"))
    for disclosure in determined:
        _join(disclosure)


def _join(disclosure: Disclosure) -> None:
    if disclosure.part_of or disclosure.parts.exists():
        link_stated(disclosure.part_of or disclosure)
        describe(disclosure)
        return
    if disclosure.stands_alone:
        return
    alike = list(
        Disclosure.objects.filter(
            agency=disclosure.agency_id,
            fiscal_year=disclosure.fiscal_year,
            stage=disclosure.stage,
            part_of=None,
            parts=None,
            stands_alone=False,
        )
        .annotate(
            has_tables=Exists(Statement.objects.filter(disclosure=OuterRef("pk"))), stated=Count("headline")
        )
        .select_related("document")
        .order_by("pk")
    )
    tables = [other for other in alike if other.has_tables and other.stated <= MOST_STATED]
    narratives = [other for other in alike if not other.has_tables]
    if disclosure not in tables + narratives or not (tables and narratives):
        return
    try:
        if len(tables) + len(narratives) > 2:
            raise Refused("可以并入的不止一份，请选择")
        if any(other.state != DisclosureState.DRAFT for other in (*tables, *narratives)):
            raise Refused("其中一份发布过，请先撤回")
        join(narratives[0], tables[0])
    except Refused as error:
        others = "、".join(
            f"“{other.document}”"
            for other in (tables if disclosure in narratives else narratives)
            if other.document_id != disclosure.document_id
        )
        if others:
            message = f"这一份与文件{others}中的像是同一份公开的表和说明。没有自动合并：{error.message}。"
            note(disclosure, PROPOSED, message)
    else:
        disclosure.refresh_from_db(fields=["part_of", "state"])


def join(part: Disclosure, whole: Disclosure) -> None:
    """Make one disclosure a part of another. Raises Refused."""
    with transaction.atomic():
        # Not waiting: who publishes holds the disclosure and waits for the agency, which a loader holds.
        free = Disclosure.objects.select_for_update(skip_locked=True)
        locked = free.filter(pk__in=[part.pk, whole.pk]).in_bulk()
        if len(locked) < 2:
            raise Refused("其中一份正由别人处理，请稍后再试")
        part, whole = locked[part.pk], locked[whole.pk]
        if identity(part) != identity(whole) or part.agency_id is None or part.fiscal_year is None:
            raise Refused("机构、年度、阶段都相同的才能合并")
        if part.document_id == whole.document_id:
            raise Refused("同一文件里的两份不能合并")
        if part.part_of_id or whole.part_of_id or part.parts.exists():
            raise Refused("其中一份已经合并过，请先分开")
        if part.is_citable or whole.is_citable:
            raise Refused("其中一份已经发布，请先撤回")
        part.part_of, part.state, part.stands_alone = whole, whole.state, False
        part.save(update_fields=["part_of", "state", "stands_alone"])
        link_stated(whole)
        describe(part)
        describe(whole)


def joinable(part: Disclosure) -> QuerySet[Disclosure]:
    """What a disclosure could be made a part of, as far as `join` allows."""
    if part.is_citable or part.part_of_id or part.agency_id is None or part.parts.exists():
        return Disclosure.objects.none()
    return (
        Disclosure.objects.filter(agency=part.agency_id, fiscal_year=part.fiscal_year, stage=part.stage)
        .filter(part_of=None)
        .exclude(state__in=CITABLE)
        .exclude(document=part.document_id)
        .select_related("agency", "document")
    )


def separate(part: Disclosure) -> None:
    """Undo a join, at a person's word: it is not made again automatically. Raises Refused."""
    with transaction.atomic():
        part = Disclosure.objects.select_for_update().get(pk=part.pk)
        if part.part_of is None:
            raise Refused("这一份没有并入别的")
        if part.is_citable:
            raise Refused("这一份已经发布，请先撤回")
        part.stands_alone = True
        _release(part)


def _release(part: Disclosure) -> None:
    whole, part.part_of = part.part_of, None
    part.save(update_fields=["part_of", "stands_alone"])
    part.headline.exclude(amount__line__statement__disclosure=part).update(amount=None)
    for disclosure in filter(None, (part, whole)):
        describe(disclosure)


def reconsider(disclosure: Disclosure) -> None:
    """After a person has said whose a disclosure is: joins that no longer hold are undone, and one may be made."""
    with transaction.atomic():
        for part in Disclosure.objects.with_parts([disclosure.whole_id]).exclude(part_of=None):
            if identity(part) != identity(part.part_of):
                _release(part)
        disclosure.refresh_from_db(fields=["part_of"])
        join_alike([disclosure])


def identity(disclosure: Disclosure | None) -> tuple[int | None, int | None, str] | None:
    """Whose, of which year and which stage: what two parts of one disclosure have in common."""
    return (disclosure.agency_id, disclosure.fiscal_year, disclosure.stage) if disclosure else None


def link_stated(whole: Disclosure) -> None:
    """Point what the parts state in sentences at the cells of the whole's tables that say the same."""
    figures = list(HeadlineFigure.objects.filter(disclosure__part_of=whole))
    cells = lookup(
        Amount.objects.of_disclosures([whole.pk])
        .filter(fen__isnull=False)
        .exclude(line__kind="")
        .exclude(basis=Basis.PRIOR)
        .select_related("line__statement")
        .order_by("pk")
    )
    for figure in figures:
        figure.amount = None if figure.is_change else agreeing_cell(figure.item, figure.fen, cells)
    HeadlineFigure.objects.bulk_update(figures, ["amount"])


def describe(disclosure: Disclosure) -> None:
    """The note of a disclosure that says what it is joined with."""
    disclosure.notes.filter(code__in=[JOINED, PROPOSED]).delete()
    if whole := disclosure.part_of:
        note(disclosure, JOINED, f"这一份是“{whole}”的一部分，并入文件“{whole.document}”，随它发布和撤回。")
    for part in disclosure.parts.select_related("document"):
        note(disclosure, JOINED, f"文件“{part.document}”是这一份的另一部分，已经并入，一同发布和撤回。")


def note(disclosure: Disclosure, code: str, message: str) -> None:
    Note.objects.create(document_id=disclosure.document_id, disclosure=disclosure, code=code, message=message)
