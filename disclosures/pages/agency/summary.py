"""An agency's newest year in plain words, made by rule from published figures: every number leads to where it stands.

Nothing is said of what is not published. Figures of another make (a department beside the sum of its units) or of another
stage are named side by side and not subtracted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from disclosures.models import Claim, Disclosure, Finding, Ledger, Project
from disclosures.presenting.amounts import amount_text, rate_text, share_text
from disclosures.reading.candidates import Option, Suggestion
from disclosures.reading.columns import MOST_COLUMNS, Column, own_column
from disclosures.reading.composition import NATURES, OtherPart, other_parts
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.values import Value
from disclosures.vocabulary import HeadlineItem, Unit

from .spending import Spending, newest

TOTAL, THREE = HeadlineItem.EXPENDITURE_TOTAL, HeadlineItem.THREE_PUBLIC_TOTAL
ITEMS: tuple[HeadlineItem, ...] = (
    TOTAL,
    *NATURES,
    THREE,
    *(item for part in THREE.parts for item in (part, *part.parts)),
)
"""What the figures given to `summary` must hold, with the categories."""

MOST_LARGEST = 3
MOST_LIKE = 4
DECLARED = {"": (HeadlineItem.BUDGET_TOTAL, TOTAL), "“三公”经费": (THREE,)}
"""Of what documents state the change themselves, and how that is called; the total needs no name."""


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    address: str


Part = str | Value | Link


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, figures and links in their order; `key` names what it is about."""

    key: str
    word: str
    parts: tuple[Part, ...]

    def text(self, unit: Unit) -> str:
        """Without links, as an export has it."""
        return "".join(
            part
            if isinstance(part, str)
            else part.text
            if isinstance(part, Link)
            else amount_text(part.fen or 0, unit)
            for part in self.parts
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """Of the disclosures of a column: what is counted and needs no figure."""

    projects: int
    with_goals: int
    with_amount: int
    largest: Project | None
    findings: int
    checks: int


def like_ids(columns: Sequence[Column], likes: Sequence[Suggestion]) -> list[int]:
    """The disclosures of like agencies of the year and stage that is told of."""
    return [option.disclosure_id for _, option in _peers(newest(columns)[0], likes) if option.disclosure_id]


def summary(
    columns: Sequence[Column], figures: KeyFigures, spent: Spending | None, likes: Sequence[Suggestion]
) -> Iterator[Sentence]:
    """Two queries at most."""
    column, before = newest(columns)
    counted = _counted(column)
    yield from _told("spent", "花多少", _spends(column, figures))
    yield from _told("for", "花在哪里", _largest(spent, column, figures))
    yield from _told("three", "“三公”", _three_public(column, figures))
    yield from _told("before", "比往年", _against_before(column, before, figures))
    yield from _told("likes", "比同类", _against_likes(column, figures, likes))
    yield from _told("promises", "承诺什么", _promises(column, counted))
    yield from _told("differs", "不一致", _differs(column, counted))


def _told(key: str, word: str, parts: list[Part]) -> Iterator[Sentence]:
    if parts:
        yield Sentence(key, word, tuple(parts))


def _spends(column: Column, figures: KeyFigures) -> list[Part]:
    """2022 年部门预算的支出总计 1,476.29，其中基本支出 891.29（60.37 %），项目支出 585.00（39.63 %）。"""
    total = figures.of_column(column, TOTAL)
    if total.fen is None:
        return []
    said: list[Part] = [_dated(column), "的支出总计 ", total]
    natures = [(figures.name(item), figures.of_column(column, item)) for item in NATURES]
    printed = [(name, value) for name, value in natures if value.fen is not None]
    for place, (name, value) in enumerate(printed):
        said += ["，其中" if place == 0 else "，", f"{name} ", value, _share(value, total)]
    said += _rest(other_parts(figures, column))
    return [*said, "。"]


def _dated(column: Column) -> Part:
    """What is told of. A sum leads to what was added up, side by side, as far as a page holds it."""
    if not column.is_derived or len(column.disclosures) > MOST_COLUMNS:
        return column.dated
    query = urlencode([("d", own_column(disclosure).key) for disclosure in column.disclosures])
    return Link(column.dated, f"{reverse('disclosures:compare')}?{query}")


def _rest(others: Sequence[OtherPart]) -> list[Part]:
    return [
        part
        for name, fen in others
        for part in ("，", f"{name} ", Value(fen=fen, parts=1, remark="与总计相比"))
    ]


def _largest(spent: Spending | None, column: Column, figures: KeyFigures) -> list[Part]:
    """Its largest categories by function."""
    total = figures.of_column(column, TOTAL)
    if spent is None or spent.column.key != column.key or total.fen is None:
        return []
    rows = [(row.name, row.values[-1]) for row in spent.functions if row.values[-1].fen]
    rows.sort(key=lambda row: -(row[1].fen or 0))
    said: list[Part] = []
    for place, (name, value) in enumerate(rows[:MOST_LARGEST]):
        said += [
            "，其次是" if place == 1 else "、" if place else "最多的是",
            f"{name} ",
            value,
            _share(value, total),
        ]
    return [*said, f"；共 {len(rows)} 类。"] if said else []


def _three_public(column: Column, figures: KeyFigures) -> list[Part]:
    total = figures.of_column(column, THREE)
    if total.fen is None:
        return []
    said: list[Part] = ["“三公”经费 ", total]
    parts = [part for item in THREE.parts for part in _printed(column, item, figures)]
    printed = [(name, value) for name, value in parts if value.fen]
    for place, (name, value) in enumerate(printed):
        said += ["，其中" if place == 0 else "，", f"{name} ", value]
    if column.is_derived and "；" in total.remark:
        said.append(f"（{total.remark.partition('；')[2]}）")
    return [*said, "。"]


def _printed(column: Column, item: HeadlineItem, figures: KeyFigures) -> list[tuple[str, Value]]:
    """A figure; of one without a number its parts."""
    value = figures.of_column(column, item)
    if value.fen is not None:
        return [(item.label, value)]
    return [(part.label, figures.of_column(column, part)) for part in item.parts]


def _against_before(column: Column, before: Column | None, figures: KeyFigures) -> list[Part]:
    """The year before; where it is not published, or of another make, what the documents themselves declare."""
    said: list[Part] = []
    is_break = before is not None and before.scope_word != column.scope_word
    for item, name in ((TOTAL, "支出总计"), (THREE, "“三公”经费")):
        now = figures.of_column(column, item)
        then = figures.of_column(before, item) if before else None
        if before is None or then is None or now.fen is None or then.fen is None:
            continue
        said += ["；" if said else "", f"{before.dated}的{name} ", then]
        if not is_break:
            said += ["，", *_change(now.fen - then.fen, then.fen)]
    if before is not None and is_break and said:
        said.append(f"；两年口径不同（{before.scope_word}与{_spaced(column.scope_word)}），不相减")
    if before is not None and said and column.year - before.year > 1:
        said.append("；中间的年份本站没有")
    if before is None or is_break or column.year - before.year > 1:
        said += _declared(column, bool(said))
    return [*said, "。"] if said else []


def _change(gap: int, before: int) -> list[Part]:
    if not gap:
        return ["今年相同"]
    rate = rate_text(before + gap, before)
    size = Value(fen=abs(gap), parts=2, remark="本站相减")
    return ["今年多 " if gap > 0 else "今年少 ", size, f"（{rate}）" if rate else ""]


def _declared(column: Column, is_more: bool) -> list[Part]:
    """The changes against last year that every document of the column states itself. One query."""
    items = [item for some in DECLARED.values() for item in some]
    rows = Claim.objects.filter(item__in=items, label="", fen__isnull=False, base_year=column.year - 1)
    claims = list(rows.of_disclosures(column.ids))
    said: list[Part] = []
    for name, some in DECLARED.items():
        stated: dict[int, Claim] = {}
        for claim in claims:
            if claim.item in some:
                stated.setdefault(claim.whole, claim)
        if len(stated) == len(column.ids):
            said += ["，" if said else "", name, *_gap(list(stated.values()))]
    if not said:
        return []
    whose = f"{len(column.ids)} 份文件自己写的增减相加" if column.is_derived else "文件自己写"
    said[:0] = ["；" if is_more else "", f"{whose}：比 {column.year - 1} 年"]
    if not column.is_derived:
        said += ["（", Link("原句", reverse("disclosures:claims", args=[column.disclosure_id])), "）"]
    return said


def _gap(claims: Sequence[Claim]) -> list[Part]:
    gap = sum(claim.fen or 0 for claim in claims)
    if not gap:
        return ["持平"]
    remark = "、".join(claim.printed for claim in claims)
    return ["多 " if gap > 0 else "少 ", Value(fen=abs(gap), parts=len(claims), remark=remark)]


def _peers(column: Column, likes: Sequence[Suggestion]) -> list[tuple[Suggestion, Option]]:
    """Like agencies with their own disclosure of the same year and stage."""
    return [
        (like, option)
        for like in likes
        for option in like.options
        if (option.year, option.stage) == (column.year, column.stage) and option.disclosure_id
    ][:MOST_LIKE]


def _against_likes(column: Column, figures: KeyFigures, likes: Sequence[Suggestion]) -> list[Part]:
    """支出总计 and “三公” of like agencies elsewhere, of the same year and stage; another make is said."""
    total, three = figures.of_column(column, TOTAL), figures.of_column(column, THREE)
    said: list[Part] = []
    if total.fen is None:
        return said
    for like, option in _peers(column, likes):
        theirs = figures.value(option.disclosure_id or 0, TOTAL)
        if theirs.fen is None:
            continue
        said += [
            "；" if said else "同一年，",
            Link(like.agency.name, reverse("disclosures:agency", args=[like.agency.pk])),
        ]
        said += [f"（{option.word}）支出总计 ", theirs, _more(total.fen - theirs.fen)]
        of_three = figures.value(option.disclosure_id or 0, THREE)
        if three.fen is not None and of_three.fen is not None:
            said += ["，“三公”经费 ", of_three, _more(three.fen - of_three.fen)]
        if option.word != column.form_word:
            said.append(f"，口径与本页的{_spaced(column.form_word)}不同")
    return [*said, "。"] if said else []


def _more(gap: int) -> str:
    return "（与本机构相同）" if not gap else "（比本机构少）" if gap > 0 else "（比本机构多）"


def _promises(column: Column, counted: Counted) -> list[Part]:
    if not counted.projects:
        return []
    listed = Link(f"{counted.projects} 个项目", _list_of("projects", column))
    said: list[Part] = ["列出 ", listed, f"，其中 {counted.with_goals} 个写了绩效目标"]
    if (largest := counted.largest) and largest.fen:
        value = Value(fen=largest.fen, amount_id=largest.amount_id, headline_id=largest.headline_id)
        said += [f"；写了金额的 {counted.with_amount} 个，最大的是“{largest.name}” ", value]
    return [*said, "。"]


def _differs(column: Column, counted: Counted) -> list[Part]:
    if not counted.checks:
        return []
    if not counted.findings:
        return [f"核对了 {counted.checks} 项，没有发现两处数字不一致。"]
    shown = Link(f"{counted.findings} 处", _list_of("findings", column))
    return [f"核对了 {counted.checks} 项，", shown, "前后不一致，本站不判断哪一处为准。"]


def _list_of(page: str, column: Column) -> str:
    """The address of a list, of the disclosures of a column alone."""
    asked = {"agency": column.agency.pk, "year": column.year, "stage": column.stage.value}
    if column.is_derived:
        asked["members"] = 1
    return f"{reverse(f'disclosures:{page}')}?{urlencode(asked)}"


def _counted(column: Column) -> Counted:
    """One query, and one for the largest project."""
    projects = Project.objects.filter(disclosure=OuterRef("pk"))
    largest = projects.exclude(fen=None).order_by("-size", "pk")
    open_findings = Finding.objects.published().open().filter(disclosure=OuterRef("pk"))
    ledger = Ledger.objects.filter(disclosure=OuterRef("pk"))
    rows = Disclosure.objects.filter(pk__in=column.ids).annotate(
        listed=_number(projects),
        with_goals=_number(projects.exclude(target=None, goal="")),
        with_amount=_number(projects.exclude(fen=None)),
        differing=_number(open_findings),
        done=Coalesce(Subquery(ledger.values("holds")[:1]), 0)
        + Coalesce(Subquery(ledger.values("within_rounding")[:1]), 0),
        largest_fen=Subquery(largest.values("fen")[:1]),
        largest_name=Subquery(largest.values("name")[:1]),
        largest_amount=Subquery(largest.values("amount")[:1]),
        largest_headline=Subquery(largest.values("headline")[:1]),
    )
    found = list(
        rows.values_list(
            "listed",
            "with_goals",
            "with_amount",
            "differing",
            "done",
            "largest_fen",
            "largest_name",
            "largest_amount",
            "largest_headline",
        )
    )
    listed, with_goals, with_amount, differing, done = (sum(row[at] for row in found) for at in range(5))
    named = max((row[5:] for row in found if row[5]), default=None)
    top = Project(fen=named[0], name=named[1], amount_id=named[2], headline_id=named[3]) if named else None
    return Counted(listed, with_goals, with_amount, top, differing, done + differing if done else 0)


def _number(rows: QuerySet) -> Coalesce:
    """How many rows a disclosure has, in the query that asks for it."""
    counted = rows.order_by().values("disclosure").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _share(part: Value, whole: Value) -> str:
    text = share_text(part.fen or 0, whole.fen or 0)
    return f"（{text}）" if text else ""


def _spaced(word: str) -> str:
    """After a Chinese word: a number has a space before it."""
    return f" {word}" if word[0].isdigit() else word
