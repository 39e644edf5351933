"""A page of pdfplumber with only what a person can see of it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from pdfplumber.page import Page

from disclosures.parsing.readers import content
from disclosures.parsing.readers.canvas import Canvas, Sheet

SHOWN = 40
"""Characters of what was left out that a note names."""
FIGURE = re.compile(r"\d")


class SeenPage(Page):
    """A page of which only what a person can see is known."""

    layers: content.Layers

    @cached_property
    def canvas(self) -> Canvas:
        left, upper = self.mediabox[:2]
        sheet = Sheet(self.page_number, self.height, left, upper)
        return content.interpret(self.page_obj, self.pdf.rsrcmgr, sheet, self.layers)

    def parse_objects(self) -> dict[str, Any]:
        return self.canvas.objects()

    def turned(self, degrees: int) -> SeenPage:
        """The same page, turned clockwise."""
        self.page_obj.rotate = (self.rotation + degrees) % 360
        self.page_obj.attrs["Rotate"] = self.page_obj.rotate
        return SeenPage.of(self, self.layers)

    @classmethod
    def of(cls, page: Page, layers: content.Layers) -> SeenPage:
        seen = cls(page.pdf, page.page_obj, page.page_number, page.initial_doctop)
        seen.layers = layers
        return seen

    def notes(self) -> list[str]:
        """Which figures of the page are not read because nobody sees them."""
        unseen, unshown = "".join(self.canvas.unseen), "、".join(self.canvas.unshown)
        notes = []
        if FIGURE.search(unseen):
            notes.append(f"本页有看不见的文字“{shortened(unseen)}”（隐藏、被遮住或图层关闭），没有读入")
        if FIGURE.search(unshown):
            notes.append(f"本页有没有显示出来的表单内容“{shortened(unshown)}”，没有读入")
        return notes


def shortened(text: str) -> str:
    plain = "".join(text.split())
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN]}……"
