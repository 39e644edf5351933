"""The words of narratives, as data: what amounts are of, what changes are called, what headings look like.

A subject's pattern is matched at the end of the words that stand before an amount, once brackets, quotation marks and
closing words such as 预算安排 are taken away. Of several that match, the one that begins first counts: a compound
such as 授予中小企业的政府采购 hides the 政府采购 within it. A subject of None is known and has no headline item.
"""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.vocabulary import Direction, HeadlineItem

I = HeadlineItem  # noqa: E741  (a table of one-word rows reads better)


@dataclass(frozen=True, slots=True)
class SubjectTerm:
    """`bounded`: only after a body, a year or a linking word; 基本支出 within 财政拨款基本支出 is another thing."""

    item: HeadlineItem | None
    pattern: str
    bounded: bool = False


_EXPENSE = r"(?:费用?|经费)?"
_VEHICLE = r"(?:公务用?车|公车)"
_RUNNING = r"(?:运行维护|运行|运维|运转|维护)"
_FUNDING = r"(?:财政)?(?:拨款)?"

EXPENSES: tuple[SubjectTerm, ...] = (
    SubjectTerm(I.THREE_PUBLIC_TOTAL, r"三公经费(?:一般公共预算)?(?:当年)?(?:财政拨款)?"),
    SubjectTerm(I.OVERSEAS_VISITS, rf"(?:因公)?(?:临时)?出国/?境?{_EXPENSE}"),
    SubjectTerm(
        I.VEHICLES,
        rf"{_VEHICLE}购置(?:[及和与、]|以及){_VEHICLE}?{_RUNNING}{_EXPENSE}|{_VEHICLE}(?:费用?|经费)",
    ),
    SubjectTerm(I.VEHICLE_PURCHASE, rf"{_VEHICLE}购置{_EXPENSE}"),
    SubjectTerm(I.VEHICLE_OPERATION, rf"{_VEHICLE}{_RUNNING}{_EXPENSE}"),
    SubjectTerm(I.HOSPITALITY, r"(?:公务)?接待(?:费用?|经费)|公务接待"),
    SubjectTerm(None, rf"(?:国内|国外|外事|外宾)(?:公务)?接待{_EXPENSE}"),
    SubjectTerm(I.AGENCY_OPERATING_EXPENSES, r"(?:机关|单位|部门|我局|机构)运行(?:经费|费用?)"),
    SubjectTerm(I.PERSONNEL_EXPENSES, r"人员(?:类)?(?:项目)?(?:经费|支出)", bounded=True),
    SubjectTerm(I.OPERATING_EXPENSES, r"(?:日常|运转类)?公用(?:类)?(?:项目)?(?:经费|支出)", bounded=True),
    SubjectTerm(I.PROCUREMENT_TOTAL, r"政府采购"),
    SubjectTerm(None, r"(?:预留|面向|授予|中小企业|小微企业).*政府采购"),
    SubjectTerm(I.FIXED_ASSETS_TOTAL, r"固定资产(?:账面)?(?:原值|净值|价值|总值)?"),
    SubjectTerm(None, r"(?:处置|报废|出租|出借|调拨)(?:的)?固定资产"),
    SubjectTerm(I.PLANNED_ASSET_PURCHASE, r"(?:拟|计划|预计)(?:新增)?购置固定资产"),
    SubjectTerm(I.BASIC_EXPENDITURE, r"基本支出", bounded=True),
    SubjectTerm(
        I.PROJECT_EXPENDITURE, r"(?:运转类)?其他(?:运转类)?[及和、]?特定目标类项目支出|项目支出", bounded=True
    ),
)
"""Their names may be followed by a word 支出 that adds nothing: 公务接待费支出."""

REVENUES: tuple[SubjectTerm, ...] = (
    SubjectTerm(I.GENERAL_PUBLIC_REVENUE, rf"一般公共(?:财政)?预算(?:当年)?{_FUNDING}(?:收入|资金)"),
    SubjectTerm(I.GOVERNMENT_FUNDS_REVENUE, rf"(?:政府性?)?基金(?:预算)?{_FUNDING}收入"),
    SubjectTerm(I.STATE_CAPITAL_REVENUE, rf"国有资本经营(?:预算)?{_FUNDING}收入"),
    SubjectTerm(None, r"社会保险基金(?:预算)?收入"),
    SubjectTerm(None, r"(?:上年度?|年初)结转(?:[及和与、]?结余)?的.*"),
    SubjectTerm(
        I.SPECIAL_ACCOUNT_REVENUE, r"财政专户(?:管理|核拨)?(?:的)?(?:资金)?(?:收入)?|专户资金(?:收入)?"
    ),
    SubjectTerm(I.OTHER_REVENUE, r"其他(?:来源|资金)?收入|单位(?:自有)?资金(?:收入)?"),
    SubjectTerm(I.CARRYOVER, r"(?:上年度?|年初)(?:财政拨款)?(?:资金)?结转(?:[及和与、]?结余)?(?:资金|收入)?"),
)

REVENUE_PARTS: tuple[SubjectTerm, ...] = (
    SubjectTerm(I.GENERAL_PUBLIC_REVENUE, rf"一般公共(?:财政)?预算(?:当年)?{_FUNDING}"),
    SubjectTerm(I.GOVERNMENT_FUNDS_REVENUE, rf"政府性?基金(?:预算)?{_FUNDING}"),
    SubjectTerm(I.STATE_CAPITAL_REVENUE, rf"国有资本经营(?:预算)?{_FUNDING}"),
)
"""Funds named without the word 收入: revenue only in a sentence that is about revenue."""

TOTALS: tuple[SubjectTerm, ...] = (
    SubjectTerm(I.REVENUE_TOTAL, r"(?P<whole>预算|决算|本年|当年|全年|总)*收入", bounded=True),
    SubjectTerm(I.EXPENDITURE_TOTAL, r"(?P<whole>预算|决算|本年|当年|全年|总)*支出", bounded=True),
    SubjectTerm(I.BUDGET_TOTAL, r"(?P<whole>预算|总)*收入?[、和及]?支出?", bounded=True),
    # Functional categories whose name begins like the end of a body's name, and parts of a department.
    SubjectTerm(None, r"(?P<whole>城乡社区|其他地区|[下所]属单位预?算?)(?:收入|支出)"),
)
"""The bare 收入 and 支出 are totals only where a word of the whole stands before or after: 预算收入, 收入总计."""

ONLY_OF_CHANGES: dict[str, HeadlineItem] = {
    "项目": I.PROJECT_EXPENDITURE,
    "收入": I.REVENUE_TOTAL,
    "支出": I.EXPENDITURE_TOTAL,
}
"""Short for something in “项目增长1032.75万元”; before a plain amount they would say too little."""

THREE_PUBLIC = frozenset(
    {
        I.THREE_PUBLIC_TOTAL,
        I.OVERSEAS_VISITS,
        I.VEHICLES,
        I.VEHICLE_PURCHASE,
        I.VEHICLE_OPERATION,
        I.HOSPITALITY,
    }
)
NOT_PARTS_OF: dict[HeadlineItem, frozenset[HeadlineItem]] = {
    I.AGENCY_OPERATING_EXPENSES: THREE_PUBLIC,
    I.PROCUREMENT_TOTAL: frozenset(I) - {I.PROCUREMENT_TOTAL},
    I.FIXED_ASSETS_TOTAL: frozenset(I) - {I.FIXED_ASSETS_TOTAL, I.PLANNED_ASSET_PURCHASE},
}
"""Within a sentence about the key these names are components of it (运行经费's own 公务用车运行维护费), no headline."""

WHOLES = frozenset({I.REVENUE_TOTAL, I.EXPENDITURE_TOTAL})
"""Said twice in one sentence, the second is a part: 收入预算100万元，其中：本年收入90万元."""
WITHOUT_LEVEL = frozenset({I.BUDGET_TOTAL})
"""收支总额 says again what 收入 and 支出 say; only its change is news."""

CLOSING_WORDS = (
    r"(?:年初|全年|预算|决算|安排|总计|合计|总金额|总额|金额|总数|数额|数|额|共计|合计|共|各|分别|均|总|计|为|是|"
    r"约|达|实际|完成|核定|下达|批复|执行|预计|编制|的|:|：|20\d\d年度?|本年度?|当年)"
)
FUNDING = r"(?:当年)?(?:一般公共预算)?(?:当年)?(?:财政)?拨款$"
"""What the money comes from, named behind the thing: 机关运行经费当年一般公共预算拨款."""
ONLY_CLOSING = rf"(?:[我本]?(?:部门|单位|[局厅委院校处])|[，,]|{CLOSING_WORDS})*+"
"""Words before an amount that name nothing: “2022年预算安排” under the heading （一）因公出国（境）费."""
WHOLE_WORDS = r"预算|决算|总计|合计|总额|总金额|共计|总"
BODIES = "年度位门级局厅委院会室处所心办校站队馆社府镇乡街道市区县旗省部科团台园司"
LINKS = r"(?:^|[中括含和及与为是于由，。；：:、.．\d）)]|以及|安排)$"
"""What may stand before a bounded subject: the end of a body's name, or a linking word."""

DIRECTIONS: dict[str, Direction | None] = {
    **dict.fromkeys(
        ("增加", "增长", "上升", "提高", "增幅", "上涨", "调增", "追加", "大于", "高于", "多于"),
        Direction.INCREASE,
    ),
    **dict.fromkeys(
        (
            "减少",
            "下降",
            "降低",
            "压减",
            "压缩",
            "降幅",
            "减幅",
            "调减",
            "核减",
            "缩减",
            "小于",
            "低于",
            "少于",
        ),
        Direction.DECREASE,
    ),
    "增减": None,  # the sign of the number says it
}
FLAT = r"持平|一致|相同|相等|[无没未](?:有|发生)?(?:增减)?(?:变化|变动|增减)|不增不减|零增长|不变"
FLAT_BY_ITSELF = r"无增减|零增长|不增不减"
"""Words that mean a comparison with last year even where none is named."""

REASON = r"(?:的?(?:主要)?原因(?:是|为|：|:|系|在于)?|主要(?:是|为|系|由于)(?:因为|由于)?|主要因|是因为|是由于|由于)(?:是|：|:)?"
COMPARISON = (
    r"(?:相?较于?|比|与|同|和|对比)(?:(?P<year>20\d\d)年?度?|上1?年度?|去年度?|上一年?度?)"
    r"(?:同期|同口径|部门|单位|年初|财政拨款)?(?:预算|决算)?(?:安排|执行|完成)?数?(?:相比较?|相较|比较|对比|比)?|同比"
)
LAST_YEAR = r"上1?年|去年|上一年|执行数"
LAST_YEAR_AFTER = "于上年"
"""“小于上年预算数”: a comparison whose change word comes first."""
OPENING_BALANCE = r"上年度?(?:财政拨款)?(?:资金)?结[转余]|年末|年底|年初结转"
ABSENT = r"[未没无不]"
BETWEEN_CHANGE_AND_NUMBER = r"(?:了|约|共|净|较[多大]|：|:|　)*(?:[（(][^（）()]*[）)])?(?:上年度?|去年|20\d\d年度?)?(?:预算|决算)?(?:安排|执行)?数?"
TO_A_LEVEL = r"了?[到至为]"
PLANNED = r"(?:年初|全年|调整)?预算(?:数|为|是|安排)*$"
THE_SAME = r"(?:支出|收入)?决算数?(?:为|是)?"
WITH_THE_PLAN = r"(?:相?较于?|比|与|同|于)(?:年初|全年|调整后?的?|本年度?|当年)?(?:部门)?预算(?:安排)?数?(?:相比较?|相较|比较|对比)?"
"""A comparison with the budget of the same year, no change against last year."""
"""“年初预算为2.85万元，支出决算为0.39万元”: the second amount is of the same thing as the first."""
NOT_OF_THE_KIND = r"口径一致|口径相同"

SILENT = r"名[词称]解释|职责|职能|机构设置|绩效|工作任务|主要任务|测算分析|概况$"
"""Headings under which amounts are no figures of the budget."""
TOPICS: dict[str, tuple[HeadlineItem, HeadlineItem]] = {
    r"运行经?费": (I.OPERATING_EXPENSES, I.AGENCY_OPERATING_EXPENSES),
}
"""heading → what its narrative calls by another name: 公用经费 under 机关运行经费."""

NO_PROJECT = (
    r"^(?:本级|所属|下属|对下|各?其他)|财政拨款|公共预算|基金预算|国有资本|结转|结余|机动经费|经营支出|上缴上级|上解上级|"
    r"对附属单位|转移支付|(?:类|款|项)[）)]"
)
LABEL_OPENING = r"^(?:[，、；：:.\d]|其中|主要|重点|用于|包括|包含|分别|以及|项目有|是|为|有|和|及|含|（|\()+"

# Headings
NOT_OF_A_HEADING = r"(?:情况|安排|说明|增减变化|变化|原因|及|的|总体|表)+$|^.*?[、．.）)]"
TABLE_TITLE = r"(?:表|收支预算|收支决算)(?:[（(][^（）()]*[）)])?$|^附[表件]"
NO_TEXT = (
    r"^(?:注[:：]|(?:金额)?单位[:：]|编制(?:部门|单位)[:：]|预算(?:部门|单位)[:：])|单位[:：](?:人民币)?[百千万亿]*元|^目录$|^第?-?\d+-?页?$"
    r"|(?:\.{3,}|…+|·{3,})\d*$"
)
"""What is no text: captions of tables, page numbers, entries of the table of contents."""
UNNUMBERED = r"(?:情况说明|编制说明|名[词称]解释|主要职[能责]|机构设置)$"
