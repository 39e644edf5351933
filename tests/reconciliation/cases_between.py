"""Group F."""

from __future__ import annotations

from typing import Any

from disclosures.parsing.records import AgencyName, ParsedDisclosure, StatementTable
from disclosures.vocabulary import AgencyKind, Stage

from .build import disclosure, institutions, statement, text
from .case import Case

HEAD = "收入/项目|收入/决算数|支出/项目|支出/决算数"


def balance(
    total: str = "9", opening: str = "2", closing: str = "1", stage: Stage = Stage.BUDGET
) -> StatementTable:
    head = HEAD if stage is Stage.FINAL_ACCOUNTS else HEAD.replace("决算数", "预算数")
    return statement(
        "收支总表",
        head,
        f"一、财政拨款收入|7|一、教育支出|8\n本年收入合计|7|本年支出合计|8\n年初结转和结余|{opening}|年末结转和结余|{closing}\n"
        f"收入总计|{total}|支出总计|{total}",
        stage=stage,
    )


def spent(total: str = "7", basic: str = "3") -> StatementTable:
    return statement("支出总表", "科目编码|科目名称|合计|基本支出|项目支出", f"|合计|{total}|{basic}|4")


def declares(words: str) -> ParsedDisclosure:
    return disclosure(balance(), **text(("一、情况说明", words)))


LAST_YEAR = disclosure(balance(total="8"), fiscal_year=2021)


def final(year: int, **given: Any) -> ParsedDisclosure:
    return disclosure(
        balance(stage=Stage.FINAL_ACCOUNTS, **given), fiscal_year=year, stage=Stage.FINAL_ACCOUNTS
    )


def plan(words: str) -> ParsedDisclosure:
    return disclosure(
        balance(stage=Stage.FINAL_ACCOUNTS),
        stage=Stage.FINAL_ACCOUNTS,
        **text(("五、“三公”经费情况说明", words)),
    )


THREE_PUBLIC = statement("“三公”经费支出表", "项目|金额", "合计|4\n因公出国（境）费|\n公务接待费|4")
REASON = "公务接待费2.00万元，比{before}年预算减少{less}万元，主要原因是{why}。"


def explains(year: int, less: str, why: str) -> ParsedDisclosure:
    words = REASON.format(before=year - 1, less=less, why=why)
    return disclosure(fiscal_year=year, **text(("五、“三公”经费情况说明", words)))


UNITS = institutions(
    ("大城县科工局本级", "行政", "正科", "财政拨款"), ("大城县信息中心", "事业", "股级", "财政拨款")
)


def unit(name: str, total: str) -> ParsedDisclosure:
    return disclosure(spent(total=total), agency=AgencyName(None, name, AgencyKind.UNIT))


def department(total: str) -> ParsedDisclosure:
    return disclosure(spent(total=total), **UNITS)


CASES: tuple[Case, ...] = (
    Case(
        "declared-change-fits-last-year",
        [declares("2022年收入预算9.00万元，比2021年预算增加3.00万元。"), LAST_YEAR],
        [declares("2022年收入预算9.00万元，比2021年预算增加1.00万元。"), LAST_YEAR],
        declares("2022年收入预算9.00万元，比2021年预算增加3.00万元。"),
    ),
    Case(
        "closing-is-opening",
        [final(2022), final(2021, closing="5")],
        [final(2022), final(2021, closing="2")],
        final(2022),
    ),
    Case(
        "initial-budget-is-budget",
        [plan("公务接待费年初预算为5.00万元，支出决算为3.00万元。"), disclosure(THREE_PUBLIC)],
        [plan("公务接待费年初预算为4.00万元，支出决算为3.00万元。"), disclosure(THREE_PUBLIC)],
        plan("公务接待费年初预算为4.00万元，支出决算为3.00万元。"),
    ),
    Case(
        "department-is-its-units",
        [department("15"), unit("大城县科工局本级", "7"), unit("大城县信息中心", "7")],
        [
            disclosure(statement("支出总表", "科目编码|科目名称|合计", "|合计|14"), **UNITS),
            unit("大城县科工局本级", "7"),
            unit("大城县信息中心", "7"),
        ],
        [department("14"), unit("大城县科工局本级", "7")],
    ),
    Case(
        "two-files-agree",
        [disclosure(spent()), disclosure(spent(basic="2"))],
        [disclosure(spent()), disclosure(spent())],
        disclosure(spent()),
    ),
    Case(
        "reasons-are-of-this-year",
        [explains(2022, "1.00", "2022年压减接待3批次"), explains(2021, "0.50", "2021年压减接待12批次。")],
        [explains(2022, "1.00", "2022年压减接待3批次"), explains(2021, "0.50", "2021年会议减少")],
        explains(2022, "1.00", "2022年压减接待3批次"),
    ),
)  # fmt: skip
