"""What a column is called: as short as keeps the columns of a page apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from disclosures.reading.columns import Column

Naming = Callable[[Column], str]

NAMINGS: tuple[Naming, ...] = (
    lambda c: c.title,
    lambda c: f"{c.title} {c.stage.label}",
    lambda c: f"{c.title}（{c.scope_word}）",
    lambda c: f"{c.title} {c.stage.label}（{c.scope_word}）",
)


def column_names(columns: Sequence[Column]) -> tuple[str, ...]:
    """衡水市工业和信息化局 2022, with stage or scope where two would be called the same."""
    names: tuple[str, ...] = ()
    for way in NAMINGS:
        names = tuple(way(column) for column in columns)
        if len(set(names)) == len(names):
            break
    return names


def comparison_title(columns: Sequence[Column], most: int) -> list[str]:
    """The parts of a title, between which it may break: every column by its body, year, scope and stage; of more than
    `most` columns the first."""
    if len(columns) > most:
        return [f"{columns[0].label}等 {len(columns)} 列的支出比较"]
    return [f"{column.label}、" for column in columns[:-1]] + [f"{columns[-1].label}的支出比较"]
