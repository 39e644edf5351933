"""What bodies are ranked, added up and followed over years by: one specification a kind, which every page reads."""

from __future__ import annotations

from dataclasses import dataclass

from .headline import HeadlineItem
from .statements import Statement
from .terms import CodeKind, Term


class SubjectKind(Term):
    """A code of a classification, or an item of “三公”经费. The code "" is the whole that the others are parts of."""

    FUNCTIONAL = CodeKind.FUNCTIONAL.value, CodeKind.FUNCTIONAL.label
    ECONOMIC = CodeKind.ECONOMIC.value, CodeKind.ECONOMIC.label
    THREE_PUBLIC = "three_public", "“三公”经费"

    @property
    def specification(self) -> SubjectSpecification:
        return SUBJECTS[self]

    @property
    def is_code(self) -> bool:
        return not self.specification.items

    def item(self, code: str) -> HeadlineItem:
        """The headline item of a code, where the codes are items."""
        return HeadlineItem(code) if code else self.specification.items[0]


@dataclass(frozen=True, slots=True)
class SubjectSpecification:
    statement: Statement
    """Nothing narrower or wider stands in for it."""
    whole_word: str
    """What shares are shares of."""
    basis: str
    """Where the amounts come from, in the words of the pages."""
    items: tuple[HeadlineItem, ...] = ()
    """Its codes, where they are items and no codes of a classification; the first is the whole."""

    @property
    def codes(self) -> tuple[str, ...]:
        return ("", *(item.value for item in self.items[1:]))


_THREE_PUBLIC = HeadlineItem.THREE_PUBLIC_TOTAL

SUBJECTS: dict[SubjectKind, SubjectSpecification] = {
    SubjectKind.FUNCTIONAL: SubjectSpecification(
        Statement.EXPENDITURE,
        "支出总计",
        "取支出总表的合计，含全部资金；没有支出总表的公开不在内，不用其他表代替",
    ),
    SubjectKind.ECONOMIC: SubjectSpecification(
        Statement.BASIC_EXPENDITURE,
        "基本支出",
        "取一般公共预算财政拨款基本支出表的合计；没有印合计一行的不算占比",
    ),
    SubjectKind.THREE_PUBLIC: SubjectSpecification(
        Statement.THREE_PUBLIC,
        "“三公”经费",
        "取财政拨款“三公”经费支出表，只含财政拨款；没有这张表的取说明文字所写，不用基本支出表的科目代替",
        (
            _THREE_PUBLIC,
            *(item for part in _THREE_PUBLIC.parts for item in (part, *part.parts)),
        ),
    ),
}
