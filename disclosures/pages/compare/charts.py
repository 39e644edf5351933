"""The charts of a comparison: of the columns that may stand side by side, and what is said of the others."""

from __future__ import annotations

from disclosures.presenting.charts import grouped_bars, stacked_shares
from disclosures.presenting.named_charts import Chart, named_charts
from disclosures.reading.pivot import PivotRow
from disclosures.vocabulary import Unit

from .column_names import column_names
from .facts import Comparison
from .sections import CompareSection

CHARTED_ROWS = 8


def comparison_charts(found: Comparison, unit: Unit) -> dict[str, Chart]:
    """Of the columns that may stand side by side; none where that is one alone."""
    charted = _charted(found)
    if len(charted) < 2:
        return {}
    names = [column.label for column in found.columns]
    rows = _categories(found)
    largest = sorted(
        rows, key=lambda row: max((row.values[i].fen or 0 for i in charted), default=0), reverse=True
    )
    bars = grouped_bars(
        "各类支出",
        [names[i] for i in charted],
        [(f"{row.code} {row.name}", [row.values[i] for i in charted]) for row in largest[:CHARTED_ROWS]],
        unit,
    )
    shares = stacked_shares(
        "各类占比",
        [(row.code, f"{row.code} {row.name}") for row in rows],
        [
            (names[i], fen, [row.values[i].fen for row in rows])
            for i in charted
            if (fen := found.totals[i].fen)
        ],
        unit,
    )
    return named_charts(
        bars=("各类支出", bars, ""),
        shares=("各类占比", shares, f"占该列合计，%；右为合计，{unit.label}"),
    )


def _categories(found: Comparison) -> list[PivotRow]:
    return [row for row in found.functional if row.level == 1 and row.code]


def _charted(found: Comparison) -> list[int]:
    """Columns that may be drawn and that have a category to draw."""
    may = found.judgement.charted(CompareSection.FUNCTIONAL)
    return [i for i in may if any(row.values[i].fen is not None for row in _categories(found))]


def left_out(found: Comparison) -> str:
    """Why columns are not in the charts."""
    names = column_names(found.columns)
    charted, may = _charted(found), found.judgement.charted(CompareSection.FUNCTIONAL)
    struck = "、".join(name for i, name in enumerate(names) if i not in may)
    without = "、".join(name for i, name in enumerate(names) if i in may and i not in charted)
    words = [
        f"图中没有 {struck}，原因见“不宜比较”" if struck else "",
        f"{without} 没有按科目的数，不在图中" if without else "",
    ]
    return "。".join(filter(None, words)) + ("。" if struck or without else "")
