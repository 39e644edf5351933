"""Score the reading of every sample, in every form that it can be typeset in, against the source it was typeset from.

Forms that need no other program are written anew each time; PDF and its harder prints are the committed files.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import truth
from dialects import WRITERS
from typeset import read_forms, read_sources, target, variants

from disclosures.parsing import UnreadableDocument
from disclosures.parsing.accuracy import Score, figures, score
from disclosures.parsing.layouts import layouts
from disclosures.parsing.records import ParsedDocument

Read = Callable[[Path], ParsedDocument]

Key = tuple[str, str, str]
"""Layout, stage, form."""


def measure(read: Read) -> list[dict[str, Any]]:
    """A row for each layout, stage and form: documents, cells, found, spurious, recall, precision."""
    scores: defaultdict[Key, list[Score]] = defaultdict(list)
    for source in read_sources():
        known = list(truth.figures(source))
        if not known:
            continue  # a narrative without statements
        layout = read(target(source)).layout
        stage = known[0].stage.value
        with tempfile.TemporaryDirectory() as folder:
            for form, path in _files(source, Path(folder)):
                found = _read_or_refused(read, path)
                scores[layout, stage, form].append(score(known, figures(found) if found else ()))
    return [_row(key, scores[key]) for key in sorted(scores)]


def _files(source: dict[str, Any], folder: Path) -> Iterator[tuple[str, Path]]:
    """The source in every form."""
    sample = target(source)
    if sample.suffix == ".pdf":
        yield "pdf", sample
    for form, path in variants(source).items():
        yield f"pdf_{form}", path
    for form, (suffix, write) in WRITERS.items():
        path = folder / f"{form}{suffix}"
        write(source, read_forms(source), path)
        yield form, path


def _read_or_refused(read: Read, path: Path) -> ParsedDocument | None:
    try:
        return read(path)
    except UnreadableDocument:
        return None  # every figure of it is missed


def _row(key: Key, scores: list[Score]) -> dict[str, Any]:
    layout, stage, form = key
    total = sum(scores, Score(0, 0, 0))
    return {
        "layout": layout,
        "layout_label": layouts()[layout].label,
        "stage": stage,
        "form": form,
        "documents": len(scores),
        "cells": total.cells,
        "found": total.found,
        "spurious": total.spurious,
        "recall": round(total.recall, 4),
        "precision": round(total.precision, 4),
    }
