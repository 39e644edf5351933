"""What a printed line says of a disclosure: whose it is, of which year, budget or final accounts, department or unit.

A line alone is judged here; which of the lines of a document count, and how much, is `assembly`'s part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from disclosures.parsing.normalise import key
from disclosures.vocabulary import AgencyKind, Stage

YEARS = range(2000, 2040)
"""Fiscal years that a disclosure can be of; any other is a slip of the pen or no fiscal year."""

KINDS = {"部门": AgencyKind.DEPARTMENT, "单位": AgencyKind.UNIT}
STAGES = {"预算": Stage.BUDGET, "决算": Stage.FINAL_ACCOUNTS}

CHINESE_YEAR = re.compile(r"二[〇○零oO0][〇○零oO0一二三四五六七八九]{2}(?=年|$)")
CHINESE_DIGITS = str.maketrans("〇○零oO一二三四五六七八九", "00000123456789")

# --- names of bodies ------------------------------------------------------------------------------------------------

TAIL = (
    r"(?:局|委|委员会|办公室|办公厅|办|厅|院|中心|处|部|会|所|站|馆|校|园|队|政府|公署|总署|街道|镇|乡|社|联|库|台|组|场|公司|集团|厂|团|基地|监狱|机关"
    r"|党委|政协|纪委|法庭|司|室|宫|苑|段|兵团|中学|小学|大学|学校|银行|工委|总站|(?:开发|高新|集中|示范|保税|管理)区)"
)
"""What the name of a body ends in."""
QUALIFIER = r"(?:[(](?!\d{4}年|不?含|部门|单位|预算|决算|草案|公开)[^()]{2,24}[)])?(?:本级|机关|汇总)?(?:[(](?:本级|机关|汇总)[)])?"
"""What may follow it: another name of the same body in brackets, 本级, （汇总）."""
YEAR_WORD = r"[(]?\d{4,5}年?度?[)]?"
BUDGET_WORD = r"预算(?!编审|编制中心|绩效|评审|管理|中心)|决算(?!中心)"
"""Words that end a name, unless they belong to it (预算编审中心)."""
NAME = (
    rf"(?P<name>(?!\d)(?:(?!{BUDGET_WORD}|现将|关于|列出|\d{{4,5}}年|20\d\d(?!\d))[\u4e00-\u9fff()“”·、A-Za-z\d]){{1,40}}?"
    rf"{TAIL}{QUALIFIER})"
)
WITH_UNITS = r"(?:[(]?(?:及其?|含)(?:所属|下属|所辖|直属)[^()\d]{0,8}[)]?)?"
"""及所属单位: the department with its units."""
NOT_AN_AGENCY = re.compile(
    r"^(?:以下|下列|按照|根据|我|本(?!溪)|全[局市省县区]|上年|较|比(?!如)|与|其中|目录|纳入|主要|包括|对|为|由|各|及|和(?![平田县政顺静硕龙林])"
    r"|部门|单位|该|所属|下属|项目|绩效|资金)|说明|情况|部分|办法|规定|预算法|[所下]属单位|所属部门|预算单位|支出|收入"
)
"""What reads like a name and is none."""
PLACED = re.compile(
    r"^(?:中国|中共|国家|全国|共青团|民革|民盟|民建|民进|九三|致公党|农工|台盟)"
    r"|^[^局委办厅院处部会所站馆校园队府]{1,9}?(?:省|自治区|市|县|区|州|盟|旗|镇|乡|街道|兵团)"
)
"""A name that says of which place it is: it has lost nothing in front."""
PLACE_END = re.compile(r"[省市区县州盟旗]$")
OF_BODY = re.compile(r"本级|机关$|汇总|[()（）\s“”·]|部门$")

# --- lines ----------------------------------------------------------------------------------------------------------

NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[(][一二三四五六七八九十]+[)]|附[件表]\d{0,2}(?!\d))[:：]?"
)
LEADERS = re.compile(r"[.．。…·‥]{3,}[(（]?\d*[)）]?$")
TITLE = re.compile(
    rf"(?:^(?:\d{{2,9}}(?![年\d])[-—_]?)?|[，。；;:：】]|现将|关于|列出)(?:公开|公布|批复)?(?P<before>{YEAR_WORD})?{NAME}{WITH_UNITS}(?:关于)?(?P<after>{YEAR_WORD}|年度?)?"
    r"(?:[省市区县州]级)?(?P<kind>部门|单位)?(?:[(/和]?(?:部门|单位)[)]?)?(?:综合|收支|财政|汇总|整体)*(?P<stage>预决算|预算|决算)"
)
"""“2026年某市司法局部门预算”, “某市司法局2026年度部门预算公开”, “现将某局本级2022年单位预算公开如下”."""
PUBLISHED = re.compile(r"(?:信息)?(?:公开)?")
"""What may stand behind a title that says neither year nor kind."""
TITLE_BEFORE = re.compile(
    rf"(?P<before>{YEAR_WORD})(?P<after>)(?:[省市区县州](?:本?级|直))?(?P<kind>部门|单位)?(?:综合)?(?P<stage>预决算|预算|决算)"
    rf"(?:信息|公开|报表|表|情况|说明)*(?:[(]|[-—:]+|(?<=公开)(?!表|报表)|(?<=公开表)){NAME}[)]?$"
)
"""“2026年部门预算（某市司法局）”."""
TABLE_TITLE = re.compile(
    rf"^(?P<before>{YEAR_WORD})?{NAME}(?P<after>{YEAR_WORD})?(?P<kind>部门|单位)?(?:综合)?(?P<stage>预算|决算)?"
    r"(?:收支|收入|支出|财政拨款|一般公共|政府性?基金|国有资本|基本支出|“三公).*表"
)
"""“2026年某某局收支总表”."""
OVERVIEW = re.compile(rf"^{NAME}(?:部门|单位)?(?:概况|基本情况|主要职[责能]|职[责能])")
"""“第一部分 某市司法局概况”, without its number."""
LABEL = re.compile(
    r"^(?:(?:编制|填报|填制|预算|公开|报送|编报)?(?P<competent>主管)?(?:部门|单位)(?:[/(]?(?:部门|单位)[)]?)?(?:名称)?)(?:[(][^()]{1,6}[)])?[:：]"
    rf"(?:[\[【]?(?P<code>\d{{3,9}})[\]】]?[-—_]*)?{NAME}(?=$|预?算?(?:部门|单位)?(?:代码|编码)|(?:编制|填报|报送|公开)?(?:日期|时间|人)|20\d\d|(?:单位|财务)?负责人)"
)
"""“单位名称（盖章）：某某” on a cover."""
BARE = re.compile(rf"^{NAME}$")
BESIDE_SCALE = re.compile(
    rf"^(?P<before>{YEAR_WORD})?{NAME}(?P<after>{YEAR_WORD})?(?=$|(?:金额|货币)?单位[:：])"
)
CODE = re.compile(r"(?:部门|单位)(?:预算)?(?:代码|编码)[:：](\d{3,9})(?!\d)")
"""“部门代码：415” on a cover."""
NOISE = re.compile(
    r"^附件?\d{0,2}[:：]?$|网站|首页|当前位置|^政府信息公开$|字号|发布|来源|索引号|密级|保密审查|负责人|审签|日期[:：]|时间[:：]"
    r"|^\d{4}[年.\-/]\d{1,2}[月.\-/]?(?:\d{1,2}日?)?$|^第?\d{1,3}页?$|^(?:封[面皮]|扉页|[Ss]heet\d*)$"
)
"""Lines of a cover that are neither title nor name."""
MENU = re.compile(
    r"^(?:(?:网站)?首页|(?:政务|信息)公开|(?:政务|办事|公共)服务|(?:互动|政民|公众)(?:交流|互动|参与)|新闻(?:中心|动态)?"
    r"|政务(?:动态|信息)|数据(?:开放|发布)|专题专栏|财政信息|预决算公开)$|(?:当前|现在)的?位置"
)
"""The menu of a site, saved with a page of it: what stands above it is the site's, not the cover's."""

NO_STAGE = re.compile(
    r"(?:一般公共|政府性?基金|国有资本经营|社会保险基金|(?:年初|全年)为?)预算|预决算|预算(?:单位|主管)"
)
"""Words with 预算 that final accounts use as well."""
KIND_OF_STAGE = re.compile(
    r"(部门|单位)(?:[(/](?:部门|单位)[)]?)?(?:综合|收支|财政)*(?:预决算|预算|决算)(?!单位)"
)
KIND_OF_TABLE = re.compile(r"^(?:\d{4}年?度?)?(?:预算)?(部门|单位)")
SUMMARY = re.compile(r"汇总")
OWN_LEVEL = re.compile(r"[（(]?(?:本级|机关)[）)]?$")
YEAR_OF_STAGE = re.compile(
    r"(?<!\d)(?<![较比与同从截至到自])(?P<year>20\d\d)年?度?[^，。,;；:0-9年]{0,24}?(?:预算|决算|收支|收入|支出|经费.*表)"
)
YEAR_ALONE = re.compile(
    r"^[(]?(?P<year>20\d\d)年?度?[)]?$|(?<![较比与同从截至到自\d])(?P<last>20\d\d)年度?(?=$|[)]|金额|单位[:：])"
)
"""A year that has a line for itself, or ends one: 2026年度."""
YEAR_WORDS = re.compile(r"(?<!\d)(\d{4,5})年")
EMPTY_OF_YEAR = re.compile(r"(?:本|我)[\u4e00-\u9fff]{1,4}(20\d\d)年度?(?:没有|无|未)")
"""The note under an empty table: “本部门2022年度无…”."""
YEAR_HEADING = re.compile(r"^(20\d\d)年度?(?:年初|部门|单位|本年|调整)*(预算|决算)(?:数|金额|安排)?$")
"""A column of the year itself: “2024年预算数”."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one line says. Brackets of `name` are of full width, whatever the line prints."""

    name: str
    year: int | None = None
    kind: AgencyKind | None = None
    stage: Stage | None = None
    code: str | None = None


def plain(text: str) -> str:
    """For matching: `normalise.key`, and 二〇二六年 as 2026年."""
    return CHINESE_YEAR.sub(lambda match: "2" + match[0][1:].translate(CHINESE_DIGITS), key(text))


def titles_in(text: str) -> Iterator[Said]:
    """The bodies that a title, a heading or an opening sentence (already `plain`) names with their budget."""
    line = bare_of_numbers(text)
    for match in TITLE.finditer(line):
        dated = match["before"] or match["after"]
        ends = PUBLISHED.fullmatch(line, match.end())
        if (dated or match["kind"] or ends) and is_agency(match["name"]):
            yield _said(match)
    for other in filter(None, (TABLE_TITLE.match(line), TITLE_BEFORE.search(line))):
        if (other["before"] or other["after"]) and is_agency(other["name"]):
            yield _said(other)


def overview_in(text: str) -> str | None:
    """The body of a heading such as 第一部分 某局概况."""
    match = OVERVIEW.match(bare_of_numbers(text))
    if match is None or not is_agency(match["name"]):
        return None
    section = "概况" not in match[0] and not PLACED.match(match["name"])  # 办公室主要职责
    return None if section else full_width(match["name"])


def bare_of_numbers(text: str) -> str:
    """A line without the number in front of it and the dots and page behind it."""
    line = LEADERS.sub("", text)
    while (shorter := NUMBERING.sub("", line)) != line:
        line = shorter
    return line


def is_agency(name: str) -> bool:
    return len(name) > 2 and not NOT_AN_AGENCY.search(name)


def _said(match: re.Match[str]) -> Said:
    name = re.split(r"[所下]属(?:单位|事业单位)?", match["name"])[-1]  # 某市某局所属某市某中学
    return Said(
        full_width(name if is_agency(name) and PLACED.match(name) else match["name"]),
        next((year for part in (match["before"], match["after"]) if (year := year_of(part))), None),
        KINDS.get(match["kind"]),
        STAGES.get(match["stage"]),
    )


def year_of(word: str | None) -> int | None:
    digits = re.sub(r"\D", "", word or "")
    return int(digits) if digits and int(digits) in YEARS else None


def full_width(name: str) -> str:
    return name.replace("(", "（").replace(")", "）")


def body(name: str) -> str:
    """A name without what only says in which of its roles the body speaks: 本级, （汇总）, brackets."""
    return OF_BODY.sub("", key(name))


def is_own_level(name: str) -> bool:
    return bool(OWN_LEVEL.search(name))


def same_body(one: str, other: str) -> bool:
    """Are these names of one body? One of them may have lost its place, or its last letters to the next line; a body
    and its own level are two."""
    short, long = sorted((body(one), body(other)), key=len)
    cut = long.startswith(short) and len(long) - len(short) <= 2
    return is_own_level(one) == is_own_level(other) and (long.endswith(short) or cut)


def lacks_place(name: str, own: str) -> bool:
    """Is it the name of the body above, of the place alone that its own name begins with: 某市规划局, 某市某区规划局?"""
    short, long = body(name), body(own)
    left = len(long) - len(short)
    return left > 1 and any(
        long.startswith(short[:at]) and long.endswith(short[at:]) and PLACE_END.search(long[at : at + left])
        for at in range(2, len(short) - 1)
    )


def whole(name: str, others: Sequence[str]) -> str:
    """The name, or, where it does not say of which place it is, the longer one that ends in it."""
    if PLACED.match(name):
        return name
    longer = [other for other in others if body(other).endswith(body(name)) and len(other) > len(name)]
    return max(longer, key=len, default=name)


# --- covers ---------------------------------------------------------------------------------------------------------


def cover_says(lines: Sequence[str]) -> Said | None:
    """What the lines of a cover (already `plain`) say together: name, year and kind may each have a line or two."""
    below = 1 + max((at for at, line in enumerate(lines) if MENU.search(line)), default=-1)
    lines = lines[below:] or lines
    code = next((match[1] for line in lines if (match := CODE.search(line))), None)
    labels = [match for line in lines if (match := LABEL.match(line)) and is_agency(match["name"])]
    labels.sort(key=lambda match: (match["competent"] is not None, "单位" not in match[0]))
    lines = [line for line in lines if not (NOISE.search(line) or LABEL.match(line) or CODE.search(line))]
    for start in range(len(lines)):
        for end in range(start + 1, min(start + 6, len(lines)) + 1):
            found = next(titles_in("".join(lines[start:end])), None)
            if found is not None:
                return _without_superior(found, lines[start:end], code)
    if labels:
        return Said(full_width(labels[0]["name"]), code=labels[0]["code"] or code)
    if not re.search(r"预算|决算", "".join(lines)):
        return None
    named = [line for line in lines if BARE.match(line) and is_agency(line)]
    named.sort(key=lambda line: PLACED.match(line) is None)
    return Said(full_width(named[0]), code=code) if named else None


def _without_superior(found: Said, lines: Sequence[str], code: str | None) -> Said:
    """The body alone where the line above its own names the one above it, both with their place."""
    for line in lines[1:]:
        at = found.name.find(line[:2], 1)
        if at > 3 and line[:2] == found.name[:2] and BARE.match(key(found.name[:at])):
            return Said(found.name[at:], found.year, found.kind, found.stage, code)
    return Said(found.name, found.year, found.kind, found.stage, code)


def kind_in(text: str) -> AgencyKind | None:
    """部门 or 单位, by the first budget or final accounts that is called so."""
    match = KIND_OF_STAGE.search(text)
    return KINDS[match[1]] if match else None


def stage_in(lines: Iterable[str]) -> Stage | None:
    """Budget or final accounts, by the word that is said more often."""
    votes = Counter(word for line in lines for word in re.findall(r"决算|预算", NO_STAGE.sub("", line)))
    if votes["决算"] == votes["预算"]:
        return None
    return Stage.FINAL_ACCOUNTS if votes["决算"] > votes["预算"] else Stage.BUDGET


def years_in(text: str) -> Iterator[int]:
    """The years that a line names with a budget, final accounts or one of their tables."""
    for match in YEAR_OF_STAGE.finditer(text):
        if int(match["year"]) in YEARS:
            yield int(match["year"])
