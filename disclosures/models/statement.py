from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.db import models

from disclosures.vocabulary import KEPT_STATEMENTS, Basis, CellState, Measure, ReadBy, RowKind, Side
from disclosures.vocabulary import Statement as StatementType

from .box import Boxed
from .disclosure import CITABLE
from .printed_row import PrintedRow, PrintedRowQuerySet


def fen_to_yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def yuan_to_fen(yuan: Decimal) -> int:
    """Back again. Amounts finer than a 分 are rounded half up; what is printed stays beside them."""
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))


class StatementQuerySet(PrintedRowQuerySet["Statement"]):
    def standard(self) -> StatementQuerySet:
        """Without the tables that are only kept as printed: nothing is compared with them, added up or ranked."""
        return self.exclude(statement__in=KEPT_STATEMENTS)


class Statement(PrintedRow):
    """One table of a disclosure, whole: pieces on several pages are joined."""

    disclosure = models.ForeignKey(
        "Disclosure", models.CASCADE, related_name="statements", verbose_name="公开信息"
    )
    position = models.PositiveSmallIntegerField("顺序")
    statement = models.CharField("报表", max_length=30, choices=StatementType.choices)
    title = models.CharField("印刷标题")
    printed_unit = models.CharField("印刷单位", blank=True)
    pages = models.JSONField("页码", null=True, blank=True)
    empty_note = models.CharField("空表说明", blank=True)
    amounts_read = models.PositiveIntegerField("金额数", default=0, db_default=0)
    amounts_proven = models.PositiveIntegerField(
        "得到证实的金额数", default=0, db_default=0
    )  # when it was read

    objects = StatementQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "报表"
        ordering = ["disclosure_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "position"], name="statement_position_unique")
        ]
        indexes = [models.Index(fields=["statement", "disclosure"], name="statement_of_kind")]

    def __str__(self) -> str:
        return self.title


class StatementColumn(PrintedRow):
    """One printed column. `heading` is the path of header cells above it: the table as published."""

    TO_DISCLOSURE = "statement__disclosure"

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="columns", verbose_name="报表")
    position = models.PositiveSmallIntegerField("顺序")
    heading = models.JSONField("表头路径", default=list)
    role = models.CharField("作用", max_length=10)
    side = models.CharField("方向", max_length=12, choices=Side.choices, blank=True)
    measure = models.CharField("含义", max_length=30, choices=Measure.choices, blank=True)
    basis = models.CharField("口径", max_length=10, choices=Basis.choices, blank=True)
    ordinal = models.CharField("栏次", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报表栏"
        ordering = ["statement_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "position"], name="column_position_unique")
        ]

    def __str__(self) -> str:
        return " / ".join(self.heading)


class StatementLine(PrintedRow):
    """One record. A printed row of a two-sided statement gives one line a side, with the same `row`."""

    TO_DISCLOSURE = "statement__disclosure"

    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="lines", verbose_name="报表", db_index=False
    )  # the unique constraint below begins with it
    position = models.PositiveSmallIntegerField("顺序")
    row = models.PositiveSmallIntegerField("印刷行")
    serial = models.CharField("序号", blank=True)
    side = models.CharField("方向", max_length=12, choices=Side.choices, blank=True)
    code = models.CharField("科目编码", max_length=20, blank=True)
    name = models.CharField("名称", blank=True)
    kind = models.CharField("行别", max_length=30, choices=RowKind.choices, blank=True)
    category_code = models.CharField("推定类级编码", max_length=3, blank=True)
    page = models.PositiveIntegerField("页码", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报表行"
        ordering = ["statement_id", "position"]
        constraints = [models.UniqueConstraint(fields=["statement", "position"], name="line_position_unique")]
        indexes = [
            models.Index(fields=["code", "statement"], condition=~models.Q(code=""), name="line_of_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class AmountQuerySet(PrintedRowQuerySet["Amount"]):
    def citable(self) -> AmountQuerySet:
        """Cells that open under their address: published ones, and those of versions that were replaced."""
        return self.filter(line__statement__disclosure__state__in=CITABLE)

    def numeric(self) -> AmountQuerySet:
        """Cells that carry a number (a printed 0 is one)."""
        return self.filter(state=CellState.AMOUNT)

    def of_statement(self, statement: StatementType) -> AmountQuerySet:
        return self.filter(line__statement__statement=statement)

    def with_place(self) -> AmountQuerySet:
        """Cells whose row, column, table, disclosure and document cost no further query."""
        return self.select_related(
            "column", "line__statement__disclosure__agency__region", "line__statement__disclosure__document"
        )


class Amount(PrintedRow, Boxed):
    """One printed cell. A blank has no row: it is a line and an amount column of its side without an Amount.

    `measure` and `basis` repeat the column's, so that comparisons need not join columns.
    """

    TO_DISCLOSURE = "line__statement__disclosure"

    line = models.ForeignKey(
        StatementLine, models.CASCADE, related_name="amounts", verbose_name="行", db_index=False
    )  # the unique constraint below begins with it
    column = models.ForeignKey(StatementColumn, models.CASCADE, related_name="amounts", verbose_name="栏")
    measure = models.CharField("含义", max_length=30, choices=Measure.choices, blank=True)
    basis = models.CharField("口径", max_length=10, choices=Basis.choices, blank=True)
    state = models.CharField("单元格", max_length=14, choices=CellState.choices)
    fen = models.BigIntegerField("金额（分）", null=True, blank=True)
    printed = models.CharField("印刷文字")
    confirmed = models.BooleanField("第二种读法相符", null=True, blank=True)  # null: 该格式没有第二种读法
    proofs = models.PositiveSmallIntegerField("成立的勾稽关系", default=0, db_default=0)
    proven = models.BooleanField("得到证实", null=True, blank=True)  # null: 还没有按勾稽关系判断过
    read_by = models.CharField("读自", max_length=4, choices=ReadBy.choices, default=ReadBy.TEXT)
    is_corrected = models.BooleanField(
        "经人更正", default=False, db_default=False
    )  # `printed` is then the machine's reading

    objects = AmountQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "金额"
        ordering = ["line_id", "column_id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "column"], name="one_amount_a_cell"),
            models.CheckConstraint(
                condition=models.Q(state=CellState.AMOUNT, fen__isnull=False)
                | (~models.Q(state=CellState.AMOUNT) & models.Q(fen=None)),
                name="amount_has_fen_iff_amount",
            ),
            models.CheckConstraint(condition=~models.Q(state=CellState.BLANK), name="amount_is_not_blank"),
        ]
        indexes = [
            models.Index(  # who searches for an amount; nobody searches for 0
                fields=["fen"], condition=models.Q(fen__isnull=False) & ~models.Q(fen=0), name="amount_of_fen"
            )
        ]

    def __str__(self) -> str:
        return self.printed

    @property
    def yuan(self) -> Decimal | None:
        return None if self.fen is None else fen_to_yuan(self.fen)
