"""A person puts a misread cell right: one transaction changes the cell and everything computed from it.

The machine's reading stays beside it, the correction is public with its reason, and a new reading of the same file
keeps it: `reapply` finds the cell again by what the document prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from disclosures.lifecycle.refusal import Refused
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
from .public_log import log_correction
from .totals import refresh_disclosures

LOST, NEEDLESS = "correction-lost", "correction-needless"
OWN_PROPOSAL = "是您提出的，须由另一个人批准。"


def correct(
    line: StatementLine, column: StatementColumn, printed: str, reason: str, user: User | None
) -> Correction:
    """Set a cell to what the document prints there, in the unit of its table. Raises Refused.

    `printed` is typed as it stands in the document (“1,234.50”, “-0.3”). A blank cell may be filled, too. Where a second
    person is asked for, it changes nothing yet and waits for `approve`.
    """
    printed, reason = printed.strip(), reason.strip()
    if not reason:
        raise Refused("请写明理由，例如“原件第 12 页此格印作 18.00”。")
    statement = column.statement
    fen = printed_fen(printed, statement.printed_unit)
    if (
        column.role != "amount"
        or line.statement_id != column.statement_id
        or column.side not in ("", line.side)
    ):
        raise Refused("这一格不是金额，不能更正。")
    try:
        with transaction.atomic():
            disclosure = Disclosure.objects.select_for_update().get(pk=statement.disclosure_id)
            amount = Amount.objects.filter(line=line, column=column).first()
            former = amount and amount.corrections.open().first()
            if former:
                raise Refused(
                    "这一格已有更正。请先撤销原来的更正。"
                    if former.is_in_force
                    else "这一格已有人提出更正，等待另一个人批准。"
                )
            if amount and amount.fen == fen and amount.state == CellState.AMOUNT:
                raise Refused("更正后的金额与读出的相同，不用更正。")
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
            if needs_second_person(disclosure, user):
                _propose(correction, amount, line, column)
            else:
                correction.approved_at = timezone.now()
                _set(correction, amount, line, column)
                _follow(disclosure, correction)
    except IntegrityError:
        raise Refused("另一个人刚刚更正了这一格。请刷新后再看。") from None
    return correction


def needs_second_person(disclosure: Disclosure, user: User | None) -> bool:
    """Whether what this person changes of it has to be approved: a published number, where the setting asks for two.

    Nobody is a command, run by who has the server anyway.
    """
    whole = disclosure.part_of or disclosure
    return bool(settings.REQUIRE_SECOND_PERSON) and user is not None and whole.is_citable


def approve(correction: Correction, user: User | None) -> None:
    """Let a proposed correction, or a proposed revocation, take effect. Raises Refused."""
    with transaction.atomic():
        disclosure, correction = _locked(correction)
        if not correction.is_waiting:
            raise Refused("这条更正不在等待批准。请刷新后再看。")
        if user is not None and user == correction.proposer:
            raise Refused(OWN_PROPOSAL)
        if correction.approved_at:
            correction.revocation_approved_by = user
            _take_back(correction)
        else:
            _let_take_effect(correction, user)
        _follow(disclosure, correction)


def _let_take_effect(correction: Correction, user: User | None) -> None:
    amount = correction.amount
    if amount is None:
        raise Refused("这条更正所指的格，现在的读取里没有。请退回，再从表中更正。")
    if (amount.state, amount.fen) != (correction.read_state, correction.read_fen):
        raise Refused("这一格在提出更正以后又变了。请退回，再从表中更正。")
    correction.approved_by, correction.approved_at = user, timezone.now()
    _set(correction, amount, amount.line, amount.column)


def decline(correction: Correction, reason: str, user: User | None) -> None:
    """Turn a proposal down, or withdraw one's own: nothing changes. Raises Refused."""
    reason = reason.strip()
    if not reason:
        raise Refused("请写明退回的理由。")
    with transaction.atomic():
        _, correction = _locked(correction)
        if not correction.is_waiting:
            raise Refused("这条更正不在等待批准。请刷新后再看。")
        if correction.approved_at:
            correction.revoked_by, correction.revoked_reason = None, ""
        else:
            correction.revoked_by, correction.revoked_at = user, timezone.now()
            correction.revoked_reason = reason
            _drop_blank(correction)
        correction.save()


def revoke(correction: Correction, reason: str, user: User | None) -> None:
    """Go back to the machine's reading. The correction stays in the public log. Raises Refused.

    Where a second person is asked for, it changes nothing yet and waits for `approve`.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("请写明撤销的理由。")
    with transaction.atomic():
        disclosure, correction = _locked(correction)
        if correction.revoked_at:
            raise Refused("这条更正已经撤销。")
        if correction.is_waiting:
            raise Refused("已有人提出，等待另一个人批准。")
        correction.revoked_by, correction.revoked_reason = user, reason
        if needs_second_person(disclosure, user):
            correction.save()
            return
        _take_back(correction)
        _follow(disclosure, correction)


def _locked(correction: Correction) -> tuple[Disclosure, Correction]:
    disclosure = Disclosure.objects.select_for_update().get(pk=correction.disclosure_id)
    return disclosure, Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)


def _take_back(correction: Correction) -> None:
    """The cell gets the machine's reading again; who revokes it, and why, is on the correction."""
    correction.revoked_at = timezone.now()
    amount = correction.amount
    if amount and correction.read_state != CellState.BLANK:
        amount.state, amount.fen, amount.is_corrected = correction.read_state, correction.read_fen, False
        amount.save(update_fields=["state", "fen", "is_corrected"])
    _drop_blank(correction)
    correction.save()


def _drop_blank(correction: Correction) -> None:
    """A cell that was made for the correction alone goes with it."""
    amount = correction.amount
    if amount and correction.read_state == CellState.BLANK and not correction.read_printed:
        correction.amount = None
        correction.save()
        amount.delete()


def _propose(
    correction: Correction, amount: Amount | None, line: StatementLine, column: StatementColumn
) -> None:
    """Keep it beside its cell, which is made for it where a blank has none; nothing else changes."""
    if amount is None:
        amount = _blank(line, column)
        amount.save()
    _place(correction, amount)


def printed_fen(printed: str, unit: str) -> int:
    """An amount as typed, in 分. Raises Refused for what is no amount."""
    _, found = read_amount(printed, SCALES[unit or "元"])
    if found is None:
        raise Refused(f"“{printed}”不是金额。请照原件输入数字，例如 1,234.50。")
    return yuan_to_fen(found)


def reapply(disclosures: Iterable[Disclosure]) -> None:
    """After a file was read again: corrections take hold of their cells. To be called inside the loading transaction.

    Where the new reading equals the correction, nothing needs to be set; where the cell cannot be found, or reads a third
    value, a note asks a person to look.
    """
    for disclosure in disclosures:
        for correction in disclosure.corrections.in_force().order_by("at"):
            _reapply(disclosure, correction)
        for proposal in disclosure.corrections.open().filter(approved_at=None):
            _note(disclosure, LOST, f"文件重新读过，提出的更正“{proposal}”要从表中重新提出。")


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
    amount = amount or _blank(line, column)
    amount.state, amount.fen, amount.is_corrected = CellState.AMOUNT, correction.fen, True
    amount.save()
    HeadlineFigure.objects.filter(amount=amount).exclude(fen=correction.fen).update(amount=None)
    _place(correction, amount)


def _blank(line: StatementLine, column: StatementColumn) -> Amount:
    return Amount(
        line=line,
        column=column,
        measure=column.measure,
        basis=column.basis,
        state=CellState.BLANK,
        printed="",
        page=line.page,
    )


def _place(correction: Correction, amount: Amount) -> None:
    correction.amount, correction.is_needless = amount, False
    correction.page, correction.x0, correction.top = amount.page, amount.x0, amount.top
    correction.x1, correction.bottom = amount.x1, amount.bottom
    correction.save()


def _follow(disclosure: Disclosure, correction: Correction) -> None:
    """What is computed from the cells of a disclosure: rankings, the checks of it and its neighbours; and the public log."""
    whole = disclosure.part_of or disclosure
    if whole.is_citable:
        refresh_disclosures([whole])
    recheck([whole])
    log_correction(correction)


def _note(disclosure: Disclosure, code: str, message: str) -> None:
    Note.objects.create(document_id=disclosure.document_id, disclosure=disclosure, code=code, message=message)
