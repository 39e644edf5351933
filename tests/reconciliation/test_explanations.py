"""Where the reason of a declared change stands, if not behind the change itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from disclosures.parsing.prose import read_prose
from disclosures.parsing.prose_claims import declared_changes
from disclosures.parsing.records import AgencyName, ParsedDisclosure, Section
from disclosures.reconciliation.explanations import told_beside
from disclosures.reconciliation.subject import Subject
from disclosures.reconciliation.told import told
from disclosures.vocabulary import AgencyKind, Stage

OVERSEAS = "（一）因公出国（境）费5.00万元，比2021年预算减少3.00万元。"
VEHICLES = "（二）公务用车购置及运行维护费9.00万元，比2021年预算增加4.00万元。"
WHOLE = "2022年“三公”经费预算20.00万元，比2021年预算增加10.00万元。"
PENSION = "2.社会保障和就业支出（类）行政事业单位养老支出（款）养老保险缴费支出（项）支出7.00万元，与上年相比增加7.00万元。"
ANNUITY = "3.社会保障和就业支出（类）行政事业单位养老支出（款）职业年金缴费支出（项）支出3.00万元，与上年相比增加2.00万元。"


def reason(change: str, *sections: tuple[str, ...]) -> str:
    """What is found for the change of so much (万元) in a budget of 2022 with these sections."""
    parts = tuple(Section(f"{i}、情况说明", 1, 1, "\n".join(lines)) for i, lines in enumerate(sections, 1))
    prose = tuple(read_prose(parts, 2022, Stage.BUDGET))
    parsed = ParsedDisclosure(
        AgencyName("350001", "某局", AgencyKind.UNIT), 2022, Stage.BUDGET, sections=parts, prose=prose
    )
    subject = Subject(0, [parsed])
    wanted = Decimal(change) * 10_000
    topic, fact = next(
        (topic, fact)
        for topic in told(subject)
        for fact, _ in declared_changes(topic)
        if fact.yuan == wanted and not fact.reason
    )
    return told_beside(subject, fact.at, topic, fact.yuan)


@pytest.mark.parametrize(
    ("change", "sections", "expected"),
    [
        # the next sentence, which tells of nothing else
        ("-3", [(OVERSEAS, "财政拨款安排减少的主要原因是出访任务减少。", VEHICLES)], "出访任务减少"),
        ("7", [(PENSION, "此项级科目为今年新增科目。", ANNUITY)], "今年新增科目"),
        # what stands behind the next entry is that entry's
        ("2", [(ANNUITY, f"4.{PENSION[2:-1]}，主要原因是缴费基数提高。")], ""),
        ("-3", [(OVERSEAS, VEHICLES, "主要原因是车辆老化。")], ""),
        # with the parts of the whole
        ("10", [(WHOLE, "其中：" + OVERSEAS, "主要原因是出访任务减少。", VEHICLES)], "出访任务减少"),
        ("4", [(VEHICLES, "其中，购置费0.00万元，主要用于购置的0辆车，下降100%，主要原因是没有购车计划。")], "没有购车计划"),
        # one reason for all that was told
        ("-3", [(OVERSEAS, VEHICLES, "（三）收支预算变化的主要原因，出访和车辆调整。")], "出访和车辆调整"),
        # the entry is the reason
        ("25", [("购置公务用车支出25.00万元，比2021年预算增加25.00万元。",)], "购置公务用车"),
        # the same change is explained elsewhere
        (
            "8",
            [
                ("2022年支出预算90.00万元，比2021年预算增加8.00万元。",),
                ("财政拨款支出预算90.00万元，比2021年预算增加8.00万元，主要原因是人员增加。",),
            ],
            "人员增加",
        ),
        # words on what money is for explain no change
        ("-3", [("因公出国（境）费5.00万元，主要是用于出访，比2021年预算减少3.00万元。",)], ""),
        ("10", [(WHOLE, "其中：" + OVERSEAS, VEHICLES)], ""),
        # a sentence that names it and tells no number
        ("-3", [("因公出国（境）费减少的主要原因是出访任务减少。", OVERSEAS)], "出访任务减少"),
    ],
)  # fmt: skip
def test_where_the_reason_stands(change: str, sections: list[tuple[str, ...]], expected: str) -> None:
    assert reason(change, *sections) == expected
