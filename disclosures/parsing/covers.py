"""Covers that are set as tables: a worksheet, or a table without rules, of a title and of labels beside what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from disclosures.parsing.document import Block, Grid, Paragraph
from disclosures.parsing.normalise import key, number, tidy

from .anatomy import texts_of

MOST_ROWS = 15
"""A cover has no more lines."""
MOST_IN_ROW = 4
"""Two labels, each with what it says; a row of more texts is one of headings."""
BODY_LABEL = (
    r"(?:编制|填报|填制|报送|编报|预算|公开|主管|财务)?(?:部门|单位)(?:预算)?(?:名称|代码|编码|负责人)?"
)
LABEL = re.compile(
    rf"^(?:{BODY_LABEL}|(?:编制|填报|报送|公开|编报)?(?:日期|时间)|(?:预算|决算)?年度|(?:财务)?负责人|(?:经办|制表|填表|联系)人|(?:联系)?电话)"
    r"(?:[(][^()]{1,6}[)])?:?$"
)
"""What stands before the name of the body, its code, the date, those who answer for it."""
STAGE = re.compile(r"预算|决算")


def with_covers_as_text(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, the grids that are covers as a paragraph a line."""
    found: list[Block] = []
    for block in blocks:
        lines = list(_lines(block)) if isinstance(block, Grid) and _is_cover(block) else []
        found += [Paragraph(line, block.page) for line in lines] or [block]
    return tuple(found)


def _is_cover(grid: Grid) -> bool:
    """Says every row one thing, or prints labels beside what they say, and speaks one of a budget or are there several
    labels? A table has headings, or amounts."""
    rows = [texts for row in grid.rows if (texts := texts_of(row))]
    texts = [text for row in rows for text in row]
    if len(rows) > MOST_ROWS or any("." in text and number(text) is not None for text in texts):
        return False
    labelled = sum(_is_label(row[0]) for row in rows)
    speaks = labelled > 1 or any(STAGE.search(key(text)) for text in texts)
    headed = len(rows) == 1 and len(rows[0]) > 1  # an empty table, of which the headings alone are printed
    lines = all(len(row) == 1 or (_is_label(row[0]) and len(row) <= MOST_IN_ROW) for row in rows)
    return speaks and lines and not headed


def _is_label(text: str) -> bool:
    return LABEL.match(key(text)) is not None


def _lines(grid: Grid) -> Iterator[str]:
    """The lines of a cover, each label with what it says."""
    for row in grid.rows:
        label = ""
        for text in (line for cell in row if cell for line in cell.text.splitlines() if line.strip()):
            if label or not _is_label(text):
                yield label + text.strip()
                label = ""
            else:
                label = tidy(text).rstrip(":：") + "："
        if label:
            yield label
