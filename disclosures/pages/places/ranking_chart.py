"""What pages with a ranking have in common."""

from __future__ import annotations

from disclosures.presenting.charts import DotPlot, dot_plot
from disclosures.vocabulary import Unit

from .ranking import Ranking

MOST_DOTS = 15


def ranking_chart(title: str, ranking: Ranking | None, unit: Unit) -> DotPlot | None:
    """The first of a ranking's page, with the medians of departments and of units."""
    if ranking is None:
        return None
    shown = ranking.rows[:MOST_DOTS]
    note = ["空心为本站相加"] if any(row.value.is_derived for row in shown) else []
    if len(shown) < ranking.count:
        first, last = shown[0].rank, shown[-1].rank
        note.append(f"第 {first}—{last} 名，共 {ranking.count} 个")
    return dot_plot(
        title,
        [(row.agency.name, row.scope.label, row.value) for row in shown],
        unit,
        [(peers.scope.label, peers.median_fen) for peers in ranking.peers],
        "；".join(note),
    )
