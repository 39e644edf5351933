"""Performance-target forms → PerformanceTarget records.

A form is an objective, sometimes the project's code, funds and payment schedule, and a table of indicators. Forms are
found by their header (一级指标, 二级指标 …), numbered and named by the line before them or a field inside them, and go
on over pages with the header repeated or not. One table may also list the indicators of many projects, one a row.
"""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.parsing.document import Block, Paragraph
from disclosures.parsing.records import Note, PerformanceTarget

from .performance_form import FormReader


def recognise_performance(
    blocks: Sequence[Block],
) -> tuple[list[PerformanceTarget], list[Note], set[int], set[int]]:
    """The performance targets among the blocks of one disclosure, in reading order, what was not understood, the places
    of the grids that were understood whole, and those of all grids of forms."""
    reader = FormReader()
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            reader.read_paragraph(block)
        else:
            reader.read_grid(block, place)
    reader.finish()
    return reader.targets, reader.notes, reader.whole, reader.of_forms


# --- one form --------------------------------------------------------------------------------------------


# --- one grid of a form ----------------------------------------------------------------------------------


# --- rows and columns ------------------------------------------------------------------------------------


# --- fields ----------------------------------------------------------------------------------------------
