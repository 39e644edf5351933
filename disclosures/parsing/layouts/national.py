"""The standard tables as 地方预决算公开操作规程 (财预〔2016〕143号) and the yearly circulars name them.

Patterns are searched in text without white space and with half-width punctuation; the first rule that matches decides.
"""

from disclosures.parsing.layouts import HeadingRule, Layout, RowRule, TitleRule
from disclosures.vocabulary import Basis, Measure, RowKind, Statement

THREE_PUBLIC = r"[“\"]?三公[”\"]?经费(?:财政拨款)?(?:支出)?(?:预算|决算)?(?:数|合计|小计|总额|总计)?"
"""The whole of “三公”经费, as a heading and as the name of a row."""

_OF_VEHICLES, _SPENT = r"^(?:其中)?(?:公务)?(?:用车|车辆|公车)?", r"(?:费用?|经费|支出)?(?:预算数|决算数)?$"
"""What a part of 公务用车购置及运行维护费 may be called by, and what may follow: 其中：购置费, 车辆运行支出."""

LAYOUT = Layout(
    name="national",
    label="全国通用",
    ordinals=(r"^栏次$", r"^行次$"),
    titles=(
        TitleRule(Statement.PERFORMANCE, r"绩效"),
        TitleRule(Statement.PURCHASES, r"政府采购.*(?:资产|购买服务)"),
        TitleRule(Statement.ASSETS, r"占用情况|资产"),
        TitleRule(Statement.SERVICE_PURCHASES, r"购买服务"),
        TitleRule(Statement.TRANSFERS, r"转移支付"),
        TitleRule(Statement.PROJECTS, r"(?<!基本支出和)(?<!基本支出、)(?<!基本支出及)项目支出|专项业务"),
        TitleRule(Statement.SPECIAL_FUNDS, r"专项资金"),
        TitleRule(Statement.DEBT, r"债务"),
        TitleRule(Statement.GOVERNMENT_ECONOMIC, r"政府(?:预算)?(?:支出)?经济(?:分类|科目)"),
        TitleRule(
            Statement.OTHER,
            r"说明|目录|社会保险(?!.*一般公共)|(?<!不含)上年结转|(?<!不含)结转资金支出(?:预算|情况)?表|经济分类.*(?:汇总|对照)|^(?!.*基本支出).*决算明细表",
        ),
        TitleRule(Statement.THREE_PUBLIC, r"三公.*表|机构运行信息"),
        TitleRule(Statement.OTHER, r"(?:会议|培训|差旅|宣传|印刷|劳务|维修)[费、和及](?!.*三公).*表"),
        TitleRule(Statement.PROCUREMENT, r"政府采购"),
        TitleRule(Statement.AGENCY_OPERATING_EXPENSES, r"(?:机关)?运行经费.*表"),
        TitleRule(Statement.GOVERNMENT_FUNDS, r"政府性?基金.*表"),
        TitleRule(Statement.STATE_CAPITAL, r"国有资本(?:经营)?.*表"),
        TitleRule(Statement.FISCAL_BASIC_EXPENDITURE, r"^(?!.*一般公共预算).*财政拨款基本支出.*表"),
        TitleRule(Statement.BASIC_EXPENDITURE, r"基本支出.*表"),
        TitleRule(
            Statement.FISCAL_APPROPRIATION, r"^(?!.*一般公共预算).*财政拨款(?:预算)?(?:收支|收入支出).*表"
        ),
        TitleRule(
            Statement.GENERAL_PUBLIC_BUDGET,
            r"(?:公共预算|公共财政(?:预算|拨款)).*(?:支出|收支).*表",  # 公共财政预算 until 2014
        ),
        TitleRule(Statement.FISCAL_EXPENDITURE, r"财政拨款支出.*表"),
        TitleRule(
            Statement.REVENUE_AND_EXPENDITURE,
            r"(?:收支|收入支出)(?:预算|决算)*(?:总表|总体情况表|情况总表|总体表|预算表|决算表)"
            r"|^(?!.*(?:专户|[各分按]单位)).*(?:收支|收入支出)(?:预算|决算)*(?:总体)?(?:安排)?情况(?:[(][预决]算[)])?表",
        ),
        TitleRule(Statement.SPECIAL_ACCOUNTS, r"^(?!.*含).*专户.*资金.*表"),
        TitleRule(Statement.REVENUE, r"收入(?:预算|决算)*(?:总体|情况|总)*表"),
        TitleRule(Statement.EXPENDITURE, r"(?<!项目)支出(?:预算|决算)*(?:总体|情况|总)*表"),
        TitleRule(Statement.PROJECTS, r"项目.*表"),
        TitleRule(Statement.SPECIAL_ACCOUNTS, r"专户.*表"),
        TitleRule(Statement.BY_UNIT, r"(?:分|按|各|所属)(?:预算)?单位.*表"),
    ),
    headings=(
        HeadingRule(
            Measure.CHANGE,
            r"^(?:比|较)?(?:上年|去年|同期)?(?:增[(]?[+]?[)]?减|增长|增加|变[动化])(?:变[动化])?(?:金?额|数额?|情况)?(?:[(].*[)])?$",
        ),
        HeadingRule(
            Measure.TOTAL,
            r"^(?:(?:上年|去年|本年|20\d\d年?)度?)?(?:年初|全年|调整)?(?:预算|决算|执行|完成)+(?:统计)?数?$|^统计数$|^(?:上年|去年|本年)数$|^金额$|^(?:预算|决算)金额$"
            r"|^20\d\d年?度?$",
        ),
        HeadingRule(
            Measure.CARRYOVER,
            r"^一般公共预算|^政府性?基金|^国有资本|^财政专户|^单位资金|^(?:非)?财政拨款|^其他",
            under=r"(?:上年|年初)结转",
        ),
        HeadingRule(Measure.SUBTOTAL, r"^小计$", under=r"(?:本年|^)收入$"),
        HeadingRule(Measure.SUBTOTAL, r"^本年收入$|^(?:本年|当年)财政拨款(?:预算)?(?:收入|安排)?$"),
        HeadingRule(Measure.TOTAL, r"^(?:本年)?(?:收入|支出)?(?:合计|总计|小计)$|^[本当]年支出$"),
        HeadingRule(Measure.TOTAL, rf"^(?:20\d\d年度?)?{THREE_PUBLIC}$"),
        HeadingRule(Measure.GENERAL_PUBLIC, r"公共预算|公共财政预算"),
        HeadingRule(Measure.GOVERNMENT_FUNDS, r"政府性?基金"),
        HeadingRule(Measure.STATE_CAPITAL, r"国有资本"),
        HeadingRule(Measure.SOCIAL_INSURANCE, r"社会保险"),
        HeadingRule(Measure.RESERVE, r"预留机动经费"),
        HeadingRule(Measure.CLOSING_CARRYOVER, r"结转下年|年末结转|年终结转"),
        HeadingRule(
            Measure.CARRYOVER, r"(?:上年|年初|历年|以前年度).*(?:结转|结余|余额)|结转结余|结转和结余|结余结转"
        ),
        HeadingRule(Measure.SPECIAL_ACCOUNT, r"财政专户|专户"),
        HeadingRule(Measure.USE_OF_BALANCE, r"(?:使用|动用|用).*(?:结余|事业基金)"),
        HeadingRule(Measure.FISCAL_APPROPRIATION, r"(?<!非)财政拨款"),
        HeadingRule(Measure.SUPERIOR_SUBSIDY, r"上级补助"),
        HeadingRule(Measure.SUBSIDIARY_REMITTANCE, r"附属单位上缴"),
        HeadingRule(Measure.SUBSIDY_TO_SUBSIDIARIES, r"对?(?:附属|下级)单位补助"),
        HeadingRule(Measure.REMITTANCE_TO_SUPERIOR, r"上[解缴]上级"),
        HeadingRule(Measure.BUSINESS_EXPENDITURE, r"经营支出"),
        HeadingRule(Measure.BUSINESS_REVENUE, r"经营(?:服务)?收入"),
        HeadingRule(Measure.EDUCATION_FEES, r"教育收费"),
        HeadingRule(Measure.SERVICE_REVENUE, r"事业收入"),
        HeadingRule(Measure.OWN_FUNDS, r"单位(?:自有)?资金"),
        HeadingRule(Measure.OTHER_REVENUE, r"其[他它]"),
        HeadingRule(Measure.BASIC, r"基本支出"),
        HeadingRule(Measure.PROJECT, r"项目支出|专项(?:业务)?(?:经费|支出)"),
        HeadingRule(Measure.PERSONNEL, r"人员"),
        HeadingRule(Measure.OPERATING, r"公用"),
        HeadingRule(Measure.OVERSEAS_VISITS, r"因公出国"),
        HeadingRule(
            Measure.VEHICLES, r"(?:用车|车辆)购置(?:费)?(?:及|和|与|、)|^公务用?车(?:费用?|经费|支出)?$"
        ),
        HeadingRule(Measure.VEHICLE_PURCHASE, r"(?:用车|车辆)?购置(?:经?费用?|支出)?$"),
        HeadingRule(Measure.VEHICLE_OPERATION, r"(?<!机关)(?:运行(?:维护)?|运维)(?:经?费用?|支出)?$"),
        HeadingRule(Measure.HOSPITALITY, r"公务接待"),
        HeadingRule(Measure.CONFERENCES, r"会议费"),
        HeadingRule(Measure.TRAINING, r"培训费"),
        HeadingRule(Measure.AGENCY_OPERATING, r"机关运行"),
    ),
    rows=(
        RowRule(RowKind.REVENUE_THIS_YEAR, r"^(?:本|当)年收入(?:合计|小计)$"),
        RowRule(RowKind.EXPENDITURE_THIS_YEAR, r"^(?:本|当)年支出(?:合计|小计)$"),
        RowRule(RowKind.REVENUE_TOTAL, r"^收入(?:总计|合计)$"),
        RowRule(RowKind.EXPENDITURE_TOTAL, r"^支出(?:总计|合计)$"),
        RowRule(RowKind.TOTAL, r"^(?:合计|总计|共计)$"),
        RowRule(RowKind.OPENING_CARRYOVER, r"^(?:单位)?(?:上年|年初).*(?:结转|结余)"),
        RowRule(RowKind.CLOSING_CARRYOVER, r"^(?:年终|年末|期末|结转下年).*(?:结转|资金)?"),
        RowRule(RowKind.GENERAL_PUBLIC, r"^(?:一般)?公共预算|^公共财政预算"),
        RowRule(RowKind.GOVERNMENT_FUNDS, r"^政府性?基金"),
        RowRule(RowKind.STATE_CAPITAL, r"^国有资本经营预算(?!支出)"),
        RowRule(RowKind.SPECIAL_ACCOUNT, r"^财政专户"),
        RowRule(RowKind.BUSINESS_REVENUE, r"^(?:事业单位)?经营收入"),
        RowRule(RowKind.SERVICE_REVENUE, r"^事业收入"),
        RowRule(RowKind.SUPERIOR_SUBSIDY, r"^上级补助收入"),
        RowRule(RowKind.SUBSIDIARY_REMITTANCE, r"^附属单位上缴"),
        RowRule(RowKind.OTHER_REVENUE, r"^其他收入"),
        RowRule(RowKind.OVERSEAS_VISITS, r"因公出国"),
        RowRule(RowKind.VEHICLES, r"用车购置(?:费用?|支出)?(?:及|和|与|、)|公务用车费"),
        RowRule(RowKind.VEHICLE_PURCHASE, r"用车购置"),
        RowRule(RowKind.VEHICLE_OPERATION, r"用车运行|用车运维"),
        RowRule(RowKind.VEHICLE_PURCHASE, rf"{_OF_VEHICLES}购[置买]{_SPENT}", RowKind.VEHICLES),
        RowRule(
            RowKind.VEHICLE_OPERATION, rf"{_OF_VEHICLES}(?:运行|运维|运行维护){_SPENT}", RowKind.VEHICLES
        ),
        RowRule(
            RowKind.VEHICLES,
            rf"^(?:其中)?公务用?车辆?{_SPENT}",
            beside=(
                RowKind.VEHICLE_PURCHASE,
                RowKind.VEHICLE_OPERATION,
                RowKind.OVERSEAS_VISITS,
                RowKind.HOSPITALITY,
            ),
        ),
        RowRule(RowKind.HOSPITALITY, r"公务接待"),
        RowRule(RowKind.CONFERENCES, r"^会议费"),
        RowRule(RowKind.TRAINING, r"^培训费"),
    ),
)

PRIOR_YEAR = r"^(?:上年|去年|上一年)度?(?:年初|调整)?(?:预算|决算|执行|完成)*(?:数|金额|情况)?$"
"""A heading over amounts of the year before, whatever stands under it."""
BASIS_WORDS: tuple[tuple[Basis, str], ...] = (
    (Basis.FINAL, r"决算|执行数|完成数"),
    (Basis.BUDGET, r"预算数"),
)
"""Looked for from the leaf upwards, where no heading says that it is the year before."""
YEAR_AND_BASIS = (
    r"^(?:(?:上年|去年|本年|20\d\d年?)度?)?(?:年初|全年|调整)?(?:预算|决算|执行|完成)*(?:数|金额|情况)?$"
)
"""A heading that says no more than of which year, and whether planned or executed, what stands under it is."""
YEAR_ROW = (
    r"^(?:20\d\d年?度?|上年|本年|当年)(?:度)?(?:年初|调整)?(?:预算|决算|执行)?数?$|^(?:年初|全年|调整)?(?:预算|决算|执行)数$"
    r"|^(?:比|较)?(?:上年)?(?:增减|变[动化])(?:变化)?(?:金额|数|额|情况|[(]?[%％][)]?|率|幅度|比例)?$"
)
"""A row that is named by no more than a year, 预算数 or 决算数, or the change between them."""
TOTAL_NAMES = "合计|总计|小计|共计"
"""What sums are called, of all rows or of some."""
COUNTS = (
    r"(?:团组|批次|人次|人|购置|保有|车辆|用车|实有)(?:数量?|量)$|(?:批次|人次)$"
    r"|[(](?:辆|台|套|台[,、/(]?套[)]?|个|人|次|批|批次|人次)[)]$"
    r"|(?:领导(?:干部)?|负责人|通信|保障|执勤|技术|服务|其他)用车$"
)
"""A heading, or the name of a row, over numbers that count things: visits, guests, vehicles. They are no money."""
RATES = r"%|百分比|比例|比重|占比|(?:增长|增减|完成|执行|下降)率|增幅|幅度"
"""A heading over percentages."""

OF_ECONOMY = (
    r"^(?:机关)?(?:工资福利|商品和服务|对个人和家庭(?:的)?(?:补助)?|债务利息及费用|资本性|对企业(?:的)?(?:资本性)?补助"
    r"|对社会保障基金补助|对事业单位.*补助|其他|货物|工程|服务)(?:支出)?(?:[(].*[)])?$"
)
"""A heading over a part that the economic classification, or the law on purchases, names: no measure of its own."""
