"""Group C."""

from __future__ import annotations

from disclosures.parsing.records import ParsedDisclosure, StatementTable

from .build import disclosure, final_accounts, statement, text
from .case import Case

CODES = "科目编码|科目名称|合计|基本支出|项目支出"
SILENT = disclosure()
"""Tables and text may come in two files: without text no check of this group can be done."""


def told(
    words: str, *statements: StatementTable, heading: str = "一、情况说明", final: bool = False
) -> ParsedDisclosure:
    made = final_accounts if final else disclosure
    return made(*statements, **text((heading, words)))


def general(
    total: str = "7.00", basic: str = "3.00", project: str = "4.00", rows: str = ""
) -> StatementTable:
    return statement("一般公共预算财政拨款支出表", CODES, f"|合计|{total}|{basic}|{project}\n{rows}")


LINES = "208|社会保障和就业支出|7|7|\n20805|行政事业单位养老支出|7|7|\n2080501|行政单位离退休|3|3|\n2080506|机关事业单位职业年金缴费支出|4|4|"
NAMED = "“社会保障和就业支出（类）行政事业单位养老支出（款）{}（项）”"


def economic(post: str = "1.00") -> StatementTable:
    return statement(
        "一般公共预算财政拨款基本支出表",
        "科目编码|科目名称|合计|人员经费|公用经费",
        f"|合计|3|2|1\n301|工资福利支出|2|2|\n30101|基本工资|2|2|\n302|商品和服务支出|1||1\n30207|邮电费|{post}||{post}",
    )


def changed(words: str) -> str:
    """A line of the classification with last year's amount, this year's and what is said of them."""
    return f"{NAMED.format('行政单位离退休')}。2021年预算执行数为2.00万元，2022年预算安排3.00万元，比2021年预算执行数{words}。"


SECOND = f"{NAMED.format('机关事业单位职业年金缴费支出')}。2021年预算执行数为2.00万元，2022年预算安排2.50万元，比2021年预算执行数增加25.00%。主要原因是：{{}}"

OWNED = "截至{}年12月31日，本部门共有车辆3辆，单价100万元以上设备0台。"
CODED = "公务员医疗补助（2101103）14.77万元；住房公积金（2210201）9.00万元；购房补贴（2210203）3.00万元；行政单位医疗（{}）44.93万元。"

CASES: tuple[Case, ...] = (
    Case(
        "stated-amount-is-cell",
        told("一般公共预算财政拨款基本支出3.13万元。", general()),
        told("一般公共预算财政拨款基本支出3.00万元。", general()),
        told("一般公共预算财政拨款基本支出3.00万元。"),
    ),
    Case(
        "codes-in-text-are-well-formed",
        told(CODED.format("210101")),
        told(CODED.format("2101101")),
        told("培训（2101）3.00万元。"),
    ),
    Case(
        "assets-are-of-the-year",
        told(OWNED.format(2020)),
        told(OWNED.format(2021)),
        disclosure(fiscal_year=None, **text(("七、国有资产", OWNED.format(2021)))),
    ),
    Case(
        "amount-scale",
        told("一般公共预算财政拨款支出123456.70万元。", general(total="12345.67")),
        told("一般公共预算财政拨款支出12345.67万元。", general(total="12345.67")),
        SILENT,
    ),
    Case(
        "subject-name-is-table-name",
        told(NAMED.format("退休人员活动费") + "3.00万元。", general(rows=LINES)),
        told(NAMED.format("行政单位离退休") + "3.00万元。", general(rows=LINES)),
        told(NAMED.format("就业补助") + "9.00万元。", general(rows=LINES)),
    ),
    Case(
        "listed-detail-has-amount",
        told("基本支出3.00万元，其中：公用经费1.00万元，主要包括：办公费、邮电费。", economic(post="0.00")),
        told("基本支出3.00万元，其中：公用经费1.00万元，主要包括：办公费、邮电费。", economic()),
        SILENT,
    ),
    Case(
        "basic-is-personnel-and-operating",
        told("基本支出10.00万元，其中：人员经费7.00万元，公用经费3.50万元。"),
        told("基本支出10.00万元，其中：人员经费7.00万元，公用经费3.00万元。"),
        SILENT,
    ),
    Case(
        "stated-parts-make-whole",
        told("政府采购预算10.00万元，其中：政府采购货物预算1.00万元、政府采购工程预算2.00万元、政府采购服务预算3.00万元。"),
        told("“三公”经费预算3.00万元，其中：因公出国（境）费0万元，公务用车购置及运行费2.00万元，公务接待费1.00万元。"),
        SILENT,
    ),
    Case(
        "listed-items-sum-to-total",
        told(
            f"财政拨款支出预算7.00万元。财政拨款支出主要内容如下：1.{NAMED.format('行政单位离退休')}4.00万元。"
            f"2.{NAMED.format('机关事业单位职业年金缴费支出')}4.00万元。",
            general(rows=LINES),
        ),
        told(
            f"财政拨款支出预算7.00万元。财政拨款支出主要内容如下：1.{NAMED.format('行政单位离退休')}3.00万元。"
            f"2.{NAMED.format('机关事业单位职业年金缴费支出')}4.00万元。",
            general(rows=LINES),
        ),
        SILENT,
    ),
    Case(
        "counted-parts-within-whole",
        told("地上建筑面积为8013平方米（其中计容面积7998平方米，不计容面积105平方米）。"),
        told("共有车辆7辆，其中：机要通信用车2辆、应急保障用车1辆、其他用车4辆。"),
        SILENT,
    ),
    Case(
        "small-firms-within-procurement",
        told(
            "政府采购金额为5.00万元。在面向中小企业预留的政府采购项目中，由中小企业中标的，采购金额5.00万元；"
            "在其他政府采购项目中，由中小企业中标的，采购金额1.00万元。",
            heading="（二）政府采购支出情况",
        ),
        told(
            "政府采购金额为5.00万元。在面向中小企业预留的政府采购项目中，由中小企业中标的，采购金额3.00万元；"
            "在其他政府采购项目中，由中小企业中标的，采购金额1.00万元。",
            heading="（二）政府采购支出情况",
        ),
        SILENT,
    ),
    Case(
        "total-change-is-sum-of-changes",
        told("2022年预算收支安排9.00万元，较2021年预算减少2.00万元，其中：基本支出增加1.00万元；项目支出减少5.00万元。"),
        told("2022年预算收支安排9.00万元，较2021年预算减少4.00万元，其中：基本支出增加1.00万元；项目支出减少5.00万元。"),
        told("2022年预算收支安排9.00万元，较2021年预算减少4.00万元，其中：基本支出增加1.00万元。"),
    ),
    Case(
        "change-is-difference",
        told(changed("增加2.00万元")),
        told(changed("增加1.00万元")),
        SILENT,
    ),
    Case(
        "change-against-budget-is-difference",
        told("公务接待费年初预算为4.00万元，支出决算为3.00万元，比年初预算减少2.00万元。", final=True),
        told("公务接待费年初预算为4.00万元，支出决算为3.00万元，比年初预算减少1.00万元。", final=True),
        told("公务接待费支出决算为3.00万元，比预算减少1.00万元。", final=True),
    ),
    Case(
        "rate-follows-from-amounts",
        told(changed("增加53.00%")),
        told(changed("增加50.00%")),
        told("公务接待费预算1.00万元。项目支出比上年增加50.00%，原因同上。公务用车运行维护费1.00万元。"),
    ),
    Case(
        "rate-needs-base",
        told("项目支出3.00万元，比2021年预算增加3.00万元，增长100.00%。"),
        told("项目支出3.00万元，比2021年预算增加1.00万元，增长50.00%。"),
        SILENT,
    ),
    Case(
        "share-follows-from-amounts",
        told("本年支出合计8.00万元，其中：基本支出3.00万元，占37.05%；项目支出5.00万元，占62.50%。"),
        told("本年支出合计8.00万元，其中：基本支出3.00万元，占37.50%；项目支出5.00万元，占62.50%。"),
        told("基本支出3.00万元，占财政支出的37.50%。"),
    ),
    Case(
        "completion-follows-from-amounts",
        told("公务接待费年初预算为4.00万元，支出决算为3.00万元，完成年初预算的57.00%。", final=True),
        told("公务接待费年初预算为4.00万元，支出决算为3.00万元，完成年初预算的75.00%。", final=True),
        told("公务接待费支出决算为3.00万元，完成年初预算的75.00%。", final=True),
    ),
    Case(
        "one-amount-in-a-passage",
        told(f"{NAMED.format('行政单位离退休')}5.00万元。2021年预算执行数为2.00万元，2022年预算安排3.00万元。"),
        told(f"{NAMED.format('行政单位离退休')}3.00万元。2021年预算执行数为2.00万元，2022年预算安排3.00万元。"),
        SILENT,
    ),
    Case(
        "direction-fits-amounts",
        told("政府性基金拨款支出预算0万元，比2021年预算增加1421.25万元。"),
        told(changed("增加1.00万元")),
        SILENT,
    ),
    Case(
        "direction-is-told",
        told("公务用车购置费0万元，较上年0万元。"),
        told("公务用车购置费2.00万元，较上年增加1.00万元。"),
        SILENT,
    ),
    Case(
        "one-comparison-base",
        told("收入预算9.00万元，比2021年预算执行数增加1.00万元。支出预算9.00万元，比2021年预算增加2.00万元。"),
        told("收入预算9.00万元，比2021年预算增加1.00万元。支出预算9.00万元，比2021年预算增加1.00万元。"),
        SILENT,
    ),
    Case(
        "reason-fits-direction",
        told(changed("减少50.00%。主要原因是：行政单位离退休经费增加")),
        told(changed("增加50.00%。主要原因是：行政单位离退休经费增加")),
        SILENT,
    ),
    Case(
        "words-of-own-subject",
        told(
            f"1.{NAMED.format('行政单位离退休')}3.00万元，主要用于行政单位离退休人员。"
            f"2.{NAMED.format('机关事业单位职业年金缴费支出')}4.00万元，主要用于行政单位离退休人员。"
        ),
        told(
            f"1.{NAMED.format('行政单位离退休')}3.00万元，主要用于行政单位离退休人员。"
            f"2.{NAMED.format('机关事业单位职业年金缴费支出')}4.00万元，主要用于缴纳职业年金。"
        ),
        SILENT,
    ),
    Case(
        "change-has-reason",
        told("“三公”经费预算3.00万元，比2021年预算增加1.00万元。"),
        told("“三公”经费预算3.00万元，比2021年预算增加1.00万元，主要原因是新增一辆公务用车。"),
        SILENT,
    ),
    Case(
        "reasons-are-of-each-item",
        told(changed("减少50.00%。主要原因是：上年购置办公家具") + SECOND.format("上年购置办公家具。")),
        told(changed("减少50.00%。主要原因是：根据实际支出") + SECOND.format("缴费人数增加2人。")),
        told(changed("减少50.00%。主要原因是：根据实际支出")),
    ),
    Case(
        "percent-sign",
        told("项目支出3.00万元，比2021年预算增加1.00万元，增长50.00。"),
        told("项目支出3.00万元，比2021年预算增加1.00万元，增长50.00%。"),
        SILENT,
    ),
    Case(
        "template-leftovers",
        told("公务接待费减少0.15万元，下降（增长）27.78%。"),
        told("公务接待费减少0.15万元，下降27.78%。"),
        SILENT,
    ),
    Case(
        "stray-words",
        told("综合业务专项经费7.00万元；元；项目支出9.00万元。"),
        told("综合业务专项经费7.00万元；项目支出9.00万元。"),
        SILENT,
    ),
    Case(
        "agency-name-in-text",
        told("大城县科学技术与信息化局办公区的日常维修。"),
        told("大城县科学技术和工业信息化局办公区的日常维修，大城县科工局。"),
        SILENT,
    ),
    Case(
        "level-word",
        told("一般公共预算拨款收入：指省级财政当年拨付的资金。", heading="八、名词解释"),
        told("一般公共预算拨款收入：指县级财政当年拨付的资金。", heading="八、名词解释"),
        SILENT,
    ),
    Case(
        "brackets-closed",
        told("公务用车购置及运行费2.00万元（其中：公务用车购置费0万元，公务用车运行费2.00万元。"),
        told("公务用车购置及运行费2.00万元（其中：公务用车购置费0万元，公务用车运行费2.00万元）。"),
        SILENT,
    ),
)  # fmt: skip
