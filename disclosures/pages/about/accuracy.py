"""The measured accuracy of the reading (`manage.py measure_accuracy`), as the page shows it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from django.db.models import Sum

from disclosures.models import Region, Statement
from disclosures.models.disclosure import DisclosureState
from disclosures.parsing.layouts import layouts
from disclosures.presenting.quality import share_rounded_down
from disclosures.vocabulary import Stage

RESULT = Path(__file__).resolve().parents[2] / "data" / "accuracy.json"
FORMS = {
    "pdf": "PDF",
    "pdf_no_rules": "PDF，表没有边线",
    "pdf_no_vertical_rules": "PDF，表没有竖线",
    "pdf_rotated": "PDF，页面旋转",
    "docx": "Word（DOCX）",
    "xlsx": "Excel（XLSX）",
    "html": "网页（HTML）",
    "markdown": "文本，竖线分格（Markdown）",
    "tabs": "文本，制表符分格",
    "word_dump": "文本，每格一行（Word 转出）",
}
"""The forms in the order of the page."""


@dataclass(frozen=True, slots=True)
class MeasuredForm:
    """How one form of the samples was read."""

    form: str
    documents: int
    cells: int
    found: int
    spurious: int

    @property
    def recall(self) -> str:
        return share_rounded_down(self.found, self.cells)

    @property
    def precision(self) -> str:
        return share_rounded_down(self.found, self.found + self.spurious)


@dataclass(frozen=True, slots=True)
class MeasuredLayout:
    """The forms of one layout and stage."""

    label: str
    stage: str
    forms: tuple[MeasuredForm, ...]

    @property
    def caption(self) -> str:
        return f"{self.label}{self.stage}样本的每种形式"


@dataclass(frozen=True, slots=True)
class Limit:
    subject: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Accuracy:
    layouts: tuple[MeasuredLayout, ...]
    forms: tuple[MeasuredForm, ...]
    """The same over all layouts."""
    limits: tuple[Limit, ...]


@cache
def accuracy() -> Accuracy:
    """What the file holds; it changes only with the program."""
    held = json.loads(RESULT.read_text(encoding="utf-8"))
    rows: list[dict[str, str | int]] = sorted(
        held["rows"], key=lambda row: (row["layout_label"], row["stage"], list(FORMS).index(str(row["form"])))
    )
    layouts = tuple(
        MeasuredLayout(str(label), Stage(stage).label, tuple(_measured([row]) for row in group))
        for (label, stage), group in groupby(rows, key=lambda row: (row["layout_label"], row["stage"]))
    )
    forms = tuple(
        _measured(of_form) for form in FORMS if (of_form := [row for row in rows if row["form"] == form])
    )
    return Accuracy(layouts, forms, tuple(Limit(**limit) for limit in held["limits"]))


def _measured(rows: Sequence[dict[str, str | int]]) -> MeasuredForm:
    """Rows of one form, added up."""
    counts = [sum(int(row[name]) for row in rows) for name in ("documents", "cells", "found", "spurious")]
    return MeasuredForm(FORMS[str(rows[0]["form"])], *counts)


@dataclass(frozen=True, slots=True)
class Proven:
    """How many printed amounts of a place, or of a form, their own tables prove."""

    name: str
    amounts: int
    proven: int

    @property
    def share(self) -> str:
        return share_rounded_down(self.proven, self.amounts)


@dataclass(frozen=True, slots=True)
class ProvenShares:
    by_place: tuple[Proven, ...]
    by_form: tuple[Proven, ...]


def proven_shares() -> ProvenShares:
    """Over everything published. Two queries."""
    rows = (
        Statement.objects.filter(disclosure__state=DisclosureState.PUBLISHED, amounts_read__gt=0)
        .order_by()
        .values_list("disclosure__agency__region", "disclosure__document__layout")
        .annotate(amounts=Sum("amounts_read"), proven=Sum("amounts_proven"))
    )
    names = dict(Region.objects.values_list("pk", "name"))
    labels = {name: layout.label for name, layout in layouts().items()}
    places: Counter[tuple[str, bool]] = Counter()
    forms: Counter[tuple[str, bool]] = Counter()
    for region, layout, amounts, proven in rows:
        for found, name in (
            (places, names.get(region, "未定地区")),
            (forms, labels.get(layout, layout or "未定式样")),
        ):
            found[name, False] += amounts
            found[name, True] += proven
    return ProvenShares(_shares(places), _shares(forms))


def _shares(counts: Counter[tuple[str, bool]]) -> tuple[Proven, ...]:
    names = sorted({name for name, _ in counts}, key=lambda name: (-counts[name, False], name))
    return tuple(Proven(name, counts[name, False], counts[name, True]) for name in names)
