"""The words of the narrative: percentages without sign, leftovers of templates, names of the agency, levels, brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from disclosures.parsing.narrative import section_sentences
from disclosures.parsing.normalise import key
from disclosures.vocabulary import FactRole, Stage

from . import terms
from . import wording as words
from .catalogue import Check, Group, row
from .results import Operand, Place, Result, State
from .subject import Subject, remembered
from .told import facts, name, said, text_side, told

LIKE = 0.7
"""How much of two names is the same where one is taken for another spelling of the other."""
SLACK = 4
NAME = re.compile(r"[\u4e00-\u9fff]")
OF_WHICH = re.compile(r"[（(]其中")
ENUMERATION = re.compile(r"(?<![（(\w])(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[）)]")


@dataclass(frozen=True, slots=True)
class ProseLine:
    """A sentence of the narrative, or a heading, without white space."""

    text: str
    page: int | None
    heading: str
    chapter: str


@remembered
def lines(subject: Subject) -> tuple[ProseLine, ...]:
    """The narrative, sentence by sentence."""
    found = []
    chapter = ""
    for section in subject.disclosure.sections:
        chapter = section.heading if section.level < 2 else chapter
        found.append(ProseLine(re.sub(r"\s", "", section.heading), section.page, section.heading, chapter))
        for sentence in section_sentences(section):
            found.append(ProseLine(sentence.text, sentence.page_at(0), section.heading, chapter))
    return tuple(found)


def _titles(subject: Subject) -> Iterator[ProseLine]:
    """The titles of the tables, which are no text and are filled into a form as it is."""
    for sheet in subject.sheets:
        page = next(iter(sheet.table.pages or ()), None)
        yield ProseLine(re.sub(r"\s", "", sheet.table.title), page, sheet.table.title, "")


def _side(subject: Subject, label: str, printed: str, line: ProseLine) -> Operand:
    return text_side(subject, label, printed, line.text, line.page)


def _whole(subject: Subject, label: str) -> Operand:
    """The narrative as a side, where nothing in it is the matter."""
    first = next(iter(lines(subject)), None)
    places = (Place(subject.index, "情况说明", first.page),) if first else ()
    return Operand(label, None, "", places)


# --- numbers without their sign --------------------------------------------------------------------------------------


def percent_sign(subject: Subject, check: str) -> Iterator[Result]:
    """“增长13.95。”: a rate has its sign."""
    for topic in told(subject):
        for fact in facts(topic, FactRole.CHANGE_RATE):
            left = text_side(
                subject, f"“{name(topic)}”增减幅度", fact.label[-6:] + fact.printed, fact.sentence, fact.page
            )
            if fact.unit:
                yield said(check, subject, State.HOLDS, "百分比带有百分号", left)
            else:
                message = f"“{fact.label[-6:]}{fact.printed}”没有百分号"
                yield said(check, subject, State.DIFFERS, message, left)


# --- leftovers -------------------------------------------------------------------------------------------------------


def _patterns(
    subject: Subject, check: str, label: str, patterns: tuple[tuple[str, str], ...]
) -> Iterator[Result]:
    """One result for every kind of words found, with all its places; one that holds where nothing is found."""
    found: dict[str, list[tuple[str, ProseLine]]] = {}
    everything = (*lines(subject), *_titles(subject))
    text = "\n".join(line.text for line in everything)
    there = [(pattern, what) for pattern, what in patterns if re.search(pattern, text)]
    for line in everything if there else ():
        for pattern, what in there:
            for match in re.finditer(pattern, line.text):
                found.setdefault(what, []).append((match[0], line))
    for what, places in found.items():
        printed, line = places[0]
        left = _side(subject, label, printed, line)
        more = tuple(place for other, at in places[1:] for place in _side(subject, label, other, at).places)
        left = Operand(left.label, None, printed, (*left.places, *more))
        times = f"（{len(places)} 处）" if len(places) > 1 else ""
        yield said(check, subject, State.DIFFERS, f"{what}：“{printed[:40]}”{times}", left)
    if everything and not found:
        yield said(check, subject, State.HOLDS, f"没有发现{label}", _whole(subject, label))


def template_leftovers(subject: Subject, check: str) -> Iterator[Result]:
    """Options, placeholders and instructions of a template."""
    yield from _patterns(subject, check, "模板字样", words.TEMPLATE_LEFTOVERS)


def stray_words(subject: Subject, check: str) -> Iterator[Result]:
    """A 元 without a number, an English word, a year of five digits."""
    yield from _patterns(subject, check, "多余的字", words.STRAY)


# --- the agency's name -----------------------------------------------------------------------------------------------


def agency_name(subject: Subject, check: str) -> Iterator[Result]:
    """The agency is called by one name; another spelling of it is shown."""
    own = _bare_name(subject.disclosure.agency.name)
    others = _other_bodies(subject, own)
    found: dict[str, list[ProseLine]] = {}
    held: ProseLine | None = None
    if len(own) < 6:
        return
    for line in lines(subject):
        if own in line.text:
            held = held or line
        if re.search(words.OF_OTHER_BODIES, line.heading + line.chapter):
            continue
        for spelled in _spellings(line.text, own, others):
            found.setdefault(spelled, []).append(line)
    right = Operand("机构名称", None, own)
    for spelled, at in found.items():
        places = tuple(place for line in at for place in _side(subject, "", spelled, line).places)
        times = f"（{len(at)} 处）" if len(at) > 1 else ""
        message = f"文字写作“{spelled}”{times}，机构名称为“{own}”"
        yield said(check, subject, State.DIFFERS, message, Operand("文字", None, spelled, places), right)
    if held and not found:
        yield said(check, subject, State.HOLDS, "机构名称一致", _side(subject, "文字", own, held), right)


def _bare_name(agency: str) -> str:
    return re.sub(r"[（(]?(?:本级|机关|本部|汇总)[）)]?$", "", key(agency))


def _other_bodies(subject: Subject, own: str) -> set[str]:
    """Bodies with a name of their own: those of the list of institutions, and those checked together."""
    named = {_bare_name(body.name) for body in subject.disclosure.institutions}
    named |= {_bare_name(other.agency.name) for other in subject.everyone}
    return {body for body in named if body and body != own}


def _spellings(text: str, own: str, others: set[str]) -> Iterator[str]:
    """Stretches that begin and end as the name does, are nearly as long and mostly the same, and are no abbreviation."""
    head, tail = own[:3], own[-2:]
    start = text.find(head)
    while start >= 0:
        stretch = text[start : start + len(own) + SLACK]
        end = stretch.find(tail, len(head))
        if end >= 0:
            spelled = stretch[: end + len(tail)]
            if _is_spelling(spelled, own) and spelled not in others:
                yield spelled
        start = text.find(head, start + 1)


def _is_spelling(spelled: str, own: str) -> bool:
    if spelled == own or own.startswith(spelled) or not all(NAME.match(sign) for sign in spelled):
        return False
    if (
        abs(len(spelled) - len(own)) > SLACK
        or _is_abbreviation(spelled, own)
        or _is_abbreviation(own, spelled)
    ):
        return False
    return SequenceMatcher(None, spelled, own).ratio() >= LIKE


def _is_abbreviation(short: str, long: str) -> bool:
    """Whether the signs of one come in the other in order: 人大办公厅 for 人大常委会办公厅."""
    signs = iter(long)
    return all(sign in signs for sign in short)


# --- levels of government --------------------------------------------------------------------------------------------


def level_word(subject: Subject, check: str) -> Iterator[Result]:
    """The definitions speak of the treasury of the agency's own level."""
    own = own_level(subject.disclosure.agency.name)
    found: dict[str, list[tuple[str, ProseLine]]] = {}
    fitting: tuple[str, ProseLine] | None = None
    for line in lines(subject):
        if not re.search(words.DEFINITIONS, line.heading + line.chapter):
            continue
        for match in re.finditer(words.LEVEL_WORDS, line.text):
            if own is None or match["level"] == own or {match["level"], own} == {"区", "县"}:
                fitting = fitting or (match[0], line)
            else:
                found.setdefault(match["level"], []).append((match[0], line))
    for level, places in found.items():
        printed, line = places[0]
        where = tuple(place for other, at in places for place in _side(subject, "", other, at).places)
        times = f"（{len(places)} 处）" if len(places) > 1 else ""
        message = (
            f"名词解释写“{words.LEVEL_NAMES[level]}”{times}，“{subject.disclosure.agency.name}”为{words.LEVEL_NAMES[own or '']}"
            if own
            else ""
        )
        yield said(check, subject, State.DIFFERS, message, Operand("名词解释", None, printed, where))
    if fitting and not found:
        state = State.HOLDS if own else State.COULD_NOT_BE_DONE
        message = "级次与机构一致" if own else "机构名称看不出级次"
        yield said(check, subject, state, message, _side(subject, "名词解释", *fitting))


def own_level(agency: str) -> str | None:
    """省, 市, 区 or 县, by the name of the place that a body's name begins with; None where it names none."""
    match = re.match(words.REGION, key(agency).removeprefix("中共").removeprefix("中国共产党"))
    place = match["place"] if match else ""
    if not place:
        return None
    if place in words.CENTRAL_CITIES:
        return "市"
    last = place[-1]
    if last == "省" or place.endswith("自治区"):
        return "省"
    return {"市": "市", "州": "市", "盟": "市", "区": "区", "县": "县", "旗": "县"}.get(last)


# --- brackets --------------------------------------------------------------------------------------------------------


def brackets(subject: Subject, check: str) -> Iterator[Result]:
    """“（其中…” is closed before its section ends. Other brackets may be lost to a table or a page: they are not judged."""
    judged: ProseLine | None = None
    open_ones: dict[str, list[tuple[str, ProseLine]]] = {}
    for line in lines(subject):
        opened = open_ones.setdefault(f"{line.chapter}\n{line.heading}", [])
        text = ENUMERATION.sub(lambda mark: "　" * len(mark[0]), line.text)
        for place, sign in enumerate(text):
            if sign in "（(":
                opened.append((text[place : place + 16], line))
            elif sign in "）)" and opened:
                opened.pop()
        judged = line if OF_WHICH.search(text) else judged
    unclosed = [pair for opened in open_ones.values() for pair in opened if OF_WHICH.match(pair[0])]
    for printed, line in unclosed:
        left = _side(subject, "文字", printed, line)
        yield said(check, subject, State.DIFFERS, f"“{printed}…”的括号没有合上", left)
    if judged and not unclosed:
        yield said(check, subject, State.HOLDS, "括号成对", _side(subject, "文字", "（其中", judged))


# --- codes -----------------------------------------------------------------------------------------------------------


CODE = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,})[（(](?P<code>[235]\d{2,8})[）)](?=[\d,.]+万?元|支出)")
"""The code of a line, between its name and its amount."""
FEW_CODES = 3
WELL_FORMED = (terms.FUNCTIONAL_CODE, terms.ECONOMIC_CODE)


def codes(subject: Subject, check: str) -> Iterator[Result]:
    """Codes behind the names of lines have a length and a beginning that the classification has."""
    found = [(match, line) for line in lines(subject) for match in CODE.finditer(line.text)]
    good = [pair for pair in found if any(form.fullmatch(pair[0]["code"]) for form in WELL_FORMED)]
    for match, line in found:
        left = _side(subject, f"文字“{match['name']}”的编码", match["code"], line)
        if (match, line) in good:
            yield said(check, subject, State.HOLDS, "编码的位数和起首与分类一致", left)
        elif len(good) < FEW_CODES:
            yield said(check, subject, State.COULD_NOT_BE_DONE, "括号里的数多数不是科目编码", left)
        else:
            message = f"“{match['name']}”的科目编码印作“{match['code']}”，不是三、五、七位的科目编码"
            yield said(check, subject, State.DIFFERS, message, left)


# --- dates -----------------------------------------------------------------------------------------------------------


AT_A_DAY = re.compile(
    r"截[至止到]?(?P<year>20\d\d)年(?:\d{1,2}月|年?[底末])[^。；]{0,60}?(?:车辆|设备|国有资产|固定资产|资产总)"
)
"""What is owned is told as of a day."""


def asset_dates(subject: Subject, check: str) -> Iterator[Result]:
    """Assets are those of the end of last year in a budget, of the end of the year in final accounts."""
    disclosure = subject.disclosure
    for line in lines(subject):
        for match in AT_A_DAY.finditer(line.text):
            left = _side(subject, "国有资产的时点", match[0][:40], line)
            if disclosure.fiscal_year is None:
                yield said(check, subject, State.COULD_NOT_BE_DONE, "没有找到公开的年度", left)
                continue
            later = int(match["year"]) - disclosure.fiscal_year
            if later in ((-1, 0) if disclosure.stage is Stage.BUDGET else (0, 1)):
                yield said(check, subject, State.HOLDS, "时点与年度相符", left)
            else:
                message = f"国有资产写的是 {match['year']} 年的，公开的是 {disclosure.fiscal_year} 年{disclosure.stage.label}"
                yield said(check, subject, State.DIFFERS, message, left)


# --- the catalogue ---------------------------------------------------------------------------------------------------

PLAIN = "文字本身"

C = Group.NARRATIVE

CHECKS: tuple[Check, ...] = (
    row(
        C, "percent-sign", "增减幅度带有百分号", "Rates have their percent sign", "“增长 X%”",
        "没有百分号时，读者分不清是百分比还是金额。", PLAIN, percent_sign,
    ),
    row(
        C, "template-leftovers", "没有模板字样", "No leftovers of a template", "不含“下降（增长）”“××”等字样",
        "说明按模板编写；没有删去的选项、占位符和填表说明会留在公开文件里。", PLAIN, template_leftovers,
    ),
    row(
        C, "stray-words", "没有多余的字", "No stray words", "不含前面没有数字的“元”、英文词、位数不对的年份",
        "排版或转换时多出的字，会使数字难以读懂。", PLAIN, stray_words,
    ),
    row(
        C, "agency-name-in-text", "机构名称前后一致", "The agency is called by one name", "文字中的机构名称 = 表上的机构名称",
        "同一机构在一份文件里只有一个全称；简称不计。写法不同可能是旧称，也可能是别的机构的文字。", PLAIN, agency_name,
    ),
    row(
        C, "level-word", "财政级次与机构一致", "Definitions name the treasury of the agency's level",
        "名词解释中的省、市、区（县）级 = 机构所在级次", "名词解释常取自上级的模板，级次没有改。", PLAIN, level_word,
    ),
    row(
        C, "brackets-closed", "“（其中”合上了", "Brackets are closed", "“（其中…）”",
        "“（其中”没有合上时，看不出哪些数字属于其中。", PLAIN, brackets,
    ),
    row(
        C, "codes-in-text-are-well-formed", "文字中的科目编码", "Codes in the text are well formed", "名称后面括号里的科目编码是三、五、七位",
        "编码漏了一位，就查不到是哪个科目。", "《政府收支分类科目》（财政部每年印发）", codes,
    ),
    row(
        C, "assets-are-of-the-year", "国有资产的时点", "Assets are told as of the right day", "预算：上年末或本年；决算：本年末",
        "说明常沿用上年的文字，年份没有改，数字也可能是上年的。", "财预〔2016〕143号《地方预决算公开操作规程》：说明国有资产占用情况", asset_dates,
    ),
)  # fmt: skip
