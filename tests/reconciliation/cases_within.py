"""Group A."""

from __future__ import annotations

from disclosures.vocabulary import ReadBy, Stage

from .build import assets, disclosure, final_accounts, purchases, statement, unsure
from .case import Case

BY_CODE = "科目编码|科目名称|合计|基本支出|项目支出"
CODES = "科目编码|科目名称|合计"


def spent(body: str, head: str = BY_CODE):
    return statement("支出总表", head, body)


def tree(category: str = "5", section: str = "3", total: str = "5"):
    return spent(
        f"""
        |合计|{total}
        208|社会保障和就业支出|{category}
        20805|行政事业单位养老支出|{section}
        2080501|行政单位离退休|1
        2080505|养老保险缴费|2
        20808|抚恤|2
        2080801|死亡抚恤|2
        """,
        CODES,
    )


MIXED = spent(
    """
    |合计|9
    208|社会保障和就业支出|9
    20805|行政事业单位养老支出|3
    2080801|死亡抚恤|2
    """,
    CODES,
)
AGAIN = spent(
    """
    |合计|9
    20805|行政事业单位养老支出|3
    2080501|行政单位离退休|1
    2080501|行政单位离退休|1
    """,
    CODES,
)


def natures(total: str):
    return spent(f"|合计|{total}|3.00|2.00")


def funds(head: str, total: str):
    return statement(
        "财政拨款收支总表",
        f"收入/项目|收入/金额|支出/项目|支出/合计|{head}",
        f"一、一般公共预算拨款|3|一、教育支出|{total}|3|{'0|' if head.count('|') > 1 else ''}",
    )


FUND_HEADS = "支出/一般公共预算|支出/政府性基金预算|支出/国有资本经营预算"


def sources(total: str, head: str = "本年收入/小计|本年收入/财政拨款收入|本年收入/事业收入|上年结转"):
    return statement("收入总表", f"科目编码|科目名称|合计|{head}", f"|合计|{total}|5|4|1|2")


def persons(total: str, operating: str = "公用经费"):
    return statement(
        "一般公共预算基本支出表", f"科目编码|科目名称|合计|人员经费|{operating}", f"|合计|{total}|3|2"
    )


def fund_accounts(closing: str, title: str = "政府性基金预算财政拨款收入支出决算表"):
    head = "科目编码|科目名称|年初结转和结余|本年收入|本年支出/合计|本年支出/基本支出|本年支出/项目支出|年末结转和结余"
    return statement(title, head, f"|合计|1|4|3||3|{closing}", stage=Stage.FINAL_ACCOUNTS)


def balance(rows: str, title: str = "收支总表"):
    return statement(title, "收入/项目|收入/预算数|支出/项目|支出/预算数", rows)


def revenue_lines(total: str, loose: str = ""):
    return balance(
        f"一、一般公共预算拨款收入|3|一、教育支出|3\n二、事业收入|2||\n{loose}\n本年收入合计|{total}||"
    )


def expenditure_lines(total: str, loose: str = ""):
    return balance(
        f"一、一般公共预算|5|一、教育支出|3\n||二、住房保障支出|2\n{loose}\n||本年支出合计|{total}"
    )


def uses(total: str, extra: str = ""):
    return statement(
        "收支总表",
        "收入/项目|收入/金额|支出/支出用途/项目|支出/支出用途/金额",
        f"一、财政拨款|5|一、基本支出|3\n||二、项目支出|2\n{extra}\n当年收入小计|5|当年支出小计|{total}",
    )


def with_carryover(revenue: str, expenditure: str, between: str = "上年结转结余|2|年终结转结余|1"):
    return balance(
        "一、一般公共预算|5|一、教育支出|6\n本年收入合计|5|本年支出合计|6\n"
        f"{between}\n收入总计|{revenue}|支出总计|{expenditure}"
    )


def parts(total: str, second: str = "2.政府性基金"):
    return balance(
        f"一、财政拨款收入|{total}|一、教育支出|5\n1.一般公共预算资金|3||\n{second}|2||\n收入总计|{total}||"
    )


def sourced(total: str, other: str = "2"):
    return statement(
        "收入预算总表", "项目|项目名称|金额", f"收入总计||{total}\n一般公共预算|小计|3\n其他资金|小计|{other}"
    )


def three(total: str, vehicles: str = "6", extra: str = ""):
    return statement(
        "财政拨款“三公”经费支出表",
        "项目|合计",
        f"合计|{total}\n一、因公出国（境）费|1\n二、公务用车购置及运行维护费|{vehicles}\n"
        f"其中：公务用车购置费|2\n公务用车运行维护费|4\n三、公务接待费|1\n{extra}",
    )


def meetings(total: str):
    return statement(
        "“三公”经费、会议费、培训费支出预算表",
        "合计|“三公”经费/小计|“三公”经费/因公出国（境）费|“三公”经费/公务接待费|会议费|培训费",
        f"{total}|3|1|2|4|5",
    )


def accounts(people: str, operating: str):
    return statement(
        "一般公共预算财政拨款基本支出决算表",
        "经济分类科目编码|科目名称|决算数|经济分类科目编码|科目名称|决算数",
        f"301|工资福利支出|5|302|商品和服务支出|3\n303|对个人和家庭的补助|2|310|资本性支出|1\n"
        f"|人员经费合计|{people}||公用经费合计|{operating}",
        stage=Stage.FINAL_ACCOUNTS,
    )


LOCAL = statement(
    "一般公共预算基本支出表",
    "科目编码|科目名称|合计|人员经费|公用经费",
    """
    |合计|10|8|2
    301|工资福利支出|7|7|
    302|商品和服务支出|3|1|2
    """,
)

CASES = (
    Case(
        "category-is-sum-of-sections", disclosure(tree(category="6")), disclosure(tree()), disclosure(MIXED)
    ),
    Case("section-is-sum-of-items", disclosure(tree(section="4")), disclosure(tree()), disclosure(AGAIN)),
    Case("total-is-sum-of-categories", disclosure(tree(total="7")), disclosure(tree()), disclosure(AGAIN)),
    Case(
        "row-total-is-sum-of-natures",
        disclosure(natures("5.10")),
        disclosure(natures("5.00")),
        disclosure(unsure(natures("5.10"))),
    ),
    Case(
        "row-total-is-sum-of-funds",
        disclosure(funds(FUND_HEADS, "9")),
        disclosure(funds(FUND_HEADS, "3")),
        disclosure(funds("支出/一般公共预算|支出/国有资本经营预算", "9")),
    ),
    Case(
        "row-total-is-sum-of-sources",
        disclosure(sources("8")),
        disclosure(sources("7")),
        disclosure(sources("8", "本年收入/小计|本年收入/财政拨款收入|本年收入/事业收入|认不出的列")),
    ),
    Case(
        "row-total-is-personnel-and-operating",
        disclosure(persons("6")),
        disclosure(persons("5")),
        disclosure(persons("x5")),
    ),
    Case(
        "carryover-rolls-forward",
        final_accounts(fund_accounts("5")),
        final_accounts(fund_accounts("2")),
        final_accounts(fund_accounts("2?")),
    ),
    Case(
        "revenue-is-sum-of-lines",
        disclosure(revenue_lines("6")),
        disclosure(revenue_lines("5")),
        disclosure(revenue_lines("6", "用事业基金弥补|4||")),
    ),
    Case(
        "expenditure-is-sum-of-lines",
        disclosure(expenditure_lines("6")),
        disclosure(expenditure_lines("5")),
        disclosure(expenditure_lines("6", "||另有|4")),
    ),
    Case(
        "expenditure-is-sum-of-uses",
        disclosure(uses("6")),
        disclosure(uses("5")),
        disclosure(uses("6", "||预留|4")),
    ),
    Case(
        "revenue-total-is-year-and-carryover",
        disclosure(with_carryover("8", "7")),
        disclosure(with_carryover("7", "7")),
        disclosure(with_carryover("7?", "7")),
    ),
    Case(
        "expenditure-total-is-year-and-carryover",
        disclosure(with_carryover("7", "8")),
        disclosure(with_carryover("7", "7")),
        disclosure(with_carryover("7", "7?")),
    ),
    Case(
        "revenue-equals-expenditure",
        disclosure(with_carryover("7", "8")),
        disclosure(with_carryover("7", "7")),
        disclosure(unsure(with_carryover("7", "8"))),
    ),
    Case(
        "line-is-sum-of-its-lines",
        disclosure(parts("6")),
        disclosure(parts("5")),
        disclosure(parts("6", "2.专项收入")),
    ),
    Case(
        "list-total-is-sum-of-subtotals",
        disclosure(sourced("6")),
        disclosure(sourced("5")),
        disclosure(sourced("5", "两")),
    ),
    Case(
        "three-public-is-sum",
        disclosure(three("9")),
        disclosure(three("8")),
        disclosure(three("9", extra="会议费|3")),
    ),
    Case(
        "vehicles-is-purchase-and-operation",
        disclosure(three("8", "")),
        disclosure(three("8")),
        disclosure(three("8", "六")),
    ),
    Case(
        "three-public-with-meetings",
        disclosure(meetings("13")),
        disclosure(meetings("12")),
        disclosure(meetings("12?")),
    ),
    Case(
        "of-which-is-no-more",
        disclosure(three("8", "1")),
        disclosure(three("8")),
        disclosure(unsure(three("8", "1"))),
    ),
    Case(
        "personnel-is-301-and-303",
        final_accounts(accounts("8", "4")),
        final_accounts(accounts("7", "4")),
        disclosure(LOCAL),
    ),
    Case(
        "operating-is-302-and-310",
        final_accounts(accounts("7", "5")),
        final_accounts(accounts("7", "4")),
        disclosure(LOCAL),
    ),
    Case(
        "procurement-row-is-sum-of-sources",
        disclosure(**purchases("办公费|计算机|A02||3|", "办公费|打印机|A02|2|2|")),
        disclosure(**purchases("办公费|计算机|A02|3|1|2")),
        disclosure(**purchases("办公费|计算机|A02|4|1|2", read_by=ReadBy.OCR)),
    ),
    Case(
        "procurement-subtotal-is-sum",
        disclosure(**purchases("甲局小计|||9|9|", "办公费|计算机|A02|3|3|", "办公费|打印机|A02|2|2|")),
        disclosure(**purchases("甲局小计|||5|5|", "办公费|计算机|A02|3|3|", "办公费|打印机|A02|2|2|")),
        disclosure(**purchases("甲局小计|||9|9|", "办公费|计算机|A02|3|3|", read_by=ReadBy.OCR)),
    ),
    Case(
        "procurement-total-is-sum",
        disclosure(**purchases("合计|||9|9|", "办公费|计算机|A02|3|3|")),
        disclosure(**purchases("合计|||3|3|", "办公费|计算机|A02|3|3|")),
        disclosure(**purchases("合计|||9|9|", "专项合计|||3|3|", "办公费|计算机|A02|3|3|")),
    ),
    Case(
        "assets-add-up",
        disclosure(**assets(("资产总额", "9"), ("1、房屋", "3"), ("其中：办公用房", "3"), ("2、车辆", "2"))),
        disclosure(**assets(("资产总额", "5"), ("1、房屋", "3"), ("其中：办公用房", "3"), ("2、车辆", "2"))),
        disclosure(**assets(("资产总额", "9"), ("1、房屋", "3"), ("3、设备", "2"))),
    ),
    Case(
        "codes-are-well-formed",
        disclosure(spent("210|卫生健康支出|5\n21011|行政事业单位医疗|5\n71102|事业单位医疗|5", CODES)),
        disclosure(tree()),
        disclosure(spent("350001|甲局|5\n350002|乙局|5", CODES)),
    ),
)
