"""Group E."""

from __future__ import annotations

from disclosures.parsing.records import AgencyName
from disclosures.vocabulary import AgencyKind, ReadBy

from .build import AGENCY, disclosure, institutions, notes, purchases, statement, text
from .case import Case

CODES = "科目编码|科目名称|合计"
TITLES = (
    "收支总表",
    "收入总表",
    "支出总表",
    "财政拨款收支总表",
    "一般公共预算支出表",
    "一般公共预算基本支出表",
    "“三公”经费支出表",
    "政府性基金预算支出表",
    "国有资本经营预算支出表",
)
ALL = tuple(statement(title, CODES, "|合计|1") for title in TITLES)
TOPICS = (
    ("一、主要职能", "略"),
    ("二、机构设置", "略"),
    ("三、机关运行经费", "略"),
    ("四、“三公”经费", "略"),
    ("五、政府采购", "略"),
    ("六、国有资产和绩效", "固定资产"),
    ("七、名词解释", "略"),
)


def general(body: str):
    return statement("一般公共预算支出表", CODES, body)


def dated(title: str, year: int | None = 2022):
    return disclosure(statement(title, CODES, "|合计|1"), fiscal_year=year)


CASES = (
    Case("statements-are-there", disclosure(*ALL[:-1]), disclosure(*ALL), disclosure(*ALL[:2])),
    Case(
        "topics-are-there",
        disclosure(**text(*TOPICS[:-1])),
        disclosure(**text(*TOPICS)),
        disclosure(**text(*TOPICS[:1])),
    ),
    Case(
        "codes-go-to-the-last-level",
        disclosure(
            general("|合计|2\n205|教育支出|1\n20501|教育管理事务|1\n2050101|行政运行|1\n221|住房保障支出|1")
        ),
        disclosure(general("|合计|1\n205|教育支出|1\n20501|教育管理事务|1\n2050101|行政运行|1")),
        disclosure(general("|合计|1\n|教育支出|1")),
    ),
    Case(
        "contents-are-headings",
        disclosure(**text(*TOPICS), **notes(("contents-differ", "目录的“二、机构”在正文是“二、机构设置”"))),
        disclosure(**text(*TOPICS)),
        disclosure(),
    ),
    Case(
        "years-agree",
        dated("2021年部门收支总表"),
        dated("2022年部门收支总表"),
        dated("2021年部门收支总表", None),
    ),
    Case(
        "labels-agree",
        disclosure(*ALL[:1], **notes(("label-differs", f"有表格印的机构是“乙局”，按所在位置归入“{AGENCY}”"))),
        disclosure(*ALL[:1]),
        disclosure(*ALL[:1], agency=AgencyName(None, "", AgencyKind.UNIT)),
    ),
    Case(
        "purchases-are-filled-in",
        disclosure(**purchases("办公费|计算机|A02|3|3|", "专项|||10|10|")),
        disclosure(**purchases("办公费|计算机|A02|3|3|")),
        disclosure(**purchases("办公费|||3|3|")),
    ),
    Case(
        "purchases-have-a-total",
        disclosure(**purchases("办公费|计算机|A02|3|3|")),
        disclosure(**purchases("合计|||3|3|", "办公费|计算机|A02|3|3|")),
        disclosure(**purchases("办公费|计算机|A02|3|3|", read_by=ReadBy.OCR)),
    ),
    Case(
        "institutions-are-filled-in",
        disclosure(**institutions(("甲局", "行政", "正科", "财政拨款"), ("乙中心", "事业", "副科", ""))),
        disclosure(**institutions(("甲局", "行政", "正科", "财政拨款"))),
        disclosure(**institutions(("甲局", "", "", ""))),
    ),
)
