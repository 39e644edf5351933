"""A person puts a misread cell right: one transaction changes the cell and everything computed from it.

The machine's reading stays beside it, the correction is public with its reason, and a new reading of the same file
keeps it: `reapply` finds the cell again by what the document prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from disclosures.models import (
    Amount,
    Correction,
    Disclosure,
    HeadlineFigure,
    Note,
    StatementColumn,
    StatementLine,
)
from disclosures.models.statement import yuan_to_fen
from disclosures.parsing.normalise import SCALES, read_amount
from disclosures.parsing.same import printed_column, same_name
from disclosures.vocabulary import CellState

from .checking import recheck
from .totals import refresh_disclosures

LOST, NEEDLESS = "correction-lost", "correction-needless"


class CorrectionError(Exception):
    """The correction cannot be made; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def correct(
    line: StatementLine, column: StatementColumn, printed: str, reason: str, user: User | None
) -> Correction:
    """Set a cell to what the document prints there, in the unit of its table. Raises CorrectionError.

    `printed` is typed as it stands in the document (“1,234.50”, “-0.3”). A blank cell may be filled, too.
    """
    printed, reason = printed.strip(), reason.strip()
    if not reason:
        raise CorrectionError("请写明理由，例如“原件第 12 页此格印作 18.00”。")
    statement = column.statement
    fen = printed_fen(printed, statement.printed_unit)
    if (
        column.role != "amount"
        or line.statement_id != column.statement_id
        or column.side not in ("", line.side)
    ):
        raise CorrectionError("这一格不是金额，不能更正。")
    try:
        with transaction.atomic():
            disclosure = Disclosure.objects.select_for_update().get(pk=statement.disclosure_id)
            amount = Amount.objects.filter(line=line, column=column).first()
            former = amount and Correction.objects.filter(amount=amount, revoked_at=None).first()
            if former:
                raise CorrectionError("这一格已有更正。请先撤销原来的更正。")
            if amount and amount.fen == fen and amount.state == CellState.AMOUNT:
                raise CorrectionError("更正后的金额与读出的相同，不用更正。")
            correction = Correction(
                disclosure=disclosure,
                statement=statement.statement,
                table=statement.position,
                code=line.code,
                name=line.name,
                row=line.row,
                side=line.side,
                heading=column.heading,
                read_state=amount.state if amount else CellState.BLANK,
                read_printed=amount.printed if amount else "",
                read_fen=amount.fen if amount else None,
                printed=printed,
                fen=fen,
                reason=reason,
                by=user,
            )
            _set(correction, amount, line, column)
            _follow(disclosure)
    except IntegrityError:
        raise CorrectionError("另一个人刚刚更正了这一格。请刷新后再看。") from None
    return correction


def revoke(correction: Correction, reason: str, user: User | None) -> None:
    """Go back to the machine's reading. The correction stays in the public log. Raises CorrectionError."""
    reason = reason.strip()
    if not reason:
        raise CorrectionError("请写明撤销的理由。")
    with transaction.atomic():
        disclosure = Disclosure.objects.select_for_update().get(pk=correction.disclosure_id)
        correction = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
        if correction.revoked_at:
            raise CorrectionError("这条更正已经撤销。")
        amount = correction.amount
        correction.revoked_at, correction.revoked_by, correction.revoked_reason = timezone.now(), user, reason
        if amount:
            if correction.read_state == CellState.BLANK:
                correction.amount = None
                correction.save()
                amount.delete()
            else:
                amount.state, amount.fen, amount.is_corrected = (
                    correction.read_state,
                    correction.read_fen,
                    False,
                )
                amount.save(update_fields=["state", "fen", "is_corrected"])
        correction.save()
        _follow(disclosure)


def printed_fen(printed: str, unit: str) -> int:
    """An amount as typed, in 分. Raises CorrectionError for what is no amount."""
    _, found = read_amount(printed, SCALES[unit or "元"])
    if found is None:
        raise CorrectionError(f"“{printed}”不是金额。请照原件输入数字，例如 1,234.50。")
    return yuan_to_fen(found)


def reapply(disclosures: Iterable[Disclosure]) -> None:
    """After a file was read again: corrections take hold of their cells. To be called inside the loading transaction.

    Where the new reading equals the correction, nothing needs to be set; where the cell cannot be found, or reads a third
    value, a note asks a person to look.
    """
    for disclosure in disclosures:
        for correction in disclosure.corrections.filter(revoked_at=None).order_by("at"):
            _reapply(disclosure, correction)


def _reapply(disclosure: Disclosure, correction: Correction) -> None:
    lines = list(
        StatementLine.objects.filter(
            statement__disclosure=disclosure,
            statement__statement=correction.statement,
            code=correction.code,
            side=correction.side,
        ).select_related("statement")
    )
    cells = [
        (line, column)
        for line in lines
        if same_name(line.name, correction.name)
        for column in line.statement.columns.all()
        if printed_column(column.heading) == printed_column(correction.heading) and column.role == "amount"
    ]
    chosen = _nearest(cells, correction)
    if chosen is None:
        _note(disclosure, LOST, f"更正“{correction}”所指的格，这次没有读到。请核对原件，再作更正或撤销。")
        return
    line, column = chosen
    amount = Amount.objects.filter(line=line, column=column).first()
    now = (amount.state, amount.printed, amount.fen) if amount else (CellState.BLANK, "", None)
    if amount and amount.fen == correction.fen:
        correction.amount, correction.is_needless = amount, True
        correction.save(update_fields=["amount", "is_needless"])
        _note(disclosure, NEEDLESS, f"更正“{correction}”与这次读出的相同，可以撤销更正。")
        return
    if now != (correction.read_state, correction.read_printed, correction.read_fen):
        _note(
            disclosure,
            LOST,
            f"更正“{correction}”所指的格，这次读作“{now[1] or '空白'}”，与原来读的不同。仍用更正后的金额，请核对。",
        )
        correction.read_state, correction.read_printed, correction.read_fen = now
    _set(correction, amount, line, column)


def _nearest(
    cells: Sequence[tuple[StatementLine, StatementColumn]], correction: Correction
) -> tuple[StatementLine, StatementColumn] | None:
    """Of the cells under the same row and heading, the one of that very name, in the same table and nearest to the old row."""
    return min(
        cells,
        key=lambda cell: (
            cell[0].name != correction.name,
            cell[0].statement.position != correction.table,
            abs(cell[0].row - correction.row),
        ),
        default=None,
    )


def _set(correction: Correction, amount: Amount | None, line: StatementLine, column: StatementColumn) -> None:
    """Give the cell the corrected amount. The printed text of the cell stays the machine's reading."""
    if amount is None:
        amount = Amount(
            line=line,
            column=column,
            measure=column.measure,
            basis=column.basis,
            printed="",
            page=line.page,
        )
    amount.state, amount.fen, amount.is_corrected = CellState.AMOUNT, correction.fen, True
    amount.save()
    HeadlineFigure.objects.filter(amount=amount).exclude(fen=correction.fen).update(amount=None)
    correction.amount, correction.is_needless = amount, False
    correction.page, correction.x0, correction.top = amount.page, amount.x0, amount.top
    correction.x1, correction.bottom = amount.x1, amount.bottom
    correction.save()


def _follow(disclosure: Disclosure) -> None:
    """What is computed from the cells of a disclosure: rankings, and the checks of it and its neighbours."""
    whole = disclosure.part_of or disclosure
    if whole.is_citable:
        refresh_disclosures([whole])
    recheck([whole])


def _note(disclosure: Disclosure, code: str, message: str) -> None:
    Note.objects.create(document_id=disclosure.document_id, disclosure=disclosure, code=code, message=message)
