"""The words around a table: titles, form numbers, whose it is, unit and year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from disclosures.parsing.document import CONTENTS_LINE, Paragraph
from disclosures.parsing.heads import TAIL
from disclosures.parsing.normalise import for_short, key, tidy

UNIT = re.compile(r"单位[:：]?[（(]?(?:人民币)?(百万元|千元|万元|亿元|元)")
UNIT_ALONE = re.compile(r"(?:(?P<beside>.*\S)\s+)?[（(]?(?P<unit>百万元|千元|万元|亿元|元)[）)]?")
"""The scale without the word 单位, on a line of its own or at the end of the line that says whose the table is."""
YEAR = re.compile(r"(?:预算|决算)?年度[:：]?(20\d\d)")
NAME_ENDS = (
    r"(?=(?:预算|决算)?年度|(?:部门|单位)?(?:预算|决算)(?:公开|表|数|\d|$)|[（(]?(?:部门|单位)?(?:信息)?公开(?:[）)\d表]|单位|$)|财[预决]|附?表[\d一二三四五六七八九十]|(?:填报|编制)?(?:日期|时间)[:：]"
    r"|(?:金额|货币|计量)?单位(?:[:：]|[（(]?[百千万亿]?元)|币种|20\d\d|$)"
)
"""What follows the name of a body on the line over a table."""
BODY = r"[\u4e00-\u9fff（）()“”·、][\u4e00-\u9fff（）()“”·、\d]{2,}?"
NOT_WHOSE = "主管|实施|项目|执行|负责|使用|用款|采购|评价|牵头|责任|收款|上级|承担|业务|资金|金额|下属|建设|申报|申请|承办|管理|组织|归口|受益"
"""Before 部门 or 单位: another's part in a project, not whose the table is."""
CODE_OF_BODY = r"[\[【（(]?(?P<code>\d{3,9})[\]】）)]?[-－—_\s]*"
LABELLED = re.compile(
    "".join(f"(?<!{word})" for word in NOT_WHOSE.split("|"))
    + r"(?:编制|填报|填制|报送|编报|公开|预算)?(?:部门|单位)(?:[/／（(]?(?:部门|单位)[）)]?)?(?:名称)?(?:[（(][^（）()]{1,6}[）)])?[:：]"
    + rf"(?:{CODE_OF_BODY})?(?!人民币|[百千万亿]?元)(?P<name>{BODY}){NAME_ENDS}"
)


CODED = re.compile(
    rf"^(?!(?:19|20)\d\d年){CODE_OF_BODY}(?P<name>[\u4e00-\u9fff（）()“”·、\d]{{2,}}?{TAIL}(?:[（(][^（）()]{{2,24}}[）)])?(?:本级|机关|汇总)?(?:[（(](?:本级|机关|汇总)[）)])?){NAME_ENDS}"
)
"""A code and a name that is one of a body: 31022无形资产购置 is none."""
FORM_NUMBER = re.compile(
    r"(?:(?:公开|预公开|决公开|附|附件|预算|决算|部门|单位|批复|省级|市级|[\u4e00-\u9fff]?财?[预决]|[\u4e00-\u9fff]?财[预决]公开)*"
    r"表?(?:\d{1,2}(?:[-－—]\d{1,2})?|[一二三四五六七八九十]{1,3})表?)[:：]?$"
)
"""What counts the forms (公开01表, 表1-2, 附表三) and names none: it stands beside the title, or between title and table."""
CONTINUED = re.compile(r"[（(]?续(?:表)?\d*[）)]?$")
TITLE_TAIL = re.compile(r"(?:情况|明细|预算|决算|算|总)?表(?:[(][^)]*[)])?")
"""What the second line of a broken title holds."""
TITLE_END = re.compile(r"表(?:[-－—]+[\u4e00-\u9fff]{2,8})?(?:[（(][^）)]*[）)])*$")
"""“…表”, “…表（按功能分类）”, “…表-人员经费（工资福利支出）（按政府预算经济分类）”."""
BRACKETED = re.compile(r"[(].*[)]")
BEGUN = re.compile(r"[预决]算|经费|收支")
"""What the first line of a broken title holds, where it is broken between words."""
OF_A_BUDGET = re.compile(
    r"(?:一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?)(?:当年)?(?:财政)?(?:拨款)?$"
)
REST = re.compile(r"(?:财政拨款)?(?:基本支出|支出|收支|收入|[“\"]?三公)")
"""Where no places are known: a title that is broken behind the budget it is of, and how it goes on."""
WORDS = re.compile(
    r"一般公共预算|预算|决算|财政拨款(?:收入|收支|基本|支出)*|政府性基金(?:预算|支出)*|国有资本经营|(?:基本|项目)支出|收入支出|[预决]算|绩效目标"
)
"""Of the names of tables: one that the end of the line breaks shows that the title goes on."""
TITLE_LENGTH = 60
"""Longer paragraphs are prose, not titles."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is printed around a table: whose it is, of which year, in which scale."""

    code: str | None = None
    name: str | None = None
    year: int | None = None
    unit: str | None = None

    def over(self, other: Context) -> Context:
        """This context, with what it lacks taken from `other`."""
        return Context(
            self.code or other.code, self.name or other.name, self.year or other.year, self.unit or other.unit
        )


@for_short
def is_title(text: str) -> bool:
    """A short line that ends in 表, and is no line of a table of contents."""
    plain = key(text)
    plain = CONTINUED.sub("", plain)
    return (
        4 <= len(plain) <= TITLE_LENGTH
        and not FORM_NUMBER.match(plain)
        and not CONTENTS_LINE.search(text)
        and not plain.endswith(("如下表", "见下表", "附表"))
        and bool(TITLE_END.search(plain))
    )


@for_short
def context_of(text: str) -> Context:
    """What a line or row beside a table says of agency, year and scale."""
    plain = tidy(text)
    unit, year = UNIT.search(plain), YEAR.search(plain)
    alone = None if unit else UNIT_ALONE.fullmatch(text.strip())
    plain = tidy(alone["beside"] or "") if alone else plain
    named = CODED.match(plain) or LABELLED.search(plain)
    stands = alone and (named or not plain)
    return Context(
        named["code"] if named else None,
        named["name"] if named else None,
        int(year[1]) if year else None,
        unit[1] if unit else alone["unit"] if alone and stands else None,
    )


def whole_titles(between: list[tuple[int, Paragraph]]) -> Iterator[tuple[int, Paragraph]]:
    """The paragraphs from the last to the first; a title whose end stands on a line of its own is made whole."""
    lines = list(between)
    while lines:
        index, paragraph = lines.pop()
        while lines and _goes_on_from(lines[-1][1], paragraph):
            index, above = lines.pop()
            box = (*above.box[:3], paragraph.box[3]) if above.box and paragraph.box else None
            paragraph = replace(above, text=above.text + paragraph.text, box=box)
        yield index, paragraph


def _goes_on_from(above: Paragraph, below: Paragraph) -> bool:
    """Is `below` the second line of the title that `above` begins? It holds but the end of one, or what stands in
    brackets behind one, or both lines are centred on one middle."""
    first, second = key(above.text), key(below.text)
    if re.search(r"[。；:]$", first) or FORM_NUMBER.match(first) or CONTENTS_LINE.search(above.text):
        return False
    if (
        len(first) > TITLE_LENGTH
        or context_of(above.text) != Context()
        or context_of(below.text) != Context()
    ):
        return False
    if TITLE_TAIL.fullmatch(second):
        return True
    if BRACKETED.fullmatch(second):
        return is_title(above.text)
    if is_title(above.text) or not is_title(below.text):
        return False
    if not above.box or not below.box:
        return bool(OF_A_BUDGET.search(first) and REST.match(second))
    middle = (above.box[0] + above.box[2] - below.box[0] - below.box[2]) / 2
    height = above.box[3] - above.box[1]
    close = above.page == below.page and 0 <= below.box[1] - above.box[3] < height
    return (
        close
        and abs(middle) < height
        and not NUMBERED_HEADING.match(above.text)
        and (bool(BEGUN.search(first)) or _is_broken_within(first, second))
    )


def _is_broken_within(first: str, second: str) -> bool:
    """Does a word of the names of tables begin on one line and end on the next?"""
    return any(word.start() < len(first) < word.end() for word in WORDS.finditer(first + second))


def title_in(text: str) -> str | None:
    """The title in a line; a section heading may share the line: “一、…收支预算 单位预算收支总表”."""
    text = without_form_number(text)
    if is_title(text):
        parts = text.split()
        return (
            tidy(parts[-1])
            if len(parts) > 1 and is_title(parts[-1]) and NUMBERED_HEADING.match(text)
            else tidy(text)
        )
    return None


def without_form_number(text: str) -> str:
    """The other words of a line that holds a title and, at its edge, the number of the form."""
    parts = text.split()
    while len(parts) > 1 and FORM_NUMBER.match(key(parts[-1])):
        parts.pop()
    return " ".join(parts)


NUMBERED_HEADING = re.compile(r"^\s*[一二三四五六七八九十]+、")
