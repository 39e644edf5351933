"""A page of a document as a picture with places marked on it. All lengths are PDF points from the top left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.urls import reverse

from disclosures.models import Amount, Document
from disclosures.models.box import Box
from disclosures.parsing.sandbox.messages import PageText
from disclosures.reading import pictures
from disclosures.reading.findings import FindingSpot, SideInFull

from .page_words import PageWords, words_of

_ROW = re.compile("[^，。；]*?表“(.+)”[^“”，。；]*")
"""The words of a place that is a row, and no sentence: 支出总表“215/资源勘探工业信息等支出”合计."""

CLOSE_UP = (170.0, 70.0)
"""How much of the page left and above of the cell the close-up shows: a name's width, a heading's height."""

NEAR = 260.0
"""A heading stands no further from its column than this, sideways: a group heading over many columns."""

LARGEST_CLOSE_UP = 0.6
"""Of the page's width: a close-up of more than that is no closer than the page itself."""

AROUND_WORDS = 1.5
"""Between words and the line around them."""

SMALLEST_CLOSE_UP = (220.0, 90.0)
"""Width and height: a cell alone, without what is around it, says nothing."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle: `kind` is "cell" for what the page is about, "head" for a heading, "band" for a row or column."""

    kind: str
    box: Box

    @property
    def x(self) -> str:
        return f"{self.box[0]:.1f}"

    @property
    def y(self) -> str:
        return f"{self.box[1]:.1f}"

    @property
    def width(self) -> str:
        return f"{self.box[2] - self.box[0]:.1f}"

    @property
    def height(self) -> str:
        return f"{self.box[3] - self.box[1]:.1f}"


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """`close` is the viewBox of the close-up, empty where nothing is marked."""

    document: Document
    page: int
    width: str
    height: str
    marks: tuple[Mark, ...] = ()
    close: str = ""
    description: str = ""
    is_drawn: bool = True
    """Or the page is one that cannot be drawn: the reader is told so."""
    picture: str = "disclosures:page-image"
    """The name of the address of the picture: another for the staff, who see what is not published."""

    @property
    def href(self) -> str:
        return reverse(self.picture, args=[self.document.pk, self.page])

    @property
    def id(self) -> str:
        return f"{self.document.pk}-{self.page}"

    @property
    def has_heads(self) -> bool:
        return any(mark.kind == "head" for mark in self.marks)


@dataclass(frozen=True)
class _Page:
    """A page of a PDF; `text` is None where it cannot be drawn."""

    document: Document
    number: int
    text: PageText | None

    @property
    def size(self) -> tuple[float, float]:
        return (self.text.width, self.text.height) if self.text else (0, 0)

    @cached_property
    def words(self) -> PageWords:
        return words_of(self.text) if self.text else PageWords(())

    def plain(self) -> MarkedPage:
        width, height = self.size
        return MarkedPage(
            self.document, self.number, f"{width:.1f}", f"{height:.1f}", is_drawn=self.text is not None
        )

    def marked(self, marks: Sequence[Mark], description: str, about: Box | None = None) -> MarkedPage:
        """With a close-up of the marks, or of `about` with what stands left and above of it."""
        if not marks or self.text is None:
            return self.plain()
        close = _close_up(self.size, about, marks)
        return replace(self.plain(), marks=tuple(marks), close=close, description=description)


def _page(document: Document, number: int | None) -> _Page | None:
    """None where a document has no pages to draw. Raises PictureLater."""
    if number is None or not pictures.has_pictures(document):
        return None
    try:
        return _Page(document, number, pictures.page_text(document, number))
    except pictures.NoPicture:
        return _Page(document, number, None)


def cell_page(document: Document, cell: Amount, description: str) -> MarkedPage | None:
    """The page of a cell with the cell boxed, and its row and column headings marked."""
    page = _page(document, cell.page)
    if page is None:
        return None
    if cell.box is None:
        return page.plain()
    marks = (Mark("cell", cell.box), *_headings(cell, cell.box, page.words, page.size))
    return page.marked(marks, description, cell.box)


def words_page(document: Document, number: int | None, words: str, description: str) -> MarkedPage | None:
    """A page with a sentence boxed, where its words are found."""
    page = _page(document, number)
    if page is None:
        return None
    return page.marked([Mark("cell", _padded(box)) for box in page.words.find_sentence(words)], description)


def places_page(
    document: Document, number: int, boxes: Iterable[Box], sentences: Iterable[str], description: str
) -> MarkedPage | None:
    """A page with several cells and sentences (or names of rows, in “”) boxed."""
    page = _page(document, number)
    if page is None:
        return None
    found = list(boxes)
    found += [box for sentence in sentences if sentence for box in _said(sentence, page.words, tuple(found))]
    return page.marked([Mark("cell", box) for box in found], description)


def found_page(document: Document, words: Sequence[str], description: str) -> MarkedPage | None:
    """Of a document whose cells have no page: the first drawn page that all these words stand on, with them boxed."""
    for number in pictures.drawn(document):
        page = _Page(document, number, pictures.page_text(document, number))
        found = [[_around(lines) for lines in page.words.find(each)] for each in words]
        if all(found):
            return page.marked([Mark("cell", _padded(box)) for boxes in found for box in boxes], description)
    return None


MOST_PAGES = 3
"""Pages of one side of a finding that are drawn; the rest are named."""


def side_pages(side: SideInFull, documents: Mapping[int, Document]) -> Iterator[MarkedPage]:
    """The pages of one side of a finding with its cells, sentences and rows boxed."""
    for (document, page), spots in list(side.by_page.items())[:MOST_PAGES]:
        if document not in documents:
            continue
        marked = places_page(
            documents[document],
            page,
            [box for spot in spots if (box := _box(spot))],
            [spot.place.words for spot in spots if _box(spot) is None and spot.amount is None],
            f"方框里是“{side.side.label}”",
        )
        if marked is not None:
            yield marked


def _box(spot: FindingSpot) -> Box | None:
    return spot.amount.box if spot.amount else spot.place.box


def plain_page(document: Document, number: int) -> MarkedPage | None:
    """A page with nothing marked."""
    page = _page(document, number)
    return page.plain() if page else None


def _close_up(size: tuple[float, float], about: Box | None, marks: Sequence[Mark]) -> str:
    """A viewBox; empty where it would be no closer than the page itself."""
    width, height = size
    x0, top, x1, bottom = about or _around([mark.box for mark in marks])
    if about:
        left, above = max(x0 - CLOSE_UP[0], 0), max(top - CLOSE_UP[1], 0)
        right, below = min(x1 + 20, width), min(bottom + 14, height)
    else:
        across = max((SMALLEST_CLOSE_UP[0] - (x1 - x0)) / 2, 12)
        down = max((SMALLEST_CLOSE_UP[1] - (bottom - top)) / 2, 12)
        left, above = max(x0 - across, 0), max(top - down, 0)
        right, below = min(x1 + across, width), min(bottom + down, height)
    if right - left > LARGEST_CLOSE_UP * width or below - above > LARGEST_CLOSE_UP * height:
        return ""
    return f"{left:.1f} {above:.1f} {right - left:.1f} {below - above:.1f}"


def _said(sentence: str, words: PageWords, cells: Sequence[Box]) -> list[Box]:
    """Where a sentence stands; of a row its name, where that is at the height of a cell or stands once."""
    row = _ROW.fullmatch(sentence)
    if row is None:
        return [_padded(box) for box in words.find_sentence(sentence)]
    for name in sorted(row[1].split("/"), key=len, reverse=True):
        places = [_around(lines) for lines in words.find(name)]
        beside = [place for place in places if any(cell[1] <= _middle(place) <= cell[3] for cell in cells)]
        if len(beside or places) == 1:
            return [_padded((beside or places)[0])]
    return []


def _padded(box: Box) -> Box:
    return (
        max(box[0] - AROUND_WORDS, 0.0),
        max(box[1] - AROUND_WORDS, 0.0),
        box[2] + AROUND_WORDS,
        box[3] + AROUND_WORDS,
    )


# --- the headings of a cell ----------------------------------------------------------------------------------------


def _headings(cell: Amount, box: Box, words: PageWords, size: tuple[float, float]) -> Iterator[Mark]:
    """The names of the row and the headings of the column; a band across the page where they are not found."""
    row = _row_names(box, words, (cell.line.code, cell.line.name))
    if row:
        yield from (Mark("head", _padded(found)) for found in row)
    else:
        yield Mark("band", (0.0, box[1], size[0], box[3]))
    column = _column_heads(box, words, cell.column.heading)
    if column:
        yield from (Mark("head", _padded(found)) for found in column)
    else:
        yield Mark("band", (box[0], 0.0, box[2], size[1]))


def _row_names(box: Box, words: PageWords, names: Iterable[str]) -> list[Box]:
    """Where the code and the name of the row stand: left of the cell, at its height, the nearest."""
    middle = (box[1] + box[3]) / 2
    found = []
    for name in filter(None, names):
        places = [_around(lines) for lines in words.find(name)]
        beside = [
            place
            for place in places
            if place[0] < box[0] and (place[1] <= middle <= place[3] or box[1] <= _middle(place) <= box[3])
        ]
        if beside:
            found.append(max(beside, key=lambda place: place[2]))
    return found


def _column_heads(box: Box, words: PageWords, heading: Sequence[str]) -> list[Box]:
    """Where the headings of the column stand, the lowest first: above the cell, and each above the one before."""
    found: list[Box] = []
    below = box
    for text in reversed(heading):
        above = [
            place
            for lines in words.find(text)
            if (place := _around(lines))[3] <= below[1] + 1
            and _aside(place, below) <= (NEAR if found else 0.0)
        ]
        if not above:
            if found:
                continue
            return []
        # A row above may hold the same word as a name: the column's own heading stands straight above.
        below = min(above, key=lambda place: (_aside(place, below), below[1] - place[3]))
        found.append(below)
    return found


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _aside(place: Box, column: Box) -> float:
    """How far a box stands beside a column, in points; 0 where it stands over it."""
    return max(place[0] - column[2], column[0] - place[2], 0.0)
