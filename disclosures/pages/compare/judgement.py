"""The comparability card: what each column stands on, what the columns share, and what was struck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from disclosures.presenting.amounts import amount_text

from .sections import CompareSection, Mode
from .situation import BASIS_WORDS, Rows, RuleHit, Situation, WayOut


@dataclass(frozen=True, slots=True)
class Strike:
    """A rule that applies: what is struck, where, why, and what may be compared instead."""

    name: str
    what: str
    reason: str
    rows: Rows
    modes: frozenset[Mode]
    hit: RuleHit
    ways_out: tuple[WayOut, ...]

    def covers(self, section: CompareSection, key: str) -> bool:
        return (section, "") in self.rows or (section, key) in self.rows

    def hits(self, mode: Mode, column: int, base: int) -> bool:
        if mode.is_against_base:
            return frozenset((column, base)) in self.hit.pairs
        return mode in self.modes and column in self.hit.columns


@dataclass(frozen=True, slots=True)
class CardCell:
    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """The comparability card, and the answer to whether a place may be shown."""

    rows: tuple[tuple[str, tuple[CardCell, ...]], ...]
    common: tuple[str, ...]
    struck: tuple[Strike, ...]
    width: int

    @property
    def differing(self) -> list[tuple[str, tuple[CardCell, ...]]]:
        return [(name, cells) for name, cells in self.rows if any(cell.differs for cell in cells)]

    @property
    def shared(self) -> list[tuple[str, str]]:
        """What is the same of every column."""
        return [(name, cells[0].text) for name, cells in self.rows if not any(cell.differs for cell in cells)]

    def of_row(self, section: CompareSection, key: str) -> list[Strike]:
        return [strike for strike in self.struck if strike.covers(section, key)]

    def charted(self, section: CompareSection) -> list[int]:
        """Columns that charts of a section may show."""
        out = {
            i
            for strike in self.struck
            if strike.covers(section, "")
            for i in strike.hit.uncharted
            | (strike.hit.columns if Mode.AMOUNT in strike.modes else RuleHit().columns)
        }
        return [i for i in range(self.width) if i not in out]


def card_rows(s: Situation) -> tuple[tuple[str, tuple[CardCell, ...]], ...]:
    rows = [
        ("范围", [footing.scope for footing in s.footings]),
        ("年度", [str(column.year) for column in s.columns]),
        ("阶段", [column.stage.label for column in s.columns]),
        ("资金", ["、".join(footing.funds) or "未写明" for footing in s.footings]),
        ("形式", [footing.form for footing in s.footings]),
        ("单位", [footing.scale for footing in s.footings]),
        ("科目", [f"{column.year} 年版" for column in s.columns]),
        ("缺少的表", [footing.missing or "没有" for footing in s.footings]),
    ]
    return tuple((name, _marked(texts)) for name, texts in rows)


def _marked(texts: Sequence[str]) -> tuple[CardCell, ...]:
    """What most columns share is plain; the others are marked. Where there is no majority, the first is the measure."""
    counts = Counter(texts)
    usual = max(counts, key=lambda text: (counts[text], -texts.index(text)))
    return tuple(CardCell(text, text != usual) for text in texts)


def common_words(s: Situation) -> Iterable[str]:
    """The common basis, and what a reader must keep in mind though nothing is struck for it."""
    everyone = frozenset(range(len(s.columns)))
    having = s.bases[s.basis]
    word = BASIS_WORDS[s.basis]
    if having == everyone:
        yield f"逐项比较取自{word}，各列都印有此表。"
    elif having:
        yield f"逐项比较取自{word}；{s.named(everyone - having)} 没有此表，只能比较主要数字。"
    else:
        yield "各列都没有支出表，只能比较主要数字。"
    years = sorted({column.year for column in s.columns})
    if len(years) > 1:
        yield f"年度跨 {years[0]} 至 {years[-1]} 年，物价与政策未作调整。"
        renamed = sum("另印作" in row.remark for row in s.blocks[CompareSection.FUNCTIONAL].rows)
        if renamed:
            yield f"科目按各年版本；{renamed} 个科目各列所印名称不同，按编码并为一行。"
    for i, column in enumerate(s.columns):
        if column.is_derived:
            yield f"{s.names[i]} 是 {len(column.disclosures)} 个已收录单位之和，由本站相加；部门公开未收录。"
    carried = [
        f"{s.names[i]} 含上年结转 {amount_text(footing.carryover_fen)} 万元"
        for i, footing in enumerate(s.footings)
        if footing.carryover_fen > 0
    ]
    if carried:
        yield "；".join(carried) + "。"
    if len({footing.scale for footing in s.footings}) > 1:
        yield "各列所印单位或小数位数不同，已换算为同一单位；差额可能含舍入。"
    if s.is_mixed and len({column.stage for column in s.columns}) > 1:
        yield "已按要求并列预算与决算：一边是年初的计划，一边是年末的结果。"
