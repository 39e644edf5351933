"""A page of a document as a picture with places marked on it. All lengths are PDF points from the top left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from disclosures.models import Amount, Document
from disclosures.models.box import Box
from disclosures.reading.findings import FindingSpot, SideInFull

from . import page_images
from .page_words import PageWords, page_words

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


def _size(document: Document, page: int | None) -> tuple[float, float] | None:
    if page is None or not page_images.has_page_images(document):
        return None
    try:
        return page_images.page_size(document, page)
    except (page_images.NoPageImageError, OSError):
        return None


def cell_page(document: Document, cell: Amount, description: str) -> MarkedPage | None:
    """The page of a cell with the cell boxed, and its row and column headings marked."""
    size = _size(document, cell.page)
    if size is None or cell.page is None:
        return None
    if cell.box is None:
        return _plain(document, cell.page, size)
    marks = tuple(_headings(cell, cell.box, page_words(document, cell.page), size))
    return _marked(document, cell.page, size, (Mark("cell", cell.box), *marks), description, cell.box)


def words_page(document: Document, page: int | None, words: str, description: str) -> MarkedPage | None:
    """A page with a sentence boxed, where its words are found."""
    size = _size(document, page)
    if size is None or page is None:
        return None
    boxes = page_words(document, page).find_sentence(words)
    if not boxes:
        return _plain(document, page, size)
    return _marked(document, page, size, tuple(Mark("cell", _padded(box)) for box in boxes), description)


def places_page(
    document: Document, page: int, boxes: Iterable[Box], sentences: Iterable[str], description: str
) -> MarkedPage | None:
    """A page with several cells and sentences (or names of rows, in “”) boxed."""
    size = _size(document, page)
    if size is None:
        return None
    found = list(boxes)
    wanted = [sentence for sentence in sentences if sentence]
    if wanted:
        words = page_words(document, page)
        found += [box for sentence in wanted for box in _said(sentence, words, tuple(found))]
    if not found:
        return _plain(document, page, size)
    return _marked(document, page, size, tuple(Mark("cell", box) for box in found), description)


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


def plain_page(document: Document, page: int) -> MarkedPage | None:
    """A page with nothing marked."""
    size = _size(document, page)
    return _plain(document, page, size) if size else None


def _plain(document: Document, page: int, size: tuple[float, float]) -> MarkedPage:
    return MarkedPage(document, page, f"{size[0]:.1f}", f"{size[1]:.1f}")


def _marked(
    document: Document,
    page: int,
    size: tuple[float, float],
    marks: tuple[Mark, ...],
    description: str,
    about: Box | None = None,
) -> MarkedPage:
    """With a close-up of the first mark, or of `about` with what stands left and above of it."""
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
    close = ""
    if right - left <= LARGEST_CLOSE_UP * width and below - above <= LARGEST_CLOSE_UP * height:
        close = f"{left:.1f} {above:.1f} {right - left:.1f} {below - above:.1f}"
    return MarkedPage(document, page, f"{width:.1f}", f"{height:.1f}", marks, close, description)


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
