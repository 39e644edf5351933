"""What the public can find, made from what is published: the rows that the table of search entries repeats.

A source is what entries are made of: `d12` the disclosure 12, `a5` the agency 5, `r130500` a region, `f208` and `e301`
codes. An agency is found when it or a unit under it has a published disclosure, a region when an agency there is
found, a code when something is on record under it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from disclosures.models import (
    Agency,
    Disclosure,
    PerformanceIndicator,
    PerformanceTarget,
    ProcurementItem,
    Region,
    Section,
    Total,
)
from disclosures.models.classification import CLASSIFICATION
from disclosures.models.search_entry import SearchKind
from disclosures.vocabulary import CodeKind

LAST_YEAR = 4095
"""Years are ranked backwards from here: twelve bits."""

FEW = 10
"""Places that are looked up one by one; of more of them all that is published is asked at once."""

CODE_SOURCES: dict[str, tuple[CodeKind, SearchKind]] = {
    "f": (CodeKind.FUNCTIONAL, SearchKind.FUNCTIONAL),
    "e": (CodeKind.ECONOMIC, SearchKind.ECONOMIC),
}


class EntryValues(NamedTuple):
    """The values of a SearchEntry."""

    id: int
    source: str
    target: str
    title: str
    text: str
    context: str


def entries(sources: Iterable[str]) -> Iterator[EntryValues]:
    """The entries of some sources, those of sources that the public may not see left out."""
    keys: dict[str, list[str]] = {}
    for source in sources:
        keys.setdefault(source[0], []).append(source[1:])
    yield from _of_agencies([int(key) for key in keys.get("a", ())])
    yield from _of_regions(keys.get("r", ()))
    for letter in CODE_SOURCES:
        yield from _of_codes(letter, keys.get(letter, ()))
    yield from _of_disclosures([int(key) for key in keys.get("d", ())])


def all_sources() -> Iterator[str]:
    """Every source that may have entries."""
    for pk in Agency.objects.order_by("pk").values_list("pk", flat=True).iterator():
        yield f"a{pk}"
    yield from sources_of_classifications()
    for pk in Disclosure.objects.visible().order_by("pk").values_list("pk", flat=True).iterator():
        yield f"d{pk}"


# --- where a change shows ------------------------------------------------------------------------------------------


def sources_of_disclosures(disclosures: Iterable[Disclosure]) -> set[str]:
    """Disclosures that were published, withdrawn or read again, without codes. Their agencies must be loaded."""
    found: set[str] = set()
    given = list(disclosures)
    for pk in Disclosure.objects.with_parts(d.pk for d in given).values_list("pk", flat=True):
        found.add(f"d{pk}")
    for agency in filter(None, (disclosure.agency for disclosure in given)):
        found |= {f"a{pk}" for pk in (agency.pk, agency.parent_id) if pk}
        found |= _path(agency.region_id)
    return found


def sources_of_agencies(agencies: Iterable[int], former_places: Iterable[str] = ()) -> set[str]:
    """Agencies that were renamed or moved, with their disclosures and places."""
    ids = list(agencies)
    found = {f"a{pk}" for pk in ids}
    published = Disclosure.objects.visible().filter(agency__in=ids)
    found |= {f"d{pk}" for pk in published.values_list("pk", flat=True)}
    places = Agency.objects.filter(pk__in=ids).values_list("region", flat=True)
    return found.union(*map(_path, {*places, *former_places}))


def sources_of_places(places: Iterable[str]) -> set[str]:
    """All agencies of these places."""
    ids = Agency.objects.filter(region__in=list(places)).values_list("pk", flat=True)
    return {f"a{pk}" for pk in ids}


def sources_of_codes(kind: CodeKind, codes: Iterable[str]) -> set[str]:
    letter = next(letter for letter, (own, _) in CODE_SOURCES.items() if own is kind)
    return {f"{letter}{code}" for code in codes if code}


def sources_of_classifications() -> Iterator[str]:
    """All regions, and all codes that anything is on record under."""
    for code in Region.objects.order_by("pk").values_list("pk", flat=True):
        yield f"r{code}"
    for letter, (kind, _) in CODE_SOURCES.items():
        on_record = Total.objects.in_place(None).filter(kind=kind).exclude(code="")
        for code in on_record.order_by("code").values_list("code", flat=True).distinct():
            yield f"{letter}{code}"


def _path(region: str) -> set[str]:
    """A place and those that it lies in, by the digits of its code."""
    return {f"r{region}", f"r{region[:4]}00", f"r{region[:2]}0000"}


def place_of(entry_id: int) -> str:
    """The region in the number of an agency's entry."""
    return f"{(entry_id - SearchKind.AGENCY.first_id) >> 40:06}"


AGENCY_OF = f"((id - {SearchKind.AGENCY.first_id}) & {(1 << 39) - 1})"
"""The agency in the number of its entry, for a query."""


def agencies_within(first: str, last: str) -> tuple[int, int]:
    """The lowest and the highest number that an agency's entry can have in these regions."""
    return SearchKind.AGENCY.first_id + (int(first) << 40), SearchKind.AGENCY.first_id + (
        (int(last) + 1) << 40
    ) - 1


# --- agencies, regions, codes --------------------------------------------------------------------------------------


def _of_agencies(ids: list[int]) -> Iterator[EntryValues]:
    """By region, departments first. Found by name, printed code and other names."""
    agencies = Agency.objects.published().filter(pk__in=ids).select_related("region__parent__parent")
    for agency in agencies.prefetch_related("aliases") if ids else ():
        rank = int(agency.region_id) << 40 | (agency.kind == "unit") << 39 | agency.pk
        others = sorted(alias.name for alias in agency.aliases.all())
        yield EntryValues(
            SearchKind.AGENCY.first_id + rank,
            f"a{agency.pk}",
            str(agency.pk),
            agency.name,
            "\n".join(filter(None, (agency.code, *others))),
            "，".join(filter(None, (agency.region.full_name, agency.get_kind_display()))),
        )


def _of_regions(codes: Sequence[str]) -> Iterator[EntryValues]:
    regions = list(Region.objects.with_parents().filter(pk__in=codes)) if codes else []
    published = Disclosure.objects.published()
    if len(regions) > FEW:
        known = sorted(set(published.values_list("agency__region", flat=True)))
        found = [r for r in regions if bisect_left(known, r.pk) < bisect_right(known, r.last_code)]
    else:
        found = [
            region
            for region in regions
            if published.filter(agency__region__gte=region.pk, agency__region__lte=region.last_code).exists()
        ]
    for region in found:
        above = region.parent.full_name if region.parent else ""
        yield EntryValues(
            SearchKind.REGION.first_id + int(region.pk),
            f"r{region.pk}",
            region.pk,
            region.name,
            region.pk,
            above,
        )


def _of_codes(letter: str, codes: Iterable[str]) -> Iterator[EntryValues]:
    """By code. The newest name is the title; a code is found by its older names too."""
    kind, found_as = CODE_SOURCES[letter]
    on_record = (
        Total.objects.in_place(None).filter(kind=kind, code__in=list(codes))
        if codes
        else Total.objects.none()
    )
    names: dict[str, list[str]] = {code: [] for code in on_record.values_list("code", flat=True).distinct()}
    editions = CLASSIFICATION[kind]._default_manager.filter(code__in=names).order_by("-edition")
    for code, name in editions.values_list("code", "name"):
        if name not in names[code]:
            names[code].append(name)
    for code, (newest, *older) in ((code, known or [""]) for code, known in names.items()):
        rank = int(code.ljust(7, "0")) << 3 | len(code)
        yield EntryValues(
            found_as.first_id + rank,
            f"{letter}{code}",
            code,
            f"{code} {newest}".strip(),
            "\n".join(older),
            "",
        )


# --- what stands in a disclosure -----------------------------------------------------------------------------------

Texts = tuple[int, str, str]
"""The disclosure, the title, the text."""


def _projects(ids: list[int]) -> Iterator[Texts]:
    yield from _ordered(PerformanceTarget.objects.all(), ids).values_list("disclosure", "title", "code")


def _indicators(ids: list[int]) -> Iterator[Texts]:
    rows = PerformanceIndicator.objects.filter(target__disclosure__in=ids).order_by(
        "target__disclosure", "target__position", "position", "pk"
    )
    for pk, name, description, operator, value, unit in rows.values_list(
        "target__disclosure", "level_3", "description", "operator", "value", "unit"
    ):
        what, amount = "，".join(filter(None, (name, description))), f"{operator}{value}{unit}"
        yield pk, "：".join(filter(None, (what, amount))), ""


def _procurement(ids: list[int]) -> Iterator[Texts]:
    rows = _ordered(ProcurementItem.objects.all(), ids)
    for pk, *texts in rows.values_list("disclosure", "project", "item", "catalogue_code"):
        yield pk, "，".join(filter(None, texts)), ""


def _sections(ids: list[int]) -> Iterator[Texts]:
    yield from _ordered(Section.objects.all(), ids).values_list("disclosure", "heading", "text")


def _ordered(rows: QuerySet[Any], ids: list[int]) -> QuerySet[Any]:
    return rows.filter(disclosure__in=ids).order_by("disclosure_id", "position", "pk")


IN_DISCLOSURES: dict[SearchKind, Callable[[list[int]], Iterator[Texts]]] = {
    SearchKind.PROJECT: _projects,
    SearchKind.INDICATOR: _indicators,
    SearchKind.PROCUREMENT: _procurement,
    SearchKind.NARRATIVE: _sections,
}


def _of_disclosures(ids: list[int]) -> Iterator[EntryValues]:
    """The newest year first, then in printed order."""
    if not ids:
        return
    visible = Disclosure.objects.visible().select_related("agency").in_bulk(ids)
    contexts = {pk: _context(disclosure) for pk, disclosure in visible.items()}
    for kind, texts in IN_DISCLOSURES.items():
        numbers: dict[int, int] = {}
        for pk, title, text in texts(list(visible)):
            disclosure = visible[pk]
            number = numbers[pk] = numbers.get(pk, -1) + 1
            rank = max(LAST_YEAR - (disclosure.fiscal_year or 0), 0) << 48 | pk << 18 | number
            if title or text:
                yield EntryValues(
                    kind.first_id + rank,
                    f"d{pk}",
                    str(disclosure.whole_id),
                    title,
                    text,
                    contexts[pk],
                )


def _context(disclosure: Disclosure) -> str:
    assert disclosure.agency is not None  # a published one has it: a database constraint
    return f"{disclosure.agency.name} {disclosure.fiscal_year} 年{disclosure.get_stage_display()}"
