"""Results of checks as an export: findings across everything published, and the whole ledger of one disclosure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from disclosures.presenting.exports.page import common_facts, document_table, placed
from disclosures.presenting.exports.results import NOTE, RESULT_COLUMNS, UNIT, result_cells, results_table
from disclosures.presenting.exports.sheets import Export, ExportTable, column_paths, words
from disclosures.reading.columns import Column
from disclosures.reading.findings import Listed
from disclosures.reading.ledger import LedgerRow


def findings_export(found: Sequence[Listed], total: int, title: str, address: str) -> Export:
    """The findings that the filter of the page chooses. Three queries beside those of the page."""
    columns = {item.column.key: item.column for item in found}
    rows = tuple(
        (
            *words(item.column.name, item.column.year, item.column.form_word),
            *result_cells(item.row, address),
        )
        for item in found
    )
    facts = [*common_facts(address, UNIT)]
    if total > len(rows):
        facts.append(("条数", f"符合条件的 {total} 处，本文件只有前 {len(rows)} 处"))
    table = ExportTable(
        key="findings",
        title=title,
        note=NOTE,
        columns=column_paths(("机构", "年度", "公开", *RESULT_COLUMNS)),
        rows=rows,
        unit=UNIT,
    )
    return placed(
        Export(title, address, tuple(facts), document_table(list(columns.values()), address), (table,))
    )


def ledger_export(rows: Iterable[LedgerRow], column: Column, title: str, address: str) -> Export:
    """The results of one disclosure that the page's filter chooses."""
    table = results_table(rows, "ledger", title, address)
    facts = tuple(common_facts(address, UNIT))
    return placed(Export(title, address, facts, document_table([column], address), (table,)))
