"""Characters, rules and areas are those of pdfplumber on pdfminer's own objects, but for what nobody sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from pdfplumber.page import Page

from disclosures.parsing.readers.content import Layers
from disclosures.parsing.readers.fonts import Fonts
from disclosures.parsing.readers.seen_page import SeenPage

DEMO = Path(__file__).parents[2] / "disclosures" / "data" / "demo"
PLACE = ("x0", "x1", "top", "bottom")
OF_CHARACTERS = ("text", "x0", "x1", "size", "fontname", "upright", "non_stroking_color")
OF_SHAPES = (*PLACE, "width", "height", "fill", "stroke", "stroking_color", "non_stroking_color")
SAME_PLACE = 1e-6
SPECIAL = ("hostile", "variants")


def assert_same(pdf: pdfplumber.PDF, pages: Iterable[Page]) -> None:
    layers, stock_fonts, fonts = Layers(pdf.doc), pdf.rsrcmgr, Fonts()
    for stock in pages:
        pdf.rsrcmgr = stock_fonts
        assert stock.objects is not None
        pdf.rsrcmgr = fonts
        page = SeenPage.of(stock, layers)
        dropped = _without(page.chars, stock.chars, _is_character)
        unseen = "".join(page.canvas.unseen)
        assert sorted("".join(char["text"] for char in dropped)) == sorted(unseen), stock
        for ours, theirs in (
            (page.lines, stock.lines),
            (page.rects, stock.rects),
            (page.curves, stock.curves),
        ):
            assert not _without(ours, theirs, _is_shape), stock
        assert len(page.images) <= len(stock.images)
        page.close()
        stock.close()


def _without(
    ours: Sequence[Any], theirs: Sequence[Any], same: Callable[[Any, Any], bool]
) -> list[dict[str, Any]]:
    """Those of theirs that are not among ours, which come in the same order."""
    rest: Iterator[Any] = iter(ours)
    awaited = next(rest, None)
    missing = []
    for other in theirs:
        if awaited is not None and same(awaited, other):
            awaited = next(rest, None)
        else:
            missing.append(other)
    assert awaited is None, f"not pdfplumber's: {awaited}"
    return missing


def _is_character(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return _agree(ours, theirs, OF_CHARACTERS) and ours["matrix"][:4] == theirs["matrix"][:4]


def _is_shape(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return _agree(ours, theirs, OF_SHAPES) and ours.get("pts", theirs["pts"]) == theirs["pts"]


def _agree(ours: dict[str, Any], theirs: dict[str, Any], keys: Iterable[str]) -> bool:
    return all(
        abs(ours[key] - theirs[key]) < SAME_PLACE
        if isinstance(theirs[key], float)
        else ours[key] == theirs[key]
        for key in keys
    )


@pytest.mark.parametrize("path", sorted(DEMO.glob("*.pdf")), ids=lambda path: path.stem)
def test_objects_of_the_samples(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        assert_same(pdf, pdf.pages[::8])


def test_objects_of_real_documents(shared: Path) -> None:
    """One page of every second, from the middle, where the tables are."""
    paths = sorted(path for path in shared.glob("documents/*/*.pdf") if path.parent.name not in SPECIAL)
    for path in paths[::2]:
        with pdfplumber.open(path) as pdf:
            assert_same(pdf, [pdf.pages[len(pdf.pages) // 2]])
