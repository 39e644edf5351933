"""Search in everything that is published: substrings of any length, the same answers on SQLite and PostgreSQL.

A row is found where every word stands in one of its texts; of several words some may stand in the name of its agency
(“邢台 接待费”). Letters match in either case, ASCII only, which both databases agree on. `%` and `_` are ordinary signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    Count,
    Exists,
    Lookup,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)

from disclosures.models import (
    Agency,
    AgencyAlias,
    EconomicCode,
    FunctionalCode,
    PerformanceIndicator,
    PerformanceTarget,
    ProcurementItem,
    Region,
    Section,
    StatementLine,
)
from disclosures.models.disclosure import DisclosureState
from disclosures.vocabulary import Term

from .agencies import regions_with_agencies

MOST_WORDS = 6
LONGEST_WORD = 50
FIRST_OF_EACH = 3
PER_PAGE = 20
AROUND = 40
"""Signs of a long text shown before the first word found."""
LONGEST_EXCERPT = 160

_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@CharField.register_lookup
@TextField.register_lookup
class Holds(Lookup[str]):
    """`name__holds="食盐"`: contains, ASCII letters in either case, every other sign exactly."""

    lookup_name = "holds"

    def _pattern(self) -> str:
        word = str(self.rhs)
        for sign in ("\\", "%", "_"):
            word = word.replace(sign, "\\" + sign)
        return f"%{word}%"

    def _has_letters(self) -> bool:
        return any(sign.isascii() and sign.isalpha() for sign in str(self.rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """SQLite's LIKE ignores the case of ASCII letters and of no others; without letters INSTR is quicker."""
        text, parameters = self.process_lhs(compiler, connection)
        if not self._has_letters():
            return f"INSTR({text}, %s) > 0", (*parameters, str(self.rhs))
        return f"{text} LIKE %s ESCAPE '\\'", (*parameters, self._pattern())

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        text, parameters = self.process_lhs(compiler, connection)
        if not self._has_letters():
            return f"{text} LIKE %s", (*parameters, self._pattern())
        return f'UPPER({text} COLLATE "C") LIKE %s', (*parameters, self._pattern().translate(_UPPER))


class Kind(Term):
    """What can be found (`?kind=`), in the order of the page."""

    AGENCY = "agency", "机构"
    REGION = "region", "地区"
    FUNCTIONAL = "functional", "功能科目"
    ECONOMIC = "economic", "经济科目"
    PROJECT = "project", "项目"
    INDICATOR = "indicator", "绩效指标"
    PROCUREMENT = "procurement", "政府采购"
    NARRATIVE = "narrative", "说明文字"


class Run(NamedTuple):
    text: str
    is_mark: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One row found. `target` is the key of the page it is on: an agency's, region's, disclosure's id, or a code."""

    kind: Kind
    target: str
    title: tuple[Run, ...]
    context: str
    excerpt: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    words: tuple[str, ...]
    counts: dict[Kind, int]
    kind: Kind | None
    groups: tuple[tuple[Kind, tuple[Hit, ...]], ...]
    page: int = 1

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def pages(self) -> int:
        """Pages of the chosen kind."""
        return -(-self.counts.get(self.kind, 0) // PER_PAGE) if self.kind else 1


def words_of(text: str) -> tuple[str, ...]:
    """The words to look for: printable, each once, six at most."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in printable.split()))[:MOST_WORDS]


def search(text: str, kind: Kind | None = None, page: int = 1) -> Found:
    """Counts of every kind and the first rows of each, or one page of one kind. At most nine queries; none for no words."""
    words = words_of(text)
    if not words:
        return Found(words, {}, kind, ())
    counts = _counts(words)
    if kind is not None:
        pages = -(-counts[kind] // PER_PAGE)
        page = max(1, min(page, pages))
        start = (page - 1) * PER_PAGE
        hits = _hits(kind, words, start, start + PER_PAGE) if counts[kind] else ()
        return Found(words, counts, kind, ((kind, hits),) if hits else (), page)
    groups = tuple((k, _hits(k, words, 0, FIRST_OF_EACH)) for k in Kind if counts[k])
    return Found(words, counts, None, groups)


def marked(text: str, words: Sequence[str]) -> tuple[Run, ...]:
    """A text cut into runs, the words found being runs of their own. The signs stay as they are."""
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    runs: list[Run] = []
    at = 0
    for match in re.finditer(pattern, text, re.IGNORECASE | re.ASCII):
        if match.start() > at:
            runs.append(Run(text[at : match.start()], False))
        runs.append(Run(match.group(), True))
        at = match.end()
    if at < len(text):
        runs.append(Run(text[at:], False))
    return tuple(runs)


def excerpt(text: str, words: Sequence[str]) -> tuple[Run, ...]:
    """The part of a long text around the first word found, from the beginning of its sentence where that is near."""
    flat = " ".join(text.split())
    places = [found for word in words if (found := flat.upper().find(word.upper())) >= 0]
    first = min(places, default=0)
    start = max(flat.rfind(sign, 0, first) for sign in "。；!?") + 1
    start = max(start, first - AROUND)
    end = start + LONGEST_EXCERPT
    cut = ("…" if start else "") + flat[start:end].strip() + ("…" if end < len(flat) else "")
    return marked(cut, words)


# --- what is searched ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the rows of a kind come from: published rows, the texts searched, the agency's name, the order."""

    rows: Callable[[], QuerySet[Any]]
    fields: tuple[str, ...]
    hit: Callable[[Any, Sequence[str]], Hit]
    agency: str = ""
    order: tuple[str, ...] = ("pk",)
    related: tuple[str, ...] = ()

    def matching(self, words: Sequence[str]) -> QuerySet[Any]:
        own = [reduce(or_, (_holds(field, word) for field in self.fields)) for word in words]
        if len(words) == 1 or not self.agency:
            # The texts first, then whether they are published: three times as quick as joining all of them.
            found = self.rows().model._default_manager.filter(reduce(and_, own))
            return self.rows().filter(pk__in=found.order_by().values("pk"))
        anywhere = [q | _holds(self.agency, word) for q, word in zip(own, words, strict=True)]
        return self.rows().filter(reduce(and_, anywhere), reduce(or_, own))


def _holds(field: str, word: str) -> Q:
    if field == "aliases__name":  # a subquery: a join would give an agency once for each of its names
        return Q(pk__in=AgencyAlias.objects.filter(name__holds=word).values("agency"))
    return Q(**{f"{field}__holds": word})


def _published(rows: QuerySet[Any], path: str = "disclosure") -> QuerySet[Any]:
    return rows.filter(**{f"{path}__state": DisclosureState.PUBLISHED})


def _codes(model: type[Model]) -> QuerySet[Any]:
    """Codes that published statements print: a code seen only in a draft is not public."""
    lines = _published(
        StatementLine.objects.filter(code=OuterRef("code")).exclude(code=""), "statement__disclosure"
    )
    return model._default_manager.filter(Exists(lines))


def _agency_hit(agency: Agency, words: Sequence[str]) -> Hit:
    context = "，".join(
        filter(
            None, (agency.region.full_name, agency.get_kind_display(), agency.code and f"代码 {agency.code}")
        )
    )
    return Hit(Kind.AGENCY, str(agency.pk), marked(agency.name, words), context)


def _region_hit(region: Region, words: Sequence[str]) -> Hit:
    return Hit(Kind.REGION, region.pk, marked(region.full_name, words), f"行政区划代码 {region.pk}")


def _code_hit(kind: Kind) -> Callable[[Any, Sequence[str]], Hit]:
    def hit(row: dict[str, Any], words: Sequence[str]) -> Hit:
        title = marked(f"{row['code']} {row['newest_name']}", words)
        return Hit(kind, row["code"], title, f"{row['newest']} 年名称")

    return hit


def _context(disclosure: Any) -> str:
    return f"{disclosure.agency.name} {disclosure.fiscal_year} 年{disclosure.get_stage_display()}"


def _project_hit(target: PerformanceTarget, words: Sequence[str]) -> Hit:
    return Hit(
        Kind.PROJECT,
        str(target.disclosure.whole_id),
        marked(target.title, words),
        _context(target.disclosure),
    )


def _indicator_hit(indicator: PerformanceIndicator, words: Sequence[str]) -> Hit:
    target = indicator.target
    text = "，".join(filter(None, (indicator.level_3, indicator.description)))
    value = f"{indicator.operator}{indicator.value}{indicator.unit}"
    return Hit(
        Kind.INDICATOR,
        str(target.disclosure.whole_id),
        excerpt(f"{text}：{value}" if value else text, words),
        f"{target.title}，{_context(target.disclosure)}",
    )


def _procurement_hit(item: ProcurementItem, words: Sequence[str]) -> Hit:
    text = "，".join(filter(None, (item.project, item.item, item.catalogue_code)))
    return Hit(
        Kind.PROCUREMENT, str(item.disclosure.whole_id), marked(text, words), _context(item.disclosure)
    )


def _section_hit(section: Section, words: Sequence[str]) -> Hit:
    return Hit(
        Kind.NARRATIVE,
        str(section.disclosure.whole_id),
        marked(section.heading, words),
        _context(section.disclosure),
        excerpt(section.text, words),
    )


_OF_DISCLOSURE = ("-disclosure__fiscal_year", "disclosure__agency__code", "disclosure", "position", "pk")

SOURCES: dict[Kind, _Source] = {
    Kind.AGENCY: _Source(
        lambda: Agency.objects.published(),
        ("name", "code", "aliases__name"),
        _agency_hit,
        agency="region__name",
        order=("region", "code", "pk"),
        related=("region__parent__parent",),
    ),
    Kind.REGION: _Source(regions_with_agencies, ("name", "code"), _region_hit, order=("code",)),
    Kind.FUNCTIONAL: _Source(lambda: _codes(FunctionalCode), ("name", "code"), _code_hit(Kind.FUNCTIONAL)),
    Kind.ECONOMIC: _Source(lambda: _codes(EconomicCode), ("name", "code"), _code_hit(Kind.ECONOMIC)),
    Kind.PROJECT: _Source(
        lambda: _published(PerformanceTarget.objects.all()),
        ("title", "code"),
        _project_hit,
        agency="disclosure__agency__name",
        order=_OF_DISCLOSURE,
        related=("disclosure__agency",),
    ),
    Kind.INDICATOR: _Source(
        lambda: _published(PerformanceIndicator.objects.all(), "target__disclosure"),
        ("level_3", "description", "value"),
        _indicator_hit,
        agency="target__disclosure__agency__name",
        order=("-target__disclosure__fiscal_year", "target__disclosure", "target", "position", "pk"),
        related=("target__disclosure__agency",),
    ),
    Kind.PROCUREMENT: _Source(
        lambda: _published(ProcurementItem.objects.all()),
        ("project", "item", "catalogue_code"),
        _procurement_hit,
        agency="disclosure__agency__name",
        order=_OF_DISCLOSURE,
        related=("disclosure__agency",),
    ),
    Kind.NARRATIVE: _Source(
        lambda: _published(Section.objects.all()),
        ("heading", "text"),
        _section_hit,
        agency="disclosure__agency__name",
        order=_OF_DISCLOSURE,
        related=("disclosure__agency",),
    ),
}

CODE_KINDS = frozenset({Kind.FUNCTIONAL, Kind.ECONOMIC})


def _counts(words: Sequence[str]) -> dict[Kind, int]:
    """How many of each kind. One query."""
    parts = [
        SOURCES[kind]
        .matching(words)
        .order_by()
        .values(found_kind=Value(kind.value))
        .annotate(found=Count("code", distinct=True) if kind in CODE_KINDS else Count("pk"))
        .values_list("found_kind", "found")
        for kind in Kind
    ]
    counted = dict(parts[0].union(*parts[1:], all=True))
    return {kind: counted.get(kind.value, 0) for kind in Kind}


def _hits(kind: Kind, words: Sequence[str], start: int, end: int) -> tuple[Hit, ...]:
    """One query. A code is found once, under the newest of its names that holds the words."""
    source = SOURCES[kind]
    rows = source.matching(words)
    if kind in CODE_KINDS:
        newest = rows.filter(code=OuterRef("code")).order_by("-edition").values("name")[:1]
        rows = (
            rows.order_by("code").values("code").annotate(newest=Max("edition"), newest_name=Subquery(newest))
        )
    else:
        rows = rows.order_by(*source.order).select_related(*source.related) if source.related else rows
    return tuple(source.hit(row, words) for row in rows[start:end])
