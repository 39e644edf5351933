"""The pages of texts, words in common, targets and reasons against the same worked out by other code, on made disclosures:
ten departments and a unit over two years, with words of the form, own words, copies and edits drawn by chance."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from lxml import html as lxml_html

from disclosures.lifecycle.reasons import REASONS
from disclosures.lifecycle.same_words import SAME_WORDS
from disclosures.models import Claim, Disclosure, PerformanceTarget, Section, Total
from tests.pages import independent_words as own
from tests.pages.rows import agency, disclosure, document, region

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("independent_words")]

BODIES, YEARS = 10, (2025, 2026)
SIGNS = [
    chr(code)
    for code in range(0x4E00, 0x4E00 + 2500)
    if chr(code) not in "一二三四五六七八九十年月零底末初主要原因是"
]
FORM = "{year}年本部门按照预算管理的有关规定安排支出{amount}万元，用于保障机构正常运转和完成日常工作任务。"
REASONS_GIVEN = (
    "厉行节约压减开支",
    "主要是人员增加、厉行节约压减开支",
    "一是项目完工，二是人员增加",
    "与上年持平",
)
AIMS = ("≥{}次", "≤{}万元", "{}个", "明显改善", "{name}")


class Made:
    """What was made, as plain values, and the disclosures by body and year."""

    def __init__(self) -> None:
        self.chance = random.Random(18)
        self.texts: list[own.Text] = []
        self.aims: dict[tuple[int, int], list[own.Aim]] = {}
        self.reasons: list[tuple[int, int, str]] = []
        self.rows: dict[tuple[int, int], Disclosure] = {}
        self.parents: dict[int, int] = {}

    def words(self, clauses: int = 5) -> str:
        return "，".join("".join(self.chance.choices(SIGNS, k=13)) for _ in range(clauses)) + "。"

    def say(self) -> None:
        """Every year begins as the one before and is edited; some words are then copied to another body."""
        said: dict[tuple[int, int], list[str]] = {}
        for body in range(BODIES + 1):
            first = [self.words() for _ in range(6)] + [f"2025年安排{body + 3}.5万元，{self.words(3)}"]
            later = [
                *first[2:4],
                self.words(),
                first[4].replace(first[4][3:9], "改写了几个字"),
                first[6].replace("2025", "2026"),
            ]
            for year, sentences in zip(YEARS, (first, later), strict=True):
                said[body, year] = [FORM.format(year=year, amount=self.chance.randint(10, 900)), *sentences]
        for _ in range(8):
            source, goal = self.chance.sample(sorted(said), 2)
            if source[0] != goal[0] and self.parents.get(goal[0]) != source[0] != self.parents.get(source[0]):
                said[goal].append(said[source][self.chance.randrange(1, 3)])
        for (body, year), sentences in said.items():
            purchase = (("三、政府采购情况", ("没有采购。",)),) if body % 3 == 0 else ()
            self.texts.append(own.Text(body, year, (("二、支出情况说明", tuple(sentences)), *purchase)))

    def aim(self, name: str) -> str:
        return self.chance.choice(AIMS).format(self.chance.randint(2, 9), name=name)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Made]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = Made()
        place = region("130500", "邢台市", region("130000", "河北省"))
        bodies = [agency(f"邢台市第{number}局", place, kind="department") for number in range(BODIES)]
        bodies.append(agency("邢台市第0局服务所", place, parent=bodies[0]))
        made.parents = {BODIES: 0}
        made.say()
        for text in made.texts:
            of = disclosure(bodies[text.body], text.year, document(f"{text.body}-{text.year}.txt"))
            made.rows[text.body, text.year] = of
            for position, (heading, sentences) in enumerate(text.sections):
                Section.objects.create(
                    disclosure=of,
                    position=position,
                    heading=heading,
                    level=1,
                    page=3,
                    text="".join(sentences),
                )
            target = PerformanceTarget.objects.create(
                disclosure=of, position=0, title=f"{text.year}年设备维护", objectives=[]
            )
            names = [f"第{number}项" for number in made.chance.sample(range(14), 9)] + ["两回的"] * (
                text.body % 2 * 2
            )
            aims = made.aims[text.body, text.year] = [
                (name, made.aim(name), made.chance.choice(("3次", "5万元", "改善", ""))) for name in names
            ]
            for position, (name, aim, result) in enumerate(aims):
                target.indicators.create(
                    position=position, level_2="数量指标", level_3=name, value=aim, result=result
                )
            reason = made.chance.choice(REASONS_GIVEN)
            made.reasons.append((made.parents.get(text.body, text.body), text.year, reason))
            Claim.objects.create(
                disclosure=of, position=0, label="支出", direction="increase", fen=100, reason=reason, sentence=f"增加1元，{reason}。"
            )  # fmt: skip
        for year in YEARS:
            Total.objects.create(
                place=place.pk,
                fiscal_year=year,
                stage="budget",
                kind="functional",
                code="",
                fen=1,
                count=BODIES + 1,
            )
        SAME_WORDS.rebuild()
        REASONS.rebuild()
        yield made
        transaction.set_rollback(True)


def taken(client: Client, address: str, heading: str) -> list[dict[str, str]]:
    """The rows under the line that begins with this heading, up to one of another length."""
    lines = list(csv.reader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))
    start = next(at for at, line in enumerate(lines) if line[:1] == [heading])
    own_rows = takewhile(lambda line: len(line) == len(lines[start]) and any(line), lines[start + 1 :])
    return [dict(zip(lines[start], line, strict=True)) for line in own_rows]


def test_sentences_of_the_form_and_what_is_missing(client: Client, made: Made) -> None:
    of_year = [text for text in made.texts if text.year == 2026]
    for some in (of_year[:4], of_year[4:8]):
        keys = "&".join(f"d={made.rows[text.body, 2026].agency_id}-2026" for text in some)
        tree = lxml_html.fromstring(client.get(f"/compare/text/?{keys}&topic=expenditure").content.decode())
        columns = tree.xpath("//div[@class='beside-texts']/section")
        shown = [[p.get("class") == "muted" for p in column.xpath("./p")] for column in columns]
        wanted = [[own.is_common(one, made.texts, BODIES + 1) for one in text.of("支出")] for text in some]
        assert shown == wanted and any(map(any, wanted)) and not all(map(all, wanted))
        html = client.get(f"/compare/text/?{keys}&topic=procurement").content.decode()
        assert html.count("这一节没有单独的文字</p>") == sum(not text.of("采购") for text in some) > 0


def test_what_a_body_changed_over_the_years(client: Client, made: Made) -> None:
    texts = {(text.body, text.year): text.of("支出") for text in made.texts}
    for body in range(BODIES + 1):
        key = f"{made.rows[body, 2026].agency_id}-2026"
        tree = lxml_html.fromstring(client.get(f"/compare/text/?d={key}&topic=expenditure").content.decode())
        spans = [span.text.rsplit(" ", 2) for span in tree.xpath("//p[@class='identity']/span")]
        wanted = own.changes(texts[body, 2025], texts[body, 2026])
        assert {kind: int(number) for kind, number, _ in spans} == wanted
        assert {"没有改", "只改了数字", "改写", "增加", "删去"} & wanted.keys() >= {"改写", "删去"}


def test_words_in_common(client: Client, made: Made) -> None:
    bodies = {of.agency.name: (body, year) for (body, year), of in made.rows.items() if of.agency and year}
    shown = set()
    for row in taken(client, "/findings/words/?format=csv", "怎样相同"):
        here, there = (
            (bodies[row[name].split()[0]][0], int(row[name].split()[1][:4]))
            for name in ("公开", "公开（另一处）")
        )
        kind = "last-year" if here[0] == there[0] else "other"
        assert int(row["字数"]) == len(own.signs(row["文字"])) and own.signs(row["文字"]) == own.signs(
            row["文字（另一处）"]
        )
        shown.add((kind, *here, *there, own.signs(row["文字"])))
    wanted = own.copied(made.texts, made.parents)
    assert shown == wanted and {kind for kind, *_ in wanted} == {"other", "last-year"}


def test_targets_beside_those_of_the_year_before(client: Client, made: Made) -> None:
    for body in range(BODIES + 1):
        rows = taken(client, f"/disclosures/{made.rows[body, 2026].pk}/targets/?format=csv", "项目")
        before, now = made.aims[body, 2025], made.aims[body, 2026]
        changed = own.aim_changes(before, now)
        assert {row["指标"]: row["较上年"] for row in rows if row["较上年"]} == changed
        listed = [row for row in rows if row["本年的目标"]]
        assert [row["本年写法"] for row in listed] == [
            "；".join(own.left_open(name, aim, now)) for name, aim, _ in now
        ]
        assert [row["是否达到"] for row in listed] == [own.reached(aim, result) for _, aim, result in now]


def test_reasons_are_counted(client: Client, made: Made) -> None:
    rows = taken(client, "/reasons/?format=csv", "原因")
    shown = {(row["原因"], int(row["部门数"]), int(row["一个部门最多几年"])) for row in rows}
    assert shown == own.reasons(made.reasons)
    for words, bodies, _ in shown:
        given = taken(client, f"/reasons/?same={words}&format=csv", "机构")
        assert len({row["机构"].replace("服务所", "") for row in given}) == bodies
        assert Counter(row["年度"] for row in given) == Counter(
            str(year) for _, year, reason in made.reasons if words in reason
        )
