"""Of which year a disclosure is, from titles, headings and what its columns say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from disclosures.parsing.document import Document, Grid
from disclosures.parsing.heads import (
    EMPTY_OF_YEAR,
    LEADERS,
    STAGES,
    YEAR_ALONE,
    YEAR_HEADING,
    YEAR_WORDS,
    YEARS,
    Said,
    plain,
    years_in,
)
from disclosures.parsing.records import Note
from disclosures.vocabulary import Stage

from .anatomy import Table
from .segments import SHORT, Segment, ShortLine, beside_scale, titles_in_prose


def year_of(
    part: Segment,
    document: Document,
    own: Sequence[ShortLine],
    cover: Sequence[str],
    said: Said | None,
    said_in_lines: Sequence[Said],
    statements: Sequence[Table],
) -> int | None:
    """The year of the best place that prints one; a note where a year is printed that cannot be one."""
    lines = [line for line in own if not LEADERS.search(line.text)]
    in_order = _years(part, document, lines, cover, said, said_in_lines, statements)
    found = next((year for years in in_order if (year := _most_frequent(years)) is not None), None)
    texts = (*cover, *(line.text for line in lines))
    odd = (year for text in texts for year in YEAR_WORDS.findall(text) if int(year) not in YEARS)
    if found is None and (year_word := next(odd, None)):
        part.notes.append(Note("year-doubtful", f"印出的年度“{year_word}年”不可信，没有采用"))
    over_tables = _most_frequent(table.context.year for table in statements)
    if found and over_tables and found != over_tables:
        part.notes.append(
            Note("year-differs", f"封面印的是{found}年度，表格上印的多是{over_tables}年度，按封面归入")
        )
    return found


def _years(
    part: Segment,
    document: Document,
    lines: Sequence[ShortLine],
    cover: Sequence[str],
    said: Said | None,
    said_in_lines: Sequence[Said],
    statements: Sequence[Table],
) -> Iterator[Iterable[int | None]]:
    """The years that each place says, the best place first: the cover; labels and titles; notes under empty tables;
    headings of columns, which also name years that are compared."""
    headings = {plain(part) for table in statements for column in table.columns for part in column.path}
    texts = [line.text for line in lines if plain(line.text) not in headings]
    yield [said.year] if said else []
    yield _first_year("".join(cover))
    yield _alone(cover)
    yield [table.context.year for table in statements]
    yield [year for table in statements for year in _first_year(plain(table.title))]
    yield [found.year for found in said_in_lines]
    yield [year for text in texts for year in _first_year(text)]
    yield _alone(texts)
    yield [found.year for found in beside_scale(lines)]
    yield [found.year for found in titles_in_prose(part, document)]
    yield [int(year) for text in _notes(part, document) for year in EMPTY_OF_YEAR.findall(plain(text))]
    yield _of_columns(part.stage, statements)
    yield [year for text in (*document.furniture, document.title) for year in _first_year(plain(text))]


def _first_year(text: str) -> list[int]:
    return list(islice(years_in(text), 1))


def _most_frequent(years: Iterable[int | None]) -> int | None:
    found = Counter(year for year in years if year is not None and year in YEARS).most_common(1)
    return found[0][0] if found else None


def _alone(lines: Iterable[str]) -> list[int]:
    return [int(match["year"] or match["last"]) for text in lines if (match := YEAR_ALONE.search(text))]


def _notes(part: Segment, document: Document) -> list[str]:
    """The notes under the tables: in the last row of a grid, or below it."""
    texts = [t.empty_note for t in part.tables if t.empty_note]
    for block in document.blocks[part.first : part.last]:
        if isinstance(block, Grid):
            texts += [cell.text for row in block.rows[-1:] for cell in row[:2] if cell is not None]
        elif len(block.text) <= 2 * SHORT:
            texts.append(block.text)
    return texts


def _of_columns(stage: Stage, statements: Sequence[Table]) -> list[int]:
    """The latest year of each statement that a column is headed with, as 2024年预算数 is."""
    years = []
    for table in statements:
        headed = [
            int(match[1])
            for column in table.columns
            for part in column.path
            if (match := YEAR_HEADING.match(plain(part))) and STAGES[match[2]] is stage
        ]
        years += [max(headed)] if headed else []
    return years
