"""Words that a reader of the narrative may stumble over, as data: leftovers of templates, levels of government."""

from __future__ import annotations

TEMPLATE_LEFTOVERS: tuple[tuple[str, str], ...] = (
    (r"(?:下降|减少)[（(](?:增长|增加)[）)]|(?:增长|增加)[（(](?:下降|减少)[）)]", "增减的选项没有删去"),
    (
        r"(?:大于|高于)[（(](?:小于|低于)[）)]|(?:小于|低于)[（(](?:大于|高于)[）)]|[（(](?:增加|减少)[/／](?:减少|增加)[）)]",
        "选项没有删去",
    ),
    (r"(?<=[\u4e00-\u9fff])部门[（(]单位[）)](?=共有|共|202\d|无|没有)", "“部门（单位）”没有选定"),
    (
        r"[（(]请(?!示)[^（）()]{2,}|仍保留(?:该|本)?表格?(?:格式)?[^。]*?(?:说明|列示)|作(?:下述|如下)说明[：:]?|请(?:在此处)?(?:填写|填列|删除)(?:[^。]{0,12})",
        "填表说明没有删去",
    ),
    (
        r"[X×xＸ＊*]{2,}(?:万元|%|％|年|部门|单位|市|县|区|局|辆|个|项)|(?:万元|年|为|是)[X×Ｘ]{2,}",
        "待填的占位符没有填写",
    ),
    (r"\{TC[^}]{0,60}|\\fC\\l|MERGEFIELD|HYPERLINK|PAGEREF|错误[!！]未(?:找到|定义)", "文档的域代码没有去掉"),
    (r"(?:单位|部门)名称[）)]?(?=20\d\d年)|某某(?:市|县|区|局|单位|部门)|○○|〇〇年", "待填的占位符没有填写"),
)
"""(pattern, what it is): words that only a template has."""

STRAY: tuple[tuple[str, str], ...] = (
    (r"[；;，,、。](?:万?元)(?=[；;，,。])", "前面没有数字的“元”"),
    (r"(?<=[\u4e00-\u9fff])(?:and|or|the)(?=[\u4e00-\u9fff])", "中文里夹有英文词"),
    (
        r"(?<![\d.])1?\d?20[12]\d{2,}年|(?<!\d)[13-9]20[12]\d年|(?<!\d)20[12]年度?(?=预算|决算|部门)",
        "年份的位数不对",
    ),
)
"""(pattern, what it is): slips that nothing can be meant by."""

NEW_ENTRY = (
    r"(?:今年|本年|当年|20\d\d年)新[增设](?:了|的|该|此)?(?:项|类|款)?级?(?:科目|项目|支出|预算|任务|单位|机构)|"
    r"新增(?:该|此)?(?:项|类|款)?级?科目|(?:上年|去年)(?:没有|无|未安排)(?:此|该)项|购[置买](?:公务)?(?:用车|车辆)"
)
"""An entry that was not there the year before, or that money is spent on once: it is the reason of its change."""
LEVEL_WORDS = r"(?P<level>[省市区县])级(?:预算主管部门|财政有经费领拨|财政(?:当年)?拨(?:付|款(?:安排|的部门))|预算单位是指)"
"""Which treasury the definitions speak of."""
OF_OTHER_BODIES = r"职责|职能|机构设置|单位构成|名[词称]解释"
"""Headings under which other bodies are named: whose sign hangs beside, who was merged."""
DEFINITIONS = r"名[词称]解释|术语解释"
CENTRAL_CITIES = ("北京市", "上海市", "天津市", "重庆市")
REGION = r"^(?P<place>(?:[\u4e00-\u9fff]{2,6}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,6}?(?:市|自治州|盟))?(?:[\u4e00-\u9fff]{1,6}?(?:区|县|旗|市))?)"
LEVEL_NAMES = {"省": "省级", "市": "市级", "区": "区级", "县": "县级"}
