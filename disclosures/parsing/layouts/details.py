"""What the tables beside the statements are called, and their columns and rows: performance targets, procurement,
assets, institutions. Data only.

Patterns are matched against the whole text without white space and with half-width punctuation; of several the first
that matches decides.
"""

from __future__ import annotations

from disclosures.parsing.layouts.national import TOTAL_NAMES

Words = tuple[tuple[str, str], ...]
"""(role, pattern) pairs."""

# --- performance targets ---------------------------------------------------------------------------------

PERFORMANCE_TITLE = (
    r"(?:\(?(?P<number>\d{1,3}(?![\d年])|[一二三四五六七八九十]+)\)?[、.]?)?"
    r"(?P<title>.*?)(?:绩效目标(?:申报|填报|批复|公开|设置|自评)?表|绩效自评(?:结果|情况)?表|(?P<whole>整体支出绩效(?:目标|指标)))"
    r"(?:\(\d{4}年?度?\))?"
)
"""“1、办公楼租赁费绩效目标表”, “（四）部门整体支出绩效指标”."""
WHOLE_DEPARTMENT = r"(?:\d{4}年?度?)?(?:部门|单位)?(?:\((?:部门|单位)\))?整体(?:支出)?"
FORM_NAME = r"(?:\d{4}年?度?)?(?:财政|部门|单位|预算|政策[和及与]|专项|资金|项目|支出|年初|整体|总体|业务|经费|重点|一般性?|[省市区县本一二三]级)*"
"""A title of nothing but these words names the form, not the project."""

NOT_OF_A_PROJECT = r"20\d\d年?度?|绩效$|[()“”\"、·\s-]"
"""What the names of one project may differ in: the year, brackets, a word of the heading."""

PERFORMANCE_COLUMNS: Words = (
    ("level_1", r"一级(?:绩效)?指标"),
    ("level_2", r"二级(?:绩效)?指标"),
    ("level_3", r"三级(?:绩效)?指标|(?:绩效)?指标名称"),
    ("kind", r"(?:绩效)?指标(?:类型|类别|种类)"),
    ("indicator", r"绩效指标"),
    ("description", r"(?:绩效)?指标(?:描述|内容|解释|说明|值说明)(?:\(.*\))?"),
    ("operator", r"(?:计算|运算)?符号|(?:绩效)?指标(?:性质|方向性?)"),
    (
        "value",
        r"值|(?:年度|全年|预期|预算年度|计划|本年度?|当年)?(?:\(/?项目\))?(?:绩效)?(?:指标|目标)值|绩效标准",
    ),
    ("unit", r"(?:绩效)?(?:度量|计量|计算)?单位(?:\(文字描述\))?"),
    ("basis", r"(?:指标值?)?(?:确定|设定|设置|制定)?依据"),
    ("result", r"(?:全年|年度|本年|指标)?(?:实际)?(?:完成|达成|实现)(?:指标)?(?:值|情况|结果)|实际值"),
    ("weight", r"(?:指标)?(?:标准)?分值"),
    ("score", r"(?:自评|实际)?得分"),
    ("project", r"(?:(?:预算)?单位(?:名称)?[、/]?)?\(?(?:项目|专项)\)?名称"),
    ("funds", r"(?:年度|当年)?(?:财政拨款)?预算(?:数|金额|资金)|项目金额|(?:年度)?资金总额"),
    ("objective", r"(?:年度|当年|总体|项目)*(?:绩效|总体)?目标"),
)
SCORES = frozenset({"weight", "score"})
SCALE_OF_FORM = r"单位[:：][（(]?(百万元|千元|万元|亿元|元)"
INDICATOR_ALONE = frozenset({"level_3", "operator", "value", "unit"})
"""Columns of a form whose indicators are of no level."""
OF_A_KIND = frozenset({"kind", "indicator"})
"""Columns over a word of level 1 or 2, where no heading says of which; 绩效指标 may also stand over the indicators themselves."""

PERFORMANCE_FIELDS: Words = (
    ("code_and_name", r"项目(?:编码|代码)及名称"),
    ("name", r"项目名称"),
    ("code", r"项目(?:编码|代码)"),
    (
        "funds",
        r"(?:项目|年度|预算|实施期)?(?:年度|预算)?资金(?:申请)?总额|年度预算(?:金额|数)?|预算(?:金额|资金|数)|项目(?:预算|金额)",
    ),
    ("objective", r"(?:年度|当年|项目|整体|总体|实施期|中长期)*(?:绩效|总体)?(?:总)?目标"),
    ("schedule", r"(?:项目)?资金支出计划(?:\(.*\))?"),
    (
        "other",
        r"当年预算|主管部门.*|(?:项目|实施|预算|填报)单位.*|项目(?:性质|类别|类型|属性|负责人|期|概况|内容|资金).*|计划(?:开始|完成)日期"
        r"|(?:专项|项目|财政)?资金(?:金额|情况|总额)|(?:预算)?执行率分值.*|资金用途|资金来源|立项依据|联系(?:人|电话)|其中[:：].*|其他资金|财政拨款.*|当年财政拨款|上年结转资金?|备注|说明|起止时间",
    ),
)
"""Labels of a form; what stands right of a label, or below it, is its value. “other” labels are known and not kept:
当年预算 of a special fund is parted into what the department spends (市级支出) and what it hands on (补助区县)."""

BUDGET_OF_THE_YEAR = r"(?:全年|调整后)预算数?(?:[（(].*[）)])?"
SPENT = r"全年(?:实际)?执行数?(?:[（(].*[）)])?"
"""Headings over the funds of a self-evaluation, which has a third one for the budget as it was at first."""
HEADS_OF_AN_OBJECTIVE: Words = (
    ("objective", r"(?:年度|年初)?(?:预期|设定|总体|绩效)*目标"),
    ("result", r"(?:年度|全年|总体|目标)*(?:实际)?完成情况(?:综述)?"),
)
"""What a self-evaluation prints over an objective and over what became of it."""

OBJECTIVE_NUMBER = r"目标\d{1,2}"
OBJECTIVE_MARK = r"目标内容\s*{number}\s*[、，,.．：:]?\s*"

PERFORMANCE_MARKS = frozenset(
    {"一级指标", "二级指标", "三级指标", "绩效指标", "绩效目标", "年度绩效目标", "年度绩效指标"}
)
"""Words of a form of performance targets."""

LEVEL_1_KINDS: Words = (
    ("产出指标", r"产出(?:指标)?"),
    ("效益指标", r"(?:效益|效果)(?:指标)?"),
    ("满意度指标", r"满意度(?:指标)?"),
    ("成本指标", r"成本(?:指标)?"),
)
"""Level 1 by its standard name (财预〔2018〕167号 and 2021's form), with the names that forms print for it."""
SLIPPING = frozenset({"产出指标", "效益指标", "效果指标", "满意度指标"})
"""Words that only level 1 prints whole: under 二级指标 they show that a row slipped by one column."""
LEVEL_2_KINDS: Words = (
    ("产出指标", r"(?:数量|质量|时效|成本)(?:指标)?"),
    ("成本指标", r"(?:经济|社会|生态环境)成本(?:指标)?"),
    ("效益指标", r"(?:(?:经济|社会|生态|环境|生态环境)效益|可持续(?:性|发展)?(?:影响)?(?:效益)?)(?:指标)?"),
    ("满意度指标", r".{0,12}满意度(?:指标)?"),
)
"""Level 1 that a level 2 belongs to."""

COMPARATORS = ("≥", "≤", ">=", "<=", "＝", "=", "＞", ">", "＜", "<", "≧", "≦", "≠")
IN_WORDS = ("文字描述", "定性")
"""What a form prints where a target is words, not a number."""

NATURES = ("定量", "定量指标", "正向", "正向指标", "反向", "反向指标", "逆向", "逆向指标")
"""What a form prints of an indicator where others print ≥ or ≤, and the target itself says that."""
NOTHING_LOST = r"序号"
"""A heading over what no record needs."""

# --- procurement -----------------------------------------------------------------------------------------

PROCUREMENT_COLUMNS: Words = (
    ("project", r"(?:采购)?项目名称|专项名称|采购项目"),
    ("funds", r"(?:项目)?预算资金|预算(?:金额|数)"),
    ("item", r"(?:采购)?(?:物品|品目|标的|内容)名称|采购名称|采购(?:物品|品目|内容|标的)"),
    ("catalogue_code", r"(?:政府)?(?:集中)?采购(?:品目)?目录(?:序号|编码|代码|名称)?|品目(?:编码|代码)"),
    ("unit", r"(?:计量)?单位"),
    ("quantity", r"(?:采购)?数量"),
    ("unit_price", r"单价(?:\(.*\))?"),
    ("category", r"采购(?:品目)?(?:大类|类别|类型)|采购品目大类"),
    (
        "form",
        r"采购(?:组织)?(?:形式?|方式)|组织形式|经济(?:分类)?科目|(?:科目|项目|部门)(?:编码|代码)|(?:科目|部门)名称|(?:预算|采购)单位|序号|备注|说明|单位(?:名称|编码)|功能(?:分类)?科目.*|[类款项]"
        r"|(?:实施|预计|计划)?采购时间|规格(?:型号|参数)?|型号|购买服务内容",
    ),
)
"""Columns that are no amounts. Every other column with a heading is one; “category” and “form” are known and not kept."""
PROCUREMENT_MARKS = frozenset({"item", "catalogue_code", "category"})
"""A table with one of these columns is of procurement."""
TOTAL_ROW = rf".*(?:{TOTAL_NAMES})|[一二三四五六七八九十]+、(?:货物|工程|服务).*|(?:货物|工程|服务)[ABC]?类?"

# --- assets and institutions -----------------------------------------------------------------------------

ASSET_COLUMNS: Words = (
    ("item", r"项目|资产(?:名称|类别|项目)|名称|类别"),
    ("quantity", r"数量(?:\(.*\))?"),
    ("value", r"(?:资产)?(?:价值|金额|账面(?:价值|原值|净值)|原值)(?:\(.*\))?"),
)
INSTITUTION_COLUMNS: Words = (
    ("name", r"(?:预算)?单位名称|机构名称|名称"),
    ("nature", r"(?:单位|机构)性质"),
    ("rank", r"(?:单位|机构)(?:规格|级别)"),
    ("funding", r"经费(?:保障)?(?:形式|方式|来源)"),
)

# --- tables that are kept as printed ---------------------------------------------------------------------

QUANTITIES = (
    r"数量|面积|人数|人次|批次|次数|个数|台数|辆数|编制数|在职|离退休|年限|时间|日期|期限|年份|指标值|目标值|分值|权重|得分|电话"
    r"|%|百分比|比例|比重|占比|率$|[(（](?:平方米|㎡|辆|台|套|个|人|次|批|件|座|栋|间|亩|公里|年|月|天|分)[)）]$|^(?:年度|年|编号)$"
)
"""A heading over numbers that are no money."""
NAMES_A_QUANTITY = rf"(?:{QUANTITIES})(?:[(（][^()（）]*[)）])?$"
"""The name of a row of such numbers ends so; 门急诊人数补贴 is money."""
COUNTED_IN = r"平方米|㎡|平方千?米|公顷|亩|辆|台|套|台[(]?套[)]?|个|人|人次|次|批次|批|件|座|栋|间|公里|千米|年|月|天|日|分|%|％|吨|户|项"
"""What a cell of a column 单位 holds beside numbers that are no money."""
MONEY = r"金额|预算|决算|支出|收入|资金|经费|费|拨款|基金|价值|[原净]值|单价|总价|元|结转|结余|余额|补助|转移支付|贷|债|本金|利息|合计|小计|总计|总额"
"""A heading over amounts."""
NAMES = (r"项目.*名称", r"名称", r"项目|科目|单位|部门|内容|机构|类别|品目")
"""Headings over what names a row, where a table has several columns of words; the first that is found decides."""
