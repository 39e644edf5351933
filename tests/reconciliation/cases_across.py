"""Group B."""

from __future__ import annotations

from disclosures.vocabulary import Stage

from .build import disclosure, final_accounts, notes, statement, text, unsure
from .case import Case

CODES = "科目编码|科目名称|合计"
EMPTY = "注：无政府性基金预算，空表列示。"


def balance(revenue: str = "7", expenditure: str = "7", rows: str = ""):
    return statement(
        "收支总表",
        "收入/项目|收入/预算数|支出/项目|支出/预算数",
        f"一、一般公共预算拨款收入|4|一、教育支出|3\n二、政府性基金预算拨款收入|1|二、住房保障支出|4\n"
        f"三、国有资本经营预算拨款收入|||\n四、事业收入|2||\n{rows}\n收入总计|{revenue}|支出总计|{expenditure}",
    )


def revenue(total: str = "7", fiscal: str = "5", service: str = "2", codes: str = ""):
    return statement(
        "收入总表",
        "科目编码|科目名称|合计|财政拨款收入|事业收入",
        f"|合计|{total}|{fiscal}|{service}\n{codes}",
    )


def expenditure(total: str = "7", codes: str = "", basic: str = "3", project: str = "4"):
    return statement(
        "支出总表", "科目编码|科目名称|合计|基本支出|项目支出", f"|合计|{total}|{basic}|{project}\n{codes}"
    )


def used(basic: str = "3"):
    return statement(
        "收支总表",
        "收入/项目|收入/金额|支出/支出用途/项目|支出/支出用途/金额",
        f"一、财政拨款|7|一、基本支出|{basic}\n||二、项目支出|4\n收入合计|7|支出合计|7",
    )


def parted(people: str = "2"):
    return statement(
        "收支总表",
        "收入/项目|收入/预算数|支出/项目|支出/合计|支出/基本支出/人员经费|支出/基本支出/公用经费|支出/项目支出",
        f"一、财政拨款收入|7|一、教育支出|7|{people}|1|4\n收入总计|7|支出总计|7|{people}|1|4",
    )


def fiscal(general: str = "4", funds: str = "1", category: str = "4"):
    return statement(
        "财政拨款收支总表",
        "收入/项目|收入/金额|支出/项目|支出/合计|支出/一般公共预算|支出/政府性基金预算|支出/国有资本经营预算",
        f"一、一般公共预算拨款|{general}|一、教育支出|5|{category}|{funds}|\n二、政府性基金预算拨款|{funds}|||||\n"
        f"收入总计|5|支出总计|5|4|{funds}|",
    )


def general(total: str = "4", code: str = "4", basic: str = "3"):
    return statement(
        "一般公共预算支出表",
        "科目编码|科目名称|合计|基本支出|项目支出",
        f"|合计|{total}|{basic}|1\n205|教育支出|{code}|{basic}|1",
    )


def funds(body: str = "|合计|1", note: str | None = None):
    return statement("政府性基金预算支出表", CODES, body, note)


def basic(total: str = "3"):
    return statement("一般公共预算基本支出表", CODES, f"|合计|{total}\n301|工资福利支出|{total}")


def fiscal_uses(spent: str = "3"):
    return statement(
        "财政拨款收支总表",
        "收入/项目|收入/金额|支出/支出用途/项目|支出/支出用途/金额",
        f"一、一般公共预算|5|一、基本支出|{spent}\n||二、项目支出|2\n收入合计|5|支出合计|5",
    )


def accounts(people: str):
    return statement(
        "一般公共预算财政拨款基本支出决算表",
        "经济分类科目编码|科目名称|决算数|经济分类科目编码|科目名称|决算数",
        f"301|工资福利支出|2|302|商品和服务支出|1\n|人员经费合计|{people}||公用经费合计|1",
        stage=Stage.FINAL_ACCOUNTS,
    )


def general_accounts():
    return statement(
        "一般公共预算财政拨款支出决算表",
        "科目编码|科目名称|合计|基本支出|项目支出",
        "|合计|4|3|1",
        stage=Stage.FINAL_ACCOUNTS,
    )


TWO = "205|教育支出|{0}\n221|住房保障支出|4"
BY_SOURCE = "205|教育支出|{0}|1|2\n221|住房保障支出|4|4|"
BY_NATURE = "205|教育支出|{0}|3|\n221|住房保障支出|4||4"


def fiscal_list(total: str):
    return statement("财政拨款支出预算表", CODES, f"|合计|{total}\n205|教育支出|{total}")


def fiscal_basic(total: str):
    return statement("财政拨款基本支出预算表", CODES, f"|合计|{total}\n301|工资福利支出|{total}")


def named(one: str, other: str):
    return (
        statement("收入总表", CODES, f"215|{one}|4"),
        statement("支出总表", CODES, f"215|{other}|4"),
    )


STANDARD, SHORT = "资源勘探工业信息等支出", "资源勘探工业信息支出"

CASES = (
    Case(
        "revenue-is-the-same",
        disclosure(balance(), revenue("8")),
        disclosure(balance(), revenue()),
        disclosure(balance(), unsure(revenue("8"))),
    ),
    Case(
        "expenditure-is-the-same",
        disclosure(balance(), expenditure("8")),
        disclosure(balance(), expenditure()),
        disclosure(balance(), unsure(expenditure("8"))),
    ),
    Case(
        "revenue-sources-are-the-same",
        disclosure(balance(), revenue(service="3")),
        disclosure(balance(), revenue()),
        disclosure(balance()),
    ),
    Case(
        "fiscal-revenue-is-the-sum-of-funds",
        disclosure(balance(), revenue(fiscal="6")),
        disclosure(balance(), revenue()),
        disclosure(balance(), revenue(fiscal="6x")),
    ),
    Case(
        "categories-are-the-same-in-expenditure",
        disclosure(balance(), expenditure(codes=BY_NATURE.format("9"))),
        disclosure(balance(), expenditure(codes=BY_NATURE.format("3"))),
        disclosure(balance(), expenditure(codes="205|教育支出|3||")),
    ),
    Case(
        "categories-are-the-same-in-revenue",
        disclosure(balance(), revenue(codes=BY_SOURCE.format("9"))),
        disclosure(balance(), revenue(codes=BY_SOURCE.format("3"))),
        disclosure(balance(), revenue("8", codes=BY_SOURCE.format("9"))),
    ),
    Case(
        "natures-are-the-same",
        disclosure(used("2"), expenditure()),
        disclosure(used(), expenditure()),
        disclosure(parted()),
    ),
    Case(
        "expenditure-parts-into-personnel-and-operating",
        disclosure(parted("3"), expenditure()),
        disclosure(parted(), expenditure()),
        disclosure(parted("三"), expenditure()),
    ),
    Case(
        "fund-revenue-is-the-same",
        disclosure(balance(), fiscal("3")),
        disclosure(balance(), fiscal()),
        disclosure(balance()),
    ),
    Case(
        "funds-are-the-same",
        disclosure(fiscal(), general(), funds("", EMPTY)),
        disclosure(fiscal(), general(), funds()),
        disclosure(fiscal(), general()),
    ),
    Case(
        "categories-are-the-same-in-general-public",
        disclosure(fiscal(category="3"), general()),
        disclosure(fiscal(), general()),
        disclosure(fiscal(), general(code="四")),
    ),
    Case(
        "fiscal-expenditure-is-the-same",
        disclosure(fiscal(), fiscal_list("6")),
        disclosure(fiscal(), fiscal_list("5")),
        disclosure(fiscal(), fiscal_list("五")),
    ),
    Case(
        "basic-expenditure-is-the-same",
        disclosure(general(), basic("2")),
        disclosure(general(), basic()),
        disclosure(general()),
    ),
    Case(
        "basic-expenditure-is-the-sum-of-its-parts",
        final_accounts(general_accounts(), accounts("3")),
        final_accounts(general_accounts(), accounts("2")),
        final_accounts(general_accounts(), unsure(accounts("3"))),
    ),
    Case(
        "fiscal-basic-is-the-same",
        disclosure(fiscal_uses(), fiscal_basic("2")),
        disclosure(fiscal_uses(), fiscal_basic("3")),
        disclosure(unsure(fiscal_uses()), fiscal_basic("2")),
    ),
    Case(
        "a-code-has-one-name",
        disclosure(*named(STANDARD, SHORT)),
        disclosure(*named(STANDARD, "十五、" + STANDARD)),
        disclosure(*(unsure(table) for table in named(STANDARD, SHORT))),
    ),
    Case(
        "names-are-those-of-the-year",
        disclosure(*named(SHORT, SHORT)),
        disclosure(*named(STANDARD, STANDARD)),
        disclosure(*named(STANDARD, STANDARD), fiscal_year=1999),
    ),
    Case(
        "empty-tables-say-so",
        disclosure(funds(""), **text(("一、职责", "本局负责全县工业。"))),
        disclosure(funds("", EMPTY)),
        disclosure(funds("")),
    ),
    Case(
        "note-of-emptiness-stands-under-empty-tables",
        disclosure(
            funds(), **notes(("note-over-amounts", f"“政府性基金预算支出表”有数字，表下却印有“{EMPTY}”"))
        ),
        disclosure(funds("", EMPTY)),
        disclosure(funds("|合计|1x", EMPTY)),
    ),
    Case(
        "headings-stand-over-their-columns",
        disclosure(
            revenue(),
            **notes(("header-shifted", "“收入总表”的表头错位，已按两层表头理顺：上年结转 ⇄ 其他收入")),
        ),
        disclosure(revenue()),
        disclosure(revenue(), **notes(("heading-unknown", "“收入总表”的列未识别：备用"))),
    ),
)
