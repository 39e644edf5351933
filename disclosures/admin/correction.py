"""Putting a misread cell right: the table row by row, the cell beside its page, what it should read and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from disclosures.admin.forms import ReasonForm, asked_back
from disclosures.admin.own_pages import OwnPages
from disclosures.admin.search import FindsAgencies
from disclosures.lifecycle.corrections import approve, correct, decline, revoke
from disclosures.lifecycle.refusal import Refused
from disclosures.models import Amount, Correction, Document, Statement, StatementColumn, StatementLine
from disclosures.presenting.marked_page import MarkedPage, cell_page, plain_page

FOLLOWED = "表、比较、排名、下载和核对都已随之改变。"
WAITS = "这一份已经公布，须由另一个人批准后才改变。"


@dataclass(frozen=True, slots=True)
class Cells:
    """A table, a row a record: for every line its columns and what stands there; no column where its side has none."""

    columns: list[StatementColumn]
    rows: list[tuple[StatementLine, list[tuple[StatementColumn | None, Amount | None]]]]

    @property
    def amounts(self) -> Iterator[Amount]:
        return (amount for _, cells in self.rows for _, amount in cells if amount)


def cells_of(statement: Statement, line: StatementLine | None = None) -> Cells:
    """All cells of a table, or of one line of it. Three queries."""
    columns = [column for column in statement.columns.all() if column.role == "amount"]
    lines = statement.lines.prefetch_related(Prefetch("amounts", Amount.objects.order_by()))
    if line:
        columns = [column for column in columns if column.side in ("", line.side)]
        lines = lines.filter(pk=line.pk)
    rows = []
    for record in lines:
        found = {amount.column_id: amount for amount in record.amounts.all()}
        cells: list[tuple[StatementColumn | None, Amount | None]] = [
            (column, found.get(column.pk)) if column.side in ("", record.side) else (None, None)
            for column in columns
        ]
        rows.append((record, cells))
    return Cells(columns, rows)


class CorrectionForm(forms.Form):
    printed = forms.CharField(
        label="原件所印",
        max_length=40,
        help_text="照原件输入，例如 1,234.50；单位与表相同，不要换算",
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="理由（公开）",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：原件第 12 页此格印作 18.00",
    )


def _form_for(active: Correction | None) -> type[forms.Form]:
    if active is None:
        return CorrectionForm
    return ApprovalForm if active.is_waiting else ReasonForm


class WaitingFilter(admin.SimpleListFilter):
    title, parameter_name = "第二个人", "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "等待批准")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.waiting() if self.value() else queryset


class ApprovalForm(forms.Form):
    """Approve, or turn down with a reason."""

    reason = forms.CharField(
        label="退回的理由", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="批准时不用写"
    )


@admin.register(Correction)
class CorrectionAdmin(OwnPages, FindsAgencies):
    """The log of corrections. Made from the tables of a disclosure; never edited, only revoked with a reason."""

    list_display = (
        "at",
        "disclosure",
        "statement",
        "row_words",
        "read_printed",
        "printed",
        "reason",
        "by",
        "state",
    )
    list_filter = (WaitingFilter, "statement", "is_needless", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("disclosure__agency", "by")
    agency_path = "disclosure__agency"
    search_fields = ("name", "code", "reason", "disclosure__agency__name")
    date_hierarchy = "at"

    @admin.display(description="行")
    def row_words(self, correction: Correction) -> str:
        return f"{correction.code} {correction.name}".strip()

    @admin.display(description="状态")
    def state(self, correction: Correction) -> str:
        if correction.is_waiting:
            return "撤销待批准" if correction.approved_at else "待批准"
        if correction.revoked_at:
            return "已撤销" if correction.approved_at else "已退回"
        return (
            "重读后已相同" if correction.is_needless else "生效" if correction.amount_id else "找不到所指的格"
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a correction begins at a cell

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("disclosures.correct_amount")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("tables/<int:pk>/", view(self.table), name="disclosures_correction_table"),
            path("cells/<int:line>/<int:column>/", view(self.cell), name="disclosures_correction_cell"),
            *super().get_urls(),
        ]

    def table(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One table, a row a record: every amount and every blank leads to its correction."""
        self.allow(request)
        statement = get_object_or_404(
            Statement.objects.select_related("disclosure__agency", "disclosure__document"), pk=pk
        )
        return self.page(
            request,
            "correction_table.html",
            f"{statement.disclosure}：{statement.title}",
            statement=statement,
            cells=cells_of(statement),
            may_correct=True,
        )

    def cell(self, request: HttpRequest, line: int, column: int) -> HttpResponse:
        """One cell beside its page: correct it, revoke the correction it has, or decide on what is proposed."""
        self.allow(request)
        row = get_object_or_404(
            StatementLine.objects.select_related("statement__disclosure__document"), pk=line
        )
        under = get_object_or_404(
            StatementColumn.objects.select_related("statement"),
            pk=column,
            statement=row.statement_id,
            role="amount",
        )
        amount = Amount.objects.filter(line=row, column=under).first()
        active = amount.corrections.open().first() if amount else None
        back = asked_back(
            request, reverse("admin:disclosures_correction_table", args=[row.statement_id]) + f"#r{row.pk}"
        )
        form = _form_for(active)(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                words, effect = self.act(request, row, under, active, form.cleaned_data)
            except Refused as error:
                form.add_error(None, error.message)
            else:
                self.log_change(request, row.statement.disclosure, f"{words}：{row} {under}")
                messages.success(request, f"{words}：{row}，{under}。{effect}")
                return HttpResponseRedirect(back)
        document = row.statement.disclosure.document
        return self.page(
            request,
            "correction_cell.html",
            f"{row}，{under}",
            line=row,
            column=under,
            amount=amount,
            active=active,
            history=Correction.objects.filter(amount=amount).select_related("by", "revoked_by")
            if amount
            else (),
            form=form,
            document=document,
            picture=self.picture(document, row, amount),
            is_nav_sidebar_enabled=False,
            back=back,
        )

    def act(
        self,
        request: HttpRequest,
        line: StatementLine,
        column: StatementColumn,
        active: Correction | None,
        said: dict[str, str],
    ) -> tuple[str, str]:
        """What was done and what followed, in words. Raises Refused."""
        user = cast(User, request.user)
        if active and active.is_waiting:
            if "decline" in request.POST:
                decline(active, said["reason"], user)
                return "已退回", "什么也没有改变。"
            words = "已批准撤销更正" if active.approved_at else "已批准更正"
            approve(active, user)
            return words, FOLLOWED
        if active:
            revoke(active, said["reason"], user)
            active.refresh_from_db()
            return ("已提出撤销更正", WAITS) if active.is_waiting else ("已撤销更正", FOLLOWED)
        made = correct(line, column, said["printed"], said["reason"], user)
        return ("已提出更正", WAITS) if made.is_waiting else ("已更正", FOLLOWED)

    def picture(self, document: Document, line: StatementLine, amount: Amount | None) -> MarkedPage | None:
        """The page of a cell with the cell boxed; of a blank its plain page."""
        if amount and amount.page:
            found = cell_page(document, amount, f"方框在{line}这一行，读作 {amount.printed}")
        else:
            found = plain_page(document, line.page) if line.page else None
        return replace(found, picture="admin:disclosures_document_page") if found else None

    def allow(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A correction of the log leads to its cell."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        correction = get_object_or_404(Correction.objects.select_related("amount"), pk=object_id)
        if correction.amount is None:
            messages.warning(request, "这条更正所指的格，现在的读取里没有。请在该公开的表中核对。")
            return HttpResponseRedirect(
                reverse("admin:disclosures_disclosure_change", args=[correction.disclosure_id])
            )
        return HttpResponseRedirect(
            reverse(
                "admin:disclosures_correction_cell",
                args=[correction.amount.line_id, correction.amount.column_id],
            )
        )
