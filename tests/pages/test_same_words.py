"""Words that stand in two disclosures: twenty planted of each kind are all found, and nothing else is told."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from itertools import combinations

import pytest
from django.test import Client

from disclosures.lifecycle.publication import withdraw
from disclosures.lifecycle.same_words import ENOUGH, SAME_WORDS, SHINGLES
from disclosures.lifecycle.totals import refresh_disclosures
from disclosures.models import Agency, Disclosure, Section, SharedWords
from disclosures.models.same_words import Sharing
from disclosures.reconciliation.same_words import folded, shared
from tests.pages.rows import agency, disclosure, document, region

EACH = 20
BODIES = 10
FORM = "按照有关规定，{year}年本部门安排资金{amount}万元，主要用于保障机构正常运转、完成日常工作任务以及各项经常性支出，比上年预算数增加{more}万元。"
SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


@dataclass
class Planted:
    """What stands where, by body and year; and what has to be found: the later and the other disclosure, some words."""

    texts: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    found: dict[Sharing, list[tuple[tuple[int, int], tuple[int, int], str]]] = field(default_factory=dict)


def paragraph(chance: random.Random, clauses: int = 6) -> str:
    """Words that nobody else has."""
    return "，".join("".join(chance.choices(SIGNS, k=14)) for _ in range(clauses)) + "。"


def reworded(chance: random.Random, words: str) -> str:
    return "".join(chance.choice(SIGNS) if place % 12 == 5 else sign for place, sign in enumerate(words))


def wrapped(words: str) -> str:
    """The same, as another program prints it."""
    return "\n".join(words[at : at + 17].replace("，", ", ") for at in range(0, len(words), 17))


def planted() -> Planted:
    chance, made = random.Random(135), Planted()
    for body in range(BODIES):
        for year in (2022, 2023):
            form = FORM.format(year=year, amount=chance.randint(10, 900), more=chance.randint(1, 9))
            made.texts[body, year] = [form, paragraph(chance), paragraph(chance)]
    places = sorted(made.texts)
    copies = made.found[Sharing.OTHER] = []
    for number in range(EACH):
        here, there = chance.sample(places, 2)
        while here[0] == there[0]:
            here, there = chance.sample(places, 2)
        later, other = sorted((here, there), key=lambda place: (place[1], place[0]), reverse=True)
        words = f"{other[1]}年{paragraph(chance)}"
        made.texts[other].append(words)
        copy = words.replace(str(other[1]), str(later[1]))
        inside = f"{paragraph(chance, 1)}{copy}{paragraph(chance, 1)}"
        made.texts[later].append((copy, wrapped(copy), inside)[number % 3])
        copies.append((later, other, words[5:60]))
        made.texts[here].append(reworded(chance, paragraph(chance)))
    repeated = made.found[Sharing.LAST_YEAR] = []
    for number in range(EACH):
        body = number % BODIES
        words = f"安排{chance.randint(10, 99)}.5万元，{paragraph(chance, 3)}"
        changed = f"安排{{}}万元，{paragraph(chance, 3)}"
        for year in (2022, 2023):
            made.texts[body, year] += [f"{year}年{words}", f"{year}年{changed.format(year / 100)}"]
        repeated.append(((body, 2023), (body, 2022), words))
        alike = paragraph(chance)
        made.texts[body, 2022].append(alike)
        made.texts[(body + 1) % BODIES, 2022].append(reworded(chance, alike))
    return made


def published(made: Planted) -> dict[tuple[int, int], Disclosure]:
    place = region("130500", "邢台市", region("130000", "河北省"))
    bodies = [
        agency(f"邢台市第{number}局", place, f"{500 + number}", "department") for number in range(BODIES)
    ]
    source = document("planted.txt")
    rows = {
        at: disclosure(bodies[at[0]], at[1], source)
        for at in sorted(made.texts, key=lambda at: (at[1], at[0]))
    }
    for at, texts in made.texts.items():
        text = "\n".join(texts)
        Section.objects.bulk_create(
            [
                Section(disclosure=rows[at], position=0, heading="一、主要职责", level=1, text=FORM),
                Section(disclosure=rows[at], position=1, heading="二、支出情况", level=1, page=7, text=text),
            ]
        )
    return rows


@pytest.mark.django_db
def test_what_was_planted_is_found_and_nothing_else() -> None:
    made = planted()
    rows = published(made)
    SAME_WORDS.rebuild()
    for sharing, wanted in made.found.items():
        found = list(SharedWords.objects.filter(sharing=sharing))
        for later, other, words in wanted:
            signs = folded(words).signs
            (one,) = [
                one for one in found
                if (one.disclosure_id, one.other_id) == (rows[later].pk, rows[other].pk)
                and signs in folded(one.words).signs and signs in folded(one.other_words).signs
            ]  # fmt: skip
            found.remove(one)
            assert (one.heading, one.page, one.other_page) == ("二、支出情况", 7, 7)
            assert one.place.startswith("7-") and one.other_place.startswith("7-")
        assert not found, [one.words for one in found]


@pytest.mark.django_db
def test_every_common_run_of_words_is_found_by_comparing_all_with_all() -> None:
    """Recomputed from the texts alone, every fifty signs of each with every fifty of every other."""
    made = planted()
    rows = {row.pk: at for at, row in published(made).items()}
    SAME_WORDS.rebuild()
    runs = {}
    for at, texts in made.texts.items():
        text = re.sub(r"20\d\d年", "年", "".join(texts[1:]))  # the first is the form, which everybody has
        plain = "".join(re.findall(r"[\w.%]", text))
        runs[at] = {plain[start : start + 50] for start in range(len(plain) - 49)}
    alike = {
        frozenset((one, other))
        for one, other in combinations(runs, 2)
        if one[0] != other[0] and not runs[one].isdisjoint(runs[other])
    }
    found = SharedWords.objects.filter(sharing=Sharing.OTHER).values_list("disclosure", "other")
    told = {frozenset((rows[one], rows[other])) for one, other in found}
    assert told == alike


@pytest.mark.django_db
def test_one_publication_after_another_tells_the_same() -> None:
    """Words become rare, known to be rare, and common by what others publish."""
    made = planted()
    rows = published(made)
    Disclosure.objects.update(state="draft")
    for number, row in enumerate(rows.values()):
        Disclosure.objects.filter(pk=row.pk).update(state="published")
        SAME_WORDS.refresh([row.pk])
        if number in (ENOUGH - 2, ENOUGH - 1):
            assert SharedWords.objects.filter(sharing=Sharing.OTHER).exists() is (number == ENOUGH - 1)
    assert SAME_WORDS.differences() == 0
    for at in ((3, 2022), (5, 2023), (4, 2023)):
        withdraw(rows[at], None, "测试")
        assert SAME_WORDS.differences() == 0
    copied = made.found[Sharing.OTHER][0]
    words = next(text for text in made.texts[copied[1]] if copied[2] in text)
    for at in [at for at in rows if at[0] not in (copied[0][0], copied[1][0], 3, 5, 4)][:4]:
        Section.objects.create(disclosure=rows[at], position=2, heading="三、其他", level=1, text=words)
        refresh_disclosures([rows[at]])
    assert not SharedWords.objects.filter(words__contains=copied[2][:12]).exists()
    assert SAME_WORDS.differences() == 0


@pytest.mark.django_db
def test_a_department_is_not_told_beside_its_unit_nor_duties_beside_duties() -> None:
    made = planted()
    rows = published(made)
    one, other = rows[1, 2023], rows[2, 2023]
    words = paragraph(random.Random(1))
    for row in (one, other):
        Section.objects.create(disclosure=row, position=3, heading="（一）部门职责", level=2, text=words)
    Agency.objects.filter(pk=other.agency_id).update(parent=one.agency_id, kind="unit")
    SAME_WORDS.rebuild()
    assert not SharedWords.objects.filter(words__contains=words[:14]).exists()
    told = SharedWords.objects.filter(disclosure=one, other=other) | SharedWords.objects.filter(
        disclosure=other, other=one
    )
    assert not told.exists()


@pytest.mark.django_db
def test_the_page_shows_both_places_and_says_no_fault(client: Client) -> None:
    rows = published(planted())
    SAME_WORDS.rebuild()
    html = client.get("/findings/words/").content.decode()
    assert "40 处" in html and "此段也见于" in html and "不判断" in html
    one = SharedWords.objects.order_by("-length", "id")[0]
    for address in re.findall(r'href="(/disclosures/\d+/sentences/[^"]+)"', html):
        assert client.get(address).status_code == 200
    assert f"/disclosures/{one.disclosure_id}/sentences/{one.place}/" in html
    body = rows[0, 2022].agency_id
    own = SharedWords.objects.filter(disclosure__agency=body) | SharedWords.objects.filter(other__agency=body)
    assert f"{own.count()} 处" in client.get(f"/findings/words/?agency={body}").content.decode()
    assert (
        client.get("/findings/words/?sharing=last-year&format=csv").content.decode().count("只改了年份")
        == EACH
    )


def test_words_in_common_are_whole_clauses() -> None:
    here = folded("甲乙丙，购置办公设备用于业务大厅改造和窗口服务，丁局经费，戊")
    there = folded("子丑丙，购置办公设备用于业务大厅改造和窗口服务，丁局支出，戊")
    (one,) = shared(here, there, 16)
    assert one.here == "购置办公设备用于业务大厅改造和窗口服务"


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("{}年安排办公设备购置经费12.50万元，用于业务大厅改造和窗口服务。", True),
        ("{}年安排办公设备购置，用于业务大厅改造和窗口服务，占全部项目支出的35.2%。", True),
        (
            "{}年安排办公设备购置，用于业务大厅改造和窗口服务，按规定组织验收。",
            False,
        ),  # no amount stayed the same
    ],
)
def test_of_last_year_only_what_holds_an_amount_is_told(words: str, is_told: bool) -> None:
    (one,) = shared(folded(words.format(2026)), folded(words.format(2025)), 16)
    assert one.is_repeated is is_told
    (same,) = shared(folded(words.format(2026)), folded(words.format(2026)), 16)
    assert not same.is_repeated


@pytest.mark.django_db
def test_shingles_are_those_of_published_disclosures() -> None:
    rows = published(planted())
    SHINGLES.rebuild()
    assert SHINGLES.differences() == 0
    Disclosure.objects.filter(pk=rows[0, 2022].pk).update(state="draft")
    assert SHINGLES.differences() > 0
