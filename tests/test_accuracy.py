"""The accuracy that the site publishes is measured, is what is measured now, and its scorer counts what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from disclosures.management.commands import measure_accuracy
from disclosures.pages.about import accuracy
from disclosures.parsing import parse
from disclosures.parsing.accuracy import KnownAmount, Score, figures, score
from disclosures.parsing.records import ParsedDocument, StatementLine
from disclosures.presenting.quality import share_rounded_down
from disclosures.vocabulary import Stage
from tests.readings import reading

SAMPLE = (
    Path(__file__).parent / "parsing" / "samples" / "shanghai" / "putuo-commerce-2025-department-budget.pdf"
)


@pytest.fixture(scope="module")
def read() -> ParsedDocument:
    return parse(SAMPLE)


def figure(yuan: str = "10000.00", label: str = "201一般公共服务支出") -> KnownAmount:
    return KnownAmount(2025, Stage.BUDGET, "支出总表", 1, label, ("合计",), Decimal(yuan))


def test_published_accuracy_is_what_the_command_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure_accuracy, "READ", reading)
    call_command("measure_accuracy", "--check", verbosity=0)


def test_every_layout_is_measured_and_read_whole_in_its_own_form() -> None:
    layouts = accuracy.accuracy().layouts
    assert {layout.label for layout in layouts} == {"全国通用", "河北省", "上海市", "江苏省"}
    for layout in layouts:
        own = next(measured for measured in layout.forms if measured.form == "PDF")
        assert (own.recall, own.precision) == ("100%", "100%"), layout.label


def test_a_figure_counts_once_and_only_where_everything_agrees() -> None:
    known = [figure(), figure("20000.00")]
    assert score(known, known) == Score(2, 2, 0)
    assert score(known, [figure(), figure()]) == Score(2, 1, 1)
    assert score(known, [figure(), figure("20000.00", "202外交支出")]) == Score(2, 1, 1)
    assert score(known, [figure()._replace(year=2024)]) == Score(2, 0, 1)
    assert score([], []).recall == score([], []).precision == 1.0


def test_a_wrong_scale_and_a_lost_row_are_misses(read: ParsedDocument) -> None:
    known = list(figures(read))
    assert score(known, figures(_changed(read, scale=True))).found < len(known)
    fewer = score(known, figures(_changed(read, scale=False)))
    assert fewer.found < len(known)
    assert not fewer.spurious


def _changed(document: ParsedDocument, scale: bool) -> ParsedDocument:
    """The document with its first statement in another scale, or without its first line."""

    def lines() -> Iterator[StatementLine]:
        for line in table.lines:
            yield replace(
                line,
                cells=tuple(replace(cell, yuan=cell.yuan and cell.yuan * 10_000) for cell in line.cells),
            )

    disclosure = document.disclosures[0]
    table = disclosure.statements[0]
    changed = replace(table, lines=tuple(lines()) if scale else table.lines[1:])
    statements = (changed, *disclosure.statements[1:])
    return replace(document, disclosures=(replace(disclosure, statements=statements),))


def test_shares_are_rounded_down() -> None:
    assert share_rounded_down(99_999, 100_000) == "99.99%"
    assert share_rounded_down(3, 3) == "100%"
    assert share_rounded_down(0, 0) == "—"


@pytest.mark.django_db
def test_page_shows_the_measured_figures_and_the_limits(client: Client) -> None:
    html = client.get("/data/accuracy/").content.decode()
    held = accuracy.accuracy()
    for measured in held.forms:
        assert measured.form in html
        assert f'<td class="num">{measured.cells}</td><td class="num">{measured.found}</td>' in html
    assert held.limits
    assert all(limit.sentence in html for limit in held.limits)
    assert '<a href="/data/accuracy/">' in client.get("/about/").content.decode()


def test_outside_the_repository_the_command_says_so(settings: object, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="仓库"):
        measure_accuracy.measured()
