"""The words around numbers in narratives, as data: units, roles, what shares and completions are of."""

from __future__ import annotations

from disclosures.vocabulary import BaseKind, FactRole

MONEY = r"(?:百万|[千万亿])?元|[万亿](?![元人亩户辆次吨平米只件字份个名])"
RATE = r"%|个?百分点"
COUNTED = r"台[（(/]?套?[）)]?|万?平方米|人次|批次|[辆个家名人户次批组幢栋处所分项㎡]"
"""Measure words that count things a disclosure lists: vehicles, projects, posts, areas."""

FUNCTIONAL_LEVELS = "类款项"
FUNCTIONAL = (
    r"(?P<name>(?:[^“”\"'《》（）()，,。；;：:！？]|[（(](?![类款项一二三四五六七八九十])[\u4e00-\u9fff]{1,4}[）)]){2,40})"
    r"[（(](?P<level>[类款项])[）)]"
)
"""“住房保障支出（类）住房改革支出（款）住房公积金（项）”: the levels of the functional classification, named; a few signs in
brackets may belong to a name (政府办公厅（室）及相关机构事务, 中医（民族）医院)."""
NUMBERING = r"^(?:\d{1,3}[.．、）)]|[（(]?[一二三四五六七八九十]{1,3}[）)、]|[（(]\d{1,2}[）)]|其中|[一二三四五]是|[①-⑳]|[、，,；;：:]|主要(?:包括|是|为)|分别为|包括|包含)+"

ITEM = r"\d{1,3}[.．、）)]|[（(]?[一二三四五六七八九十]{1,3}[）)、]|[（(]\d{1,2}[）)]"
"""A number of its own: what follows is another thing than what was told of before."""

CARRIED = (
    r"(?:20\d\d年度?|截至|本年度?|当年|全年|上1?年度?|年初|年末|其中|实际|支出|收入|预算|决算|执行|完成|调整后?的?|安排|批复|下达|"
    r"数额?|总?金额|总?额|为|是|共计?|总计?|合计|小计|约|达|各|均|分别|的|[我本]?(?:部门|单位|[局厅委院校处]))*"
)
"""A label of nothing but such words names nothing: the amount is of what was named before."""

BEHIND_A_LIMIT = r"(?:[（(]含[）)]|及?以[上下内])"
LIMIT = r"单价|单台|单件|每辆"

AMOUNT_ROLES: tuple[tuple[FactRole, str], ...] = (
    (FactRole.BUDGET_INITIAL, r"年初(?:部门)?预算|年初批复|年初安排"),
    (FactRole.BUDGET_FULL_YEAR, r"全年预算|调整后?的?预算|预算调整"),
)
FINAL_WORDS = r"决算|执行数"
OF_A_PLAN = r"预算(?:数|金额|安排)*(?:为|是)?$"
COMPLETION = (
    r"完成[^，；。]*?(?:预算|计划|预期|年初|任务)[^，；。]*$|(?:完成|执行|支出进度)率?(?:为|达到?|约)?$"
)
COMPLETED = r"年初|全年|调整"
SHARE = r"(?P<marker>占)(?P<whole>[^，；。]*?)(?:的?(?:比例|比重|百分比)?(?:为|是)?|的)$"

BASE_KINDS: tuple[tuple[BaseKind, str], ...] = (
    (BaseKind.EXECUTION, r"执行"),
    (BaseKind.FINAL, r"决算|支出数|实际"),
    (BaseKind.BUDGET, r"预算|年初数"),
)
PURPOSE = r"主要(?:用于|是用于|为用于)[：:]?(?P<purpose>[^。；;]*)"
PARTS = r"其中|包括"
"""A sentence with one of these tells a whole and then its parts."""
NO_FACTS = r"名[词称]解释|术语|职责|职能|机构设置|单位构成"
"""Headings under which numbers are no figures of the disclosure."""
