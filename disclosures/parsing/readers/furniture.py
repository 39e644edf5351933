"""What every page carries beside its text: page numbers, running heads and running feet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosures.parsing.readers.lines import TextLine
from disclosures.parsing.readers.unruled.regions import TITLE

MARGIN_BAND = 0.1
"""Of the page height: running heads, running feet and page numbers stand in the outer tenth."""
RUN = 3
"""So many pages, one after the other, carry a line that runs."""
FACING = 2
"""Pages. Left and right pages may carry lines of their own."""
SHORTEST = 4
"""Characters, without figures: the number of a form (公开02表) has fewer than what names a body."""
STEP = 4
"""Points. Lines whose heights differ by less stand equally high."""
PAGE_NUMBER = re.compile(r"^[\s\-—–·.]*(第?\s*\d{1,4}\s*页?)([\s/,，共]*\d{1,4}\s*页?)?[\s\-—–·.]*$")
TABLE_CONTEXT = re.compile(r"单位(?:名称)?[:：]|年度[:：]|(?:[百千万亿]元|[（(]元)[)）]?$")
"""Without spaces: the line of agency, year and scale over a table repeats on every page and is no running head."""


@dataclass(frozen=True, slots=True)
class _Margin:
    """A line in the outer margin of a page: `look` is the line without the page number it may carry, and its height
    from the nearer edge, as the sheets of one document may stand upright and lie."""

    page: int
    line: TextLine
    look: tuple[str, int]


def without_furniture(
    pages: Sequence[tuple[float, list[TextLine]]],
) -> tuple[list[list[TextLine]], tuple[str, ...]]:
    """The lines of each page (given with its height) without page numbers and lines that run, and what runs through most
    of the pages, each once.

    Where the heads change within the file, as they do where several bodies share it, each stays where it first stands:
    there it says whose pages follow.
    """
    margins = [found for number, page in enumerate(pages) for found in _margins(number, *page)]
    standing: dict[tuple[str, int], list[_Margin]] = {}
    for found in margins:
        standing.setdefault(found.look, []).append(found)
    through = [same for same in standing.values() if len(same) >= RUN and len(same) > len(pages) / 2]
    dropped = {id(found.line) for found in margins if PAGE_NUMBER.match(found.line.text)}
    dropped |= {id(found.line) for same in through for found in same}
    dropped |= {id(found.line) for same in standing.values() for run in _runs(same) for found in run[1:]}
    heads = sorted((found for same in through for found in same), key=lambda found: found.page)
    kept = [[line for line in lines if id(line) not in dropped] for _, lines in pages]
    texts = (found.line.text for found in heads)
    return kept, tuple(dict.fromkeys(text for text in texts if not PAGE_NUMBER.match(text)))


def _margins(page: int, height: float, lines: Sequence[TextLine]) -> Iterator[_Margin]:
    for line in lines:
        top, bottom = line.box[1], line.box[3]
        in_margin = bottom < MARGIN_BAND * height or top > (1 - MARGIN_BAND) * height
        if in_margin and not TABLE_CONTEXT.search("".join(line.text.split())):
            from_edge = top if top < height / 2 else top - height
            yield _Margin(page, line, (re.sub(r"\d+", "#", line.text), round(from_edge / STEP)))


def _runs(same: Sequence[_Margin]) -> Iterator[Sequence[_Margin]]:
    """Where a line stands on several pages, one after the other. The title of a table that goes on is none that runs, nor
    is the number of its form."""
    words = "".join(same[0].line.text.split())
    if TITLE.match(words) or len(re.sub(r"\d", "", words)) < SHORTEST:
        return
    run = [same[0]]
    for found in same[1:]:
        if found.page - run[-1].page > FACING:
            if len(run) >= RUN:
                yield run
            run = []
        run.append(found)
    if len(run) >= RUN:
        yield run
