"""What was proven of a file, by what, and what stayed open: in words, for `python -m disclosures.parsing FILE --proof`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.parsing.arithmetic import At, Identity, IdentityKind
from disclosures.parsing.normalise import SCALES
from disclosures.parsing.proof import Proof, prove
from disclosures.parsing.records import ParsedDisclosure, ParsedDocument, StatementTable

MOST = 12
"""So many cells of one table are named."""
LEGEND = (
    "一个数字得到证实，是说它参加的勾稽关系（类 = 款之和、合计 = 各列之和、表与表相同……）成立，而且没有一条不成立。",
    "不成立的关系，如果涉及的每个数字都另有证实，就是文件自身的差错；否则可能是读错，要对照原件。没有数字会被改动。",
)


def told(document: ParsedDocument) -> Iterator[str]:
    """Line by line."""
    yield from LEGEND
    for disclosure in document.disclosures:
        # What was marked when the file was read stays: the pages' amounts are not at hand here.
        yield from _disclosure(disclosure, prove(disclosure.statements))


def _disclosure(disclosure: ParsedDisclosure, proof: Proof) -> Iterator[str]:
    agency, year = disclosure.agency.name or "机构未识别", disclosure.fiscal_year or "年度未识别"
    yield f"\n== {agency}  {year}  {disclosure.stage.label}  {_share(*disclosure.share_proven)}"
    for index, table in enumerate(disclosure.statements):
        yield from _table(index, table, proof)


def _share(proven: int, amounts: int) -> str:
    if not amounts:
        return "没有数字"
    return f"{amounts} 个数字，证实 {proven} 个（{proven / amounts:.0%}）"


def _table(index: int, table: StatementTable, proof: Proof) -> Iterator[str]:
    where = f"第 {'、'.join(map(str, table.pages))} 页" if table.pages else ""
    yield f"\n  [{table.statement.label}] {table.title or '（没有标题）'} {where}  {_share(*table.share_proven)}"
    own = [identity for identity in proof.identities if index in {at.table for at in identity.cells}]
    counted = Counter((identity.kind, identity.holds) for identity in own if not identity.trivial)
    for kind in IdentityKind:
        held, failed = counted[kind, True], counted[kind, False]
        if held or failed:
            yield f"      {kind.label}：成立 {held} 处" + (f"，不成立 {failed} 处" if failed else "")
    cells = [cell for line in table.lines for cell in line.cells if cell.yuan is not None]
    agreed = Counter(cell.confirmed for cell in cells)
    if agreed[True] or agreed[False]:
        yield f"      第二种读法：一致 {agreed[True]} 个" + (
            f"，不一致 {agreed[False]} 个" if agreed[False] else ""
        )
    failing = [identity for identity in own if not identity.holds and not identity.trivial]
    yield from _shortened(
        [_failure(table, identity) for identity in failing if identity.whole.table == index]
    )
    yield from _shortened(list(_open(index, table, failing)))


def _failure(table: StatementTable, identity: Identity) -> str:
    cell = table.lines[identity.whole.line].cells[identity.whole.cell]
    is_own = all(
        table.lines[at.line].cells[at.cell].proven is not False
        for at in identity.cells
        if at.table == identity.whole.table
    )
    unit = Decimal(SCALES.get(table.printed_unit or "元", 1))
    verdict = "各数字另有证实，是文件自身的差错" if is_own else "可能是读错，请对照原件"
    said = f"印 {cell.printed}，与 {identity.words} 相差 {(identity.difference / unit).normalize():f}"
    return f"不成立：{_place(table, identity.whole)} {said}（{verdict}）"


def _open(index: int, table: StatementTable, failing: Sequence[Identity]) -> Iterator[str]:
    doubted = {at for identity in failing for at in identity.cells}
    for row, line in enumerate(table.lines):
        for place, cell in enumerate(line.cells):
            if cell.yuan is not None and not cell.proven:
                at = At(index, row, place)
                why = "所在的关系不成立" if at in doubted else "没有勾稽关系涉及它"
                yield f"未证实：{_place(table, at)} {cell.printed}（{why}）"


def _place(table: StatementTable, at: At) -> str:
    line = table.lines[at.line]
    cell = line.cells[at.cell]
    page = f"第 {cell.page} 页 " if cell.page else ""
    heading = " / ".join(table.columns[cell.column].heading)
    return f"{page}第 {line.row} 行“{' '.join(filter(None, (line.code, line.name)))}”{heading}"


def _shortened(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"      {line}" for line in lines[:MOST])
    if len(lines) > MOST:
        yield f"      …… 还有 {len(lines) - MOST} 处"
