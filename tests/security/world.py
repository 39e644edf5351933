"""People of every role, and one of everything there is: published, and a draft that nobody outside may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.contrib.auth.models import Group, User
from django.urls import URLPattern, URLResolver, get_resolver

from disclosures.lifecycle.totals import rebuild
from disclosures.models import (
    Agency,
    Amount,
    Correction,
    Disclosure,
    Document,
    EconomicCode,
    Finding,
    FunctionalCode,
    HeadlineFigure,
    PublicationEvent,
    Section,
)
from disclosures.pages.figure.facts import fixed_place
from disclosures.parsing.narrative import section_sentences
from disclosures.parsing.records import Section as Passage
from disclosures.reading.sentences import place_of_sentence
from tests.pages import checked, rows

SECRET = "绝密草稿局"
"""Stands in everything of the draft; no page of the public may ever hold it."""

SECRET_AMOUNT = "4321.99"

ROLES = {"uploader": "上传员", "reviewer": "审阅员", "publisher": "发布员", "administrator": "管理员"}
PEOPLE = ("anonymous", "visitor", "staff", *ROLES, "superuser")
"""`visitor` has an account and may not enter the admin; `staff` may, and has no role."""


@dataclass(frozen=True)
class World:
    country: rows.Country
    people: dict[str, User | None]
    shown: Disclosure
    hidden: Disclosure
    hidden_finding: Finding
    correction: Correction
    agency: Agency
    functional: FunctionalCode
    economic: EconomicCode
    event: PublicationEvent
    entry: LogEntry

    def cell(self, of: Disclosure) -> Amount:
        found = Amount.objects.filter(line__statement__disclosure=of, state="amount").order_by("pk").first()
        assert found
        return found

    def place(self, of: Disclosure) -> dict[str, object]:
        """The lasting address of a cell."""
        if of.is_published:
            placed = fixed_place(self.cell(of).pk)
            return {"file": placed.file, "place": placed.place}
        return {"file": of.document.sha256[:16], "place": "0-1-3"}


def people() -> dict[str, User | None]:
    groups = {role: Group.objects.get(name=name) for role, name in ROLES.items()}
    made: dict[str, User | None] = {"anonymous": None}
    for name in PEOPLE[1:]:
        made[name] = user = User.objects.create_user(
            name, password="a long password", is_staff=name != "visitor", is_superuser=name == "superuser"
        )
        if name in groups:
            user.groups.add(groups[name])
    return made


def world() -> World:
    country = rows.country()
    checked.example(country.xingtai_2022)
    shown = country.own_2022
    rows.former_of(country.xingtai_2022)
    body = rows.agency(SECRET, country.xingtai.region, "777777")
    hidden = rows.disclosure(body, 2022, rows.document(f"{SECRET}.txt"), state="draft")
    rows.expenditure(
        hidden, [("", "合计", [SECRET_AMOUNT, None, None]), ("215", SECRET, ["1.00", None, None])]
    )
    rows.stated(hidden, rows.HeadlineItem.EXPENDITURE_TOTAL, SECRET_AMOUNT)
    Section.objects.create(disclosure=hidden, position=0, heading=SECRET, level=1, text=SECRET)
    checked.checked(
        hidden, checked.result(SECRET, checked.side(SECRET, SECRET_AMOUNT), checked.side("另一处", "2.00"))
    )
    cell = Amount.objects.filter(line__statement__disclosure=shown, state="amount").order_by("pk")[0]
    line = cell.line
    correction = Correction.objects.create(
        disclosure=shown,
        amount=cell,
        statement=line.statement.statement,
        table=line.statement.position,
        name=line.name,
        row=line.row,
        read_state="amount",
        read_printed="1",
        read_fen=1,
        printed=cell.printed,
        fen=cell.fen,
        reason="测试",
    )
    code = {"edition": 2022, "name": "资源勘探工业信息等支出", "level": "category", "source": "standard"}
    everybody = people()
    made = World(
        country=country,
        people=everybody,
        shown=shown,
        hidden=hidden,
        hidden_finding=hidden.findings.get(),
        correction=correction,
        agency=country.xingtai,
        functional=FunctionalCode.objects.create(code="215", **code),
        economic=EconomicCode.objects.create(code="301", **{**code, "name": "工资福利支出"}),
        event=PublicationEvent.objects.create(disclosure=shown, action="publish", reason="核对无误"),
        entry=LogEntry.objects.order_by("pk")[0],
    )
    rebuild()
    return made


def sentence(of: Disclosure) -> HeadlineFigure:
    return of.headline.order_by("pk")[0]


def said(of: Disclosure, by: str) -> dict[str, object]:
    """The address of the first sentence of a disclosure, by its file or by its own number."""
    (section,) = of.sections.all()[:1]
    sentence, *_ = section_sentences(Passage(section.heading, 1, section.page, section.text))
    where = {"file": of.document.sha256[:16], "pk": of.pk}
    return {by: where[by], "place": place_of_sentence(sentence.text, section.page)}


def documents(made: World) -> tuple[Document, Document]:
    return made.shown.document, made.hidden.document


def patterns(
    resolver: URLResolver | None = None, namespace: str = "", route: str = ""
) -> Iterator[tuple[str, str]]:
    """(full name, route) of every address that the site answers. Without a name: the route."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield (f"{namespace}{entry.name}" if entry.name else here), here
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, inner, here)
