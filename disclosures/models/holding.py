"""Procurement and assets: tables of a disclosure beside the nine statements."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from disclosures.vocabulary import ReadBy

from .box import Boxed
from .printed_row import PrintedRow
from .statement import fen_to_yuan


class ProcurementItem(PrintedRow):
    """One row of 政府采购预算."""

    disclosure = models.ForeignKey(
        "Disclosure", models.CASCADE, related_name="procurement", verbose_name="公开信息"
    )
    position = models.PositiveSmallIntegerField("顺序")
    project = models.CharField("项目", blank=True)
    funds_fen = models.BigIntegerField("项目资金（分）", null=True, blank=True)
    item = models.CharField("采购物品名称", blank=True)
    catalogue_code = models.CharField("采购目录编码", blank=True)
    unit = models.CharField("计量单位", blank=True)
    quantity = models.CharField("数量", blank=True)
    unit_price_fen = models.BigIntegerField("单价（分）", null=True, blank=True)
    is_total = models.BooleanField("合计行", default=False)
    page = models.PositiveIntegerField("页码", null=True, blank=True)
    read_by = models.CharField(
        "读自", max_length=4, choices=ReadBy.choices, default=ReadBy.TEXT, db_default=ReadBy.TEXT.value
    )

    class Meta:
        verbose_name = verbose_name_plural = "政府采购"
        ordering = ["disclosure_id", "position"]

    def __str__(self) -> str:
        return self.project or self.item

    @property
    def funds_yuan(self) -> Decimal | None:
        return None if self.funds_fen is None else fen_to_yuan(self.funds_fen)

    @property
    def unit_price_yuan(self) -> Decimal | None:
        return None if self.unit_price_fen is None else fen_to_yuan(self.unit_price_fen)


class ProcurementAmount(PrintedRow, Boxed):
    """One printed amount of a procurement row, under its heading path."""

    TO_DISCLOSURE = "item__disclosure"

    item = models.ForeignKey(ProcurementItem, models.CASCADE, related_name="amounts", verbose_name="政府采购")
    position = models.PositiveSmallIntegerField("顺序")
    heading = models.JSONField("表头路径", default=list)
    printed = models.CharField("印刷文字")
    fen = models.BigIntegerField("金额（分）", null=True, blank=True)
    read_by = models.CharField(
        "读自", max_length=4, choices=ReadBy.choices, default=ReadBy.TEXT, db_default=ReadBy.TEXT.value
    )

    class Meta:
        verbose_name = verbose_name_plural = "政府采购金额"
        ordering = ["item_id", "position"]

    def __str__(self) -> str:
        return self.printed

    @property
    def yuan(self) -> Decimal | None:
        return None if self.fen is None else fen_to_yuan(self.fen)


class AssetHolding(PrintedRow, Boxed):
    """One row of 国有资产信息."""

    disclosure = models.ForeignKey(
        "Disclosure", models.CASCADE, related_name="assets", verbose_name="公开信息"
    )
    position = models.PositiveSmallIntegerField("顺序")
    item = models.CharField("项目")
    quantity = models.CharField("数量", blank=True)
    fen = models.BigIntegerField("价值（分）", null=True, blank=True)
    printed = models.CharField("印刷价值", blank=True)
    read_by = models.CharField(
        "读自", max_length=4, choices=ReadBy.choices, default=ReadBy.TEXT, db_default=ReadBy.TEXT.value
    )

    class Meta:
        verbose_name = verbose_name_plural = "国有资产"
        ordering = ["disclosure_id", "position"]

    def __str__(self) -> str:
        return self.item

    @property
    def yuan(self) -> Decimal | None:
        return None if self.fen is None else fen_to_yuan(self.fen)
