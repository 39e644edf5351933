"""One place of a compared row: a number with its source, or the word for why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.vocabulary import Term


class Absence(Term):
    """Why there is no number. Different facts; a printed 0.00 is none of them, it is a number."""

    BLANK = "blank", "空白"
    DASH = "dash", "—"
    NO_ROW = "no_row", "无此行"
    NO_COLUMN = "no_column", "无此栏"
    EMPTY_TABLE = "empty_table", "空表"
    NO_TABLE = "no_table", "未公开"
    NOT_COLLECTED = "not_collected", "未收录"
    NOT_MENTIONED = "not_mentioned", "未提及"
    NOT_APPLICABLE = "not_applicable", "不适用"
    UNREADABLE = "unreadable", "未读出"
    NO_NUMBER = "no_number", "没有数"

    @property
    def explanation(self) -> str:
        return EXPLANATIONS[self]


EXPLANATIONS: dict[str, str] = {
    Absence.BLANK: "印有此行，格内无字",
    Absence.DASH: "格内印的是横线",
    Absence.NO_ROW: "表中没有印出这一行",
    Absence.NO_COLUMN: "表中没有这一栏",
    Absence.EMPTY_TABLE: "表已印出，注明无此项",
    Absence.NO_TABLE: "文件中没有这张表",
    Absence.NOT_COLLECTED: "本站没有收录这份文件",
    Absence.NOT_MENTIONED: "说明文字没有写",
    Absence.NOT_APPLICABLE: "此处没有金额可言",
    Absence.UNREADABLE: "格内有字，未能辨认",
    Absence.NO_NUMBER: "没有印出数字：格内无字，或没有这一行、这一栏",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A number in 分 (`fen`), or `absence`; never both.

    `amount_id` names the printed cell, `headline_id` the sentence it comes from. `parts` is 0 for a published figure and
    the number of added figures for a sum that this site made. `is_implied`: nobody published it, it is a figure less the
    change that its document declares. `remark` is what a reader should know besides.
    """

    fen: int | None = None
    absence: Absence | None = None
    amount_id: int | None = None
    headline_id: int | None = None
    printed: str = ""
    parts: int = 0
    remark: str = ""
    is_implied: bool = False
    differs: bool = False
    """The printed cell, or one of those added up, is a side of an open difference."""
    is_corrected: bool = False
    """A person put the cell right; `printed` is what was read before."""

    @property
    def is_derived(self) -> bool:
        return self.parts > 0 or self.is_implied


def absent(absence: Absence, remark: str = "") -> Value:
    return Value(absence=absence, remark=remark or absence.explanation)


def added(values: Sequence[Value]) -> Value:
    """The sum of published figures, marked as made by this site. Absent ones are left out and said so."""
    numbers = [value for value in values if value.fen is not None]
    missing = [value for value in values if value.absence is not None]
    if not numbers:
        return missing[0] if missing else absent(Absence.NOT_COLLECTED)
    remark = f"本站相加：{len(numbers)} 个单位之和"
    if missing:
        remark += "；另 " + "、".join(
            f"{count} 个单位{word}" for word, count in _counted([value.absence for value in missing])
        )
    return Value(
        fen=sum(value.fen or 0 for value in numbers),
        parts=len(numbers),
        remark=remark,
        differs=any(value.differs for value in numbers),
    )


def difference(value: Value, base: Value) -> int | None:
    """`value` less `base` in 分; None where either side has no number: an empty cell is not a zero."""
    return None if value.fen is None or base.fen is None else value.fen - base.fen


def _counted(absences: Sequence[Absence | None]) -> list[tuple[str, int]]:
    words = [absence.label for absence in absences if absence is not None]
    return [(word, words.count(word)) for word in dict.fromkeys(words)]
