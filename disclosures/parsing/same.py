"""When two printed names are one name, and when two rows or two columns are the same: the only place that says so.

In another document (another year, another body) a row or column is the same by what it means: `row_key`, `column_key`.
In another copy of one document (a corrected file, a new reading) it is the same by what it prints: `printed_row`,
`printed_column`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

from disclosures.vocabulary import Measure

from .normalise import key

NUMBERING = re.compile(
    r"^(?:(?:[一二三四五六七八九十]+[、.．]|[（(]?[一二三四五六七八九十\d]{1,3}[）)]|\d+(?:、|[.．](?!\d))|其中[:：])\s*)+"
)
"""What stands before the name of a row: 一、 （二） 3. 其中："""
_MARKS = re.compile(r"[()\[\]“”‘’\"'、·,:—–-]")
ASIDE = re.compile(r"[（(][^（）()]*[）)]")
_CLOSING = re.compile(r"(?<=.)(?:支出|费)+$")
"""收支总表 and narratives leave it out."""

SHORTEST_CUT = 8
"""Signs that fill a cell; shorter names begin others of their own: 医疗卫生, 医疗卫生与计划生育支出."""


class Line(Protocol):
    """A row of a statement, of the parser or of the database."""

    @property
    def side(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def category_code(self) -> str | None: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def name(self) -> str: ...


class Column(Protocol):
    """A column of a statement, of the parser or of the database."""

    @property
    def heading(self) -> Sequence[str]: ...
    @property
    def measure(self) -> str | None: ...
    @property
    def basis(self) -> str | None: ...


# --- names ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def bare(name: str) -> str:
    """A name for comparison: without numbering, marks, 的, and a closing 支出, 费 or 费用. Never empty for a printed name."""
    plain = key(name)
    words = _MARKS.sub("", NUMBERING.sub("", plain)).replace("的", "").replace("费用", "费")
    return _CLOSING.sub("", words) or plain


def same_name(one: str, other: str) -> bool:
    """Do two printed names of a code, a row, a purchase or an asset say the same?"""
    return bare(one) == bare(other)


def is_cut(printed: str, whole: str) -> bool:
    """Is a printed name the beginning of another one, which the edge of its cell cut off?"""
    short, long = key(printed), key(whole)
    return SHORTEST_CUT <= len(short) < len(long) and long.startswith(short)


def bare_without_aside(name: str) -> str:
    """Of a purchase or an asset also without units and limits in brackets: 台式计算机（20万元以下） → 台式计算机."""
    return bare(ASIDE.sub("", NUMBERING.sub("", name.strip())))


# --- rows and columns of other documents ------------------------------------------------------------------------------

RowKey = tuple[str, str]
ColumnKey = tuple[str, str]


def meaning(line: Line) -> str:
    """The code, the category that the name stands for, or the kind of row; "" where only the name says what it is."""
    return line.code or line.category_code or line.kind or ""


def row_key(line: Line) -> RowKey:
    """Side and meaning of a row, else its bare name."""
    return line.side or "", meaning(line) or bare(line.name)


def column_key(column: Column) -> ColumnKey:
    """Basis and measure of a column; of one whose measure is not known, its headings."""
    known = column.measure if column.measure != Measure.UNKNOWN else ""
    return column.basis or "", known or printed_column(column.heading)


# --- rows and columns of other copies of one document -------------------------------------------------------------------


def printed_row(side: str | None, code: str | None, name: str) -> RowKey:
    """Code and bare name: rows of one code under several units or projects are told apart by their names."""
    return side or "", (code or "") + bare(name)


def printed_column(heading: Sequence[str]) -> str:
    """The path of headings: columns of one measure are told apart by their words."""
    return key("/".join(heading))


Key = TypeVar("Key", bound=Hashable)


def counted(keys: Iterable[Key]) -> Iterator[tuple[Key, int]]:
    """Each key with its number among equal ones: what comes again in one table is another row."""
    times: Counter[Key] = Counter()
    for one in keys:
        times[one] += 1
        yield one, times[one]
