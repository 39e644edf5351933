"""Group E: what the rule-book asks for is there, down to the depth it asks for; agency and year agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosures.parsing.normalise import key
from disclosures.parsing.records import ProcurementItem
from disclosures.vocabulary import REQUIRED_STATEMENTS, AgencyKind, CodeKind, ReadBy, Statement

from . import notes, terms
from .catalogue import Check, Group
from .catalogue import row as check_row
from .results import Place, Result, State
from .subject import Sheet, Subject
from .sums import words
from .trees import grow

ENOUGH = 5
"""So many statements or sections show that a disclosure prints them here and not in another file."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Something the narrative has to speak of; `pattern` is searched in its headings and text."""

    name: str
    pattern: re.Pattern[str]
    kinds: tuple[AgencyKind, ...] = tuple(AgencyKind)
    since: int = 0
    in_tables: bool = False  # a table of its own may tell it


DEPARTMENTS = (AgencyKind.DEPARTMENT,)
TOPICS = (
    Topic("主要职能（职责）", re.compile(r"职能|职责")),
    Topic(
        "机构设置",
        re.compile(r"机构设置|机构情况|机构编制|单位构成|[所下]属单位|内设|下设|机构构成|\d个处室"),
        DEPARTMENTS,
    ),
    Topic("机关运行经费", re.compile(r"运行经费"), DEPARTMENTS),
    Topic("“三公”经费", re.compile(r"三公")),
    Topic("政府采购", re.compile(r"政府采购")),
    Topic("名词解释", re.compile(r"名词解释|专业名词|专业性较强的名词")),
    Topic("国有资产占有使用", re.compile(r"国有资产|固定资产|资产占[有用]"), since=2019),
    Topic("预算绩效", re.compile(r"绩效"), since=2019, in_tables=True),
)


def statements(subject: Subject, check: str) -> Iterator[Result]:
    """Present, empty with a note, or not found."""
    here = {sheet.table.statement for sheet in subject.sheets}
    year = subject.disclosure.fiscal_year or 0
    for required in REQUIRED_STATEMENTS:
        label = required.label
        if year < (required.specification.since or 0):
            continue
        if required in here:
            places = [sheet.whole() for sheet in subject.sheets_of(required)]
            yield words(check, subject.index, State.HOLDS, "有这张表", label, "", *places)
        elif told := _told_without(subject, required):
            yield words(check, subject.index, State.COULD_NOT_BE_DONE, told, label, "")
        elif len(here) >= ENOUGH and not _has_untold(subject):
            said = f"没有找到{label}"
            yield words(check, subject.index, State.DIFFERS, said, label, "", Place(subject.index, label))
        else:
            said = "文件中没有报表，或有表没有识别，可能另行公开"
            yield words(check, subject.index, State.COULD_NOT_BE_DONE, said, label, "")


def _told_without(subject: Subject, statement: Statement) -> str | None:
    """Why a statement may not be asked for: the text has nothing of the kind, or a further table is of its matter."""
    matter = statement.specification.matter
    if not matter:
        return None
    if any(t.statement.is_kept and re.search(matter, key(t.title)) for t in subject.disclosure.statements):
        return "有一张同类的表，不能断定就是这张表"
    if re.search(notes.TOLD.format(name=matter), subject.text):
        return "说明文字中写明没有这项收支"
    return None


NOT_UNDERSTOOD = frozenset(
    ("statement-assumed", "page-unread", "text-left-out", "amount-left-out", "amount-missed")
)


def _has_untold(subject: Subject) -> bool:
    """A table of which nobody knows what it is, or figures that stand in none, could be the one that is missing."""
    disclosure = subject.disclosure
    untitled = any(table.statement.is_kept and not table.title for table in disclosure.statements)
    return untitled or any(note.code in NOT_UNDERSTOOD for note in disclosure.notes)


def topics(subject: Subject, check: str) -> Iterator[Result]:
    """What the narrative has to explain."""
    sections = subject.disclosure.sections
    texts = [key(f"{section.heading}{section.text}") for section in sections]
    year = subject.disclosure.fiscal_year or 0
    has_tables = any(not table.statement.is_kept for table in subject.disclosure.statements)
    for topic in TOPICS:
        if year < topic.since or subject.disclosure.agency.kind not in topic.kinds:
            continue
        found = next((s for s, text in zip(sections, texts, strict=True) if topic.pattern.search(text)), None)
        if found:
            place = Place(subject.index, found.heading, found.page)
            yield words(check, subject.index, State.HOLDS, "有这一项说明", topic.name, found.heading, place)
        elif topic.in_tables and not has_tables:
            said = "文件中没有报表，可能另行公开"
            yield words(check, subject.index, State.COULD_NOT_BE_DONE, said, topic.name, "")
        elif len(sections) >= ENOUGH:
            said = f"说明中没有提到{topic.name}"
            yield words(
                check, subject.index, State.DIFFERS, said, topic.name, "", Place(subject.index, topic.name)
            )
        else:
            said = "文件中没有文字说明，可能另行公开"
            yield words(check, subject.index, State.COULD_NOT_BE_DONE, said, topic.name, "")


DEPTHS = (
    (Statement.GENERAL_PUBLIC_BUDGET, 7, "项"),
    (Statement.GOVERNMENT_FUNDS, 7, "项"),
    (Statement.BASIC_EXPENDITURE, 5, "款"),
)


def depth(subject: Subject, check: str) -> Iterator[Result]:
    """一般公共预算支出 down to 项, 基本支出 down to 款: no code with an amount ends above that."""
    for statement, length, name in DEPTHS:
        for sheet in subject.sheets_of(statement):
            tree = grow(sheet)
            if not sheet.figures:
                continue
            if not tree.roots:
                said = "表中没有印支出分类的科目编码"
                yield words(
                    check, subject.index, State.COULD_NOT_BE_DONE, said, statement.label, "", sheet.whole()
                )
                continue
            parents = {branch.parent for branch in tree.branches}
            pattern = terms.ECONOMIC_CODE if statement.codes is CodeKind.ECONOMIC else terms.FUNCTIONAL_CODE
            short = [
                row
                for row, line in enumerate(sheet.lines)
                if line.code
                and pattern.fullmatch(line.code)
                and len(line.code) < length
                and not terms.ENDS_AT_SECTION.fullmatch(line.code)
                and row not in parents
                and not _misprinted(sheet, row + 1, pattern)
                and any(f.yuan for (r, _), f in sheet.figures.items() if r == row)
            ]
            if not short:
                yield words(
                    check,
                    subject.index,
                    State.HOLDS,
                    f"各科目都列到{name}",
                    statement.label,
                    "",
                    sheet.whole(),
                )
            for row in short:
                line = sheet.lines[row]
                said = f"“{line.code} {line.name}”没有列到{name}"
                yield words(
                    check, subject.index, State.DIFFERS, said, f"科目 {line.code}", line.name, sheet.row(row)
                )


def _misprinted(sheet: Sheet, row: int, pattern: re.Pattern[str]) -> bool:
    """A code below that is no code of the classification: what it stands for is not known."""
    code = sheet.lines[row].code if row < len(sheet.lines) else None
    return code is not None and not pattern.fullmatch(code)


YEAR_IN_TITLE = re.compile(r"(20\d\d)年")
YEAR_OF_DISCLOSURE = re.compile(
    r"(20\d\d)年度?(?:部门|单位)?(?:综合)?(?:预算|决算)(?:信息)?(?:公开|编制)?(?:情况)?说明"
)


def years(subject: Subject, check: str) -> Iterator[Result]:
    """Titles of statements and of the narrative name the year of the disclosure."""
    year = subject.disclosure.fiscal_year
    if year is None:
        yield words(check, subject.index, State.COULD_NOT_BE_DONE, "没有找到公开的年度", "标题中的年度", "")
        return
    named = [
        (sheet.table.title, YEAR_IN_TITLE.search(key(sheet.table.title)), sheet.whole())
        for sheet in subject.sheets
    ]
    named += [
        (s.heading, YEAR_OF_DISCLOSURE.search(key(s.heading)), Place(subject.index, s.heading, s.page))
        for s in subject.disclosure.sections
    ]
    for title, match, place in named:
        if match is None:
            continue
        same = int(match[1]) == year
        said = "年度一致" if same else f"标题写 {match[1]} 年，公开的年度是 {year} 年"
        yield words(
            check, subject.index, State.HOLDS if same else State.DIFFERS, said, "标题中的年度", title, place
        )


def purchases(subject: Subject, check: str) -> Iterator[Result]:
    """A purchase names what is bought and its number in the catalogue, where the table has columns for them."""
    bought = [(i, item) for i, item in enumerate(subject.disclosure.procurement) if not item.is_total]
    columns = {name for _, item in bought for name in PURCHASE_WORDS if getattr(item, name)}
    if bought and not columns:
        said = "表中没有这些栏目"
        yield words(check, subject.index, State.COULD_NOT_BE_DONE, said, "采购项目", bought[0][1].project)
        return
    for i, item in bought:
        missing = [
            label for name, label in PURCHASE_WORDS.items() if name in columns and not getattr(item, name)
        ]
        place = Place(
            subject.index,
            f"政府采购预算表“{item.project}”",
            item.page,
            statement=Statement.PROCUREMENT,
            line=i,
        )
        state = _state(bool(missing), item.read_by)
        said = f"“{item.project}”没有填{'、'.join(missing)}" if missing else "填写完整"
        yield words(check, subject.index, state, said, "采购项目", item.project, place)


PURCHASE_WORDS = {"item": "采购物品名称", "catalogue_code": "政府采购目录序号"}


def purchase_total(subject: Subject, check: str) -> Iterator[Result]:
    """A table of purchases has a 合计."""
    items: Sequence[ProcurementItem] = subject.disclosure.procurement
    if not any(item.cells for item in items):
        return
    totals = [item for item in items if item.is_total and terms.GRAND_TOTAL.match(key(item.project))]
    place = Place(subject.index, "政府采购预算表", items[0].page, statement=Statement.PROCUREMENT)
    said = "有合计行" if totals else "政府采购预算表有采购项目，没有合计行"
    yield words(check, subject.index, _state(not totals, items[0].read_by), said, "合计", "", place)


def _state(differs: bool, read_by: ReadBy) -> State:
    """Something that is missing on an image may only not have been read."""
    if not differs:
        return State.HOLDS
    return State.COULD_NOT_BE_DONE if read_by is ReadBy.OCR else State.DIFFERS


INSTITUTION_WORDS = {"nature": "单位性质", "rank": "单位规格", "funding": "经费保障形式"}


def institutions(subject: Subject, check: str) -> Iterator[Result]:
    """机构设置: every body with its nature, rank and funding, where the table has these columns."""
    bodies = subject.disclosure.institutions
    columns = {name for body in bodies for name in INSTITUTION_WORDS if getattr(body, name)}
    if bodies and not columns:
        said = "表中没有这些栏目"
        yield words(check, subject.index, State.COULD_NOT_BE_DONE, said, "机构设置", bodies[0].name)
        return
    for body in bodies:
        missing = [
            label for name, label in INSTITUTION_WORDS.items() if name in columns and not getattr(body, name)
        ]
        place = Place(subject.index, f"机构设置情况“{body.name}”", body.page)
        said = f"“{body.name}”没有填{'、'.join(missing)}" if missing else "填写完整"
        state = State.DIFFERS if missing else State.HOLDS
        yield words(check, subject.index, state, said, "机构设置", body.name, place)


RULE = "财预〔2016〕143号《地方预决算公开操作规程》"
E = Group.COMPLETENESS

CHECKS: tuple[Check, ...] = (
    check_row(
        E, "statements-are-there", "要求公开的表是否都有", "The statements asked for are there",
        "收支总表、收入总表、支出总表、财政拨款收支总表、一般公共预算支出表、基本支出表、“三公”经费表、政府性基金表（2021 年起另有国有资本经营预算表）",
        "看文件里有没有这些表；空表也算有。报表可能另在一个文件里公开，这时无法核对。", RULE, statements,
    ),
    check_row(
        E, "topics-are-there", "要求说明的事项是否都有", "The narrative speaks of what it has to",
        "职责、机构设置、机关运行经费、“三公”经费、政府采购、名词解释（2019 年起另有国有资产、预算绩效）",
        "在说明的标题和文字里找这些事项。说明可能另在一个文件里公开，这时无法核对。", RULE, topics,
    ),
    check_row(
        E, "codes-go-to-the-last-level", "科目是否列到规定的级次", "Codes go down to item level",
        "一般公共预算支出、政府性基金支出列到项（七位）；基本支出列到款（五位）",
        "看每个有数的科目下面是否列到规定的级次。涉密内容可以不列。", "《预算法》第四十六条；" + RULE, depth,
    ),
    check_row(
        E, "years-agree", "标题中的年度是否一致", "Titles name the year of the disclosure",
        "表的标题、说明标题中的年度 = 公开的年度", "标题中的年度可能沿用了上年文件。", RULE, years,
    ),
    check_row(
        E, "labels-agree", "表上印的机构是否一致", "Tables name the agency they stand under",
        "每张表印的部门（单位） = 公开的部门（单位）", "一份文件公开几个单位时，表上的名称可能沿用了另一单位。", RULE, notes.labels,
    ),
    check_row(
        E, "contents-are-headings", "目录与正文的标题一致", "Entries of the contents are the headings of the body",
        "目录中的标题 = 正文中同一编号的标题", "只比较编号相同、文字大部分相同的标题；目录简写的不算。", "文字本身", notes.contents,
    ),
    check_row(
        E, "purchases-are-filled-in", "采购项目是否填写完整", "Purchases name what is bought",
        "每个采购项目有采购物品名称和目录序号", "只看表上有的栏目；其他行填了、这一行没有填才算。", RULE, purchases,
    ),
    check_row(
        E, "purchases-have-a-total", "政府采购预算表是否有合计", "The procurement table has a total",
        "有采购项目的表有合计行", "没有合计行时，说明中的采购预算总额无法与表核对。", RULE, purchase_total,
    ),
    check_row(
        E, "institutions-are-filled-in", "机构设置情况是否填写完整", "Institutions are filled in",
        "每个机构有单位性质、规格、经费保障形式", "只看表上有的栏目；其他行填了、这一行没有填才算。", RULE, institutions,
    ),
)  # fmt: skip
