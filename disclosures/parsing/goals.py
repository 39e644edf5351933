"""Lists of projects that print the goal of each beside its money, and no indicators → PerformanceTarget records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from disclosures.parsing.layouts import details as words
from disclosures.parsing.normalise import key, role_of
from disclosures.parsing.records import PerformanceTarget, StatementTable
from disclosures.vocabulary import CellState

from .performance_rows import LEVELS, is_header, split_objectives


def goals_in_lists(statements: Iterable[StatementTable]) -> list[PerformanceTarget]:
    """The targets in the kept tables, each project once though a second list picks it out."""
    found: dict[tuple[object, ...], PerformanceTarget] = {}
    for table in statements:
        if table.statement.is_kept:
            for target in _in_list(table):
                found.setdefault((key(target.title), target.funds_yuan, target.objectives), target)
    return list(found.values())


def _in_list(table: StatementTable) -> Iterator[PerformanceTarget]:
    leaves = [column.heading[-1] if column.heading else "" for column in table.columns]
    roles = [role_of(leaf, words.PERFORMANCE_COLUMNS) for leaf in leaves]
    if "objective" not in roles or is_header(leaves) or not set(LEVELS).isdisjoint(roles):
        return
    place = roles.index("objective")
    for line in table.lines:
        said = next((cell.printed for cell in line.cells if cell.column == place), "")
        if not line.name or not said:
            continue
        yield PerformanceTarget(
            number=None,
            title=line.name,
            code=None,
            funds_yuan=next((c.yuan for c in line.cells if c.state is CellState.AMOUNT), None),
            objectives=tuple(split_objectives(said)),
            payment_schedule=(),
            indicators=(),
            scope="project",
            page=line.page,
        )
