"""What a self-evaluation prints of targets and results is read from a PDF and from a DOCX alike."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.parsing import parse
from tests.parsing.self_evaluation import write_docx, write_pdf


@pytest.mark.parametrize(("write", "name"), [(write_pdf, "made.pdf"), (write_docx, "made.docx")])
def test_what_was_reached_stands_beside_what_was_aimed_at(
    write: Callable[[Path], Path], name: str, tmp_path: Path
) -> None:
    (disclosure,) = parse(write(tmp_path / name)).disclosures
    (target,) = disclosure.performance_targets
    assert (target.title, target.objectives) == ("河道巡查", ("巡查河道，及时清理。",))
    assert target.result == "巡查14次，已清理。"
    assert (target.funds_yuan, target.spent_yuan) == (Decimal(600_000), Decimal(573_000))
    assert [
        (f"{one.operator or ''}{one.value}{one.unit or ''}", one.result, one.weight, one.score)
        for one in target.indicators
    ] == [
        ("≥12次", "14次", "20", "20"),
        ("≥95%", "92%", "15", "13.8"),
        ("12月底前", "按期完成", "15", "15"),
        ("明显改善", "明显改善", "30", "30"),
        ("≥90%", "≥90%", "10", "10"),
    ]
    assert [note for note in disclosure.notes if note.code.startswith("performance")] == []
