from __future__ import annotations

import re
from decimal import Decimal

from django.db import models

from disclosures.vocabulary import BaseKind, Direction, HeadlineItem, ReadBy

from .disclosure import Disclosure
from .printed_row import PrintedRow
from .statement import fen_to_yuan

_LEVEL = re.compile("（[类款项]）")


class Institution(PrintedRow):
    """A row of 机构设置情况: a body of the department and how it is funded."""

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="institutions", verbose_name="公开信息"
    )
    position = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("单位名称")
    nature = models.CharField("单位性质", blank=True)
    rank = models.CharField("单位规格", blank=True)
    funding = models.CharField("经费保障形式", blank=True)
    page = models.PositiveIntegerField("页码", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构设置"
        ordering = ["disclosure_id", "position"]

    def __str__(self) -> str:
        return self.name


class Section(PrintedRow):
    """Narrative text under its heading."""

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="sections", verbose_name="公开信息"
    )
    position = models.PositiveSmallIntegerField("顺序")
    heading = models.CharField("标题")
    level = models.PositiveSmallIntegerField("级次")
    page = models.PositiveIntegerField("页码", null=True, blank=True)
    text = models.TextField("正文", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "情况说明"
        ordering = ["disclosure_id", "position"]

    def __str__(self) -> str:
        return self.heading


class HeadlineFigure(PrintedRow):
    """An amount that the narrative states of a known thing. A change is signed; 持平 is 0."""

    disclosure = models.ForeignKey(
        "Disclosure", models.CASCADE, related_name="headline", verbose_name="公开信息"
    )
    position = models.PositiveSmallIntegerField("顺序")
    item = models.CharField("项目", max_length=30, choices=HeadlineItem.choices)
    is_change = models.BooleanField("增减额", default=False)
    fen = models.BigIntegerField("金额（分）")
    printed = models.CharField("印刷文字")
    text = models.TextField("所在分句")
    sentence = models.TextField("所在句子")
    page = models.PositiveIntegerField("页码", null=True, blank=True)
    direction = models.CharField("增减", max_length=10, choices=Direction.choices, blank=True)
    read_by = models.CharField("读自", max_length=4, choices=ReadBy.choices, default=ReadBy.TEXT)
    label = models.CharField("名目", blank=True)
    amount = models.ForeignKey(
        "Amount",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stated_by",
        verbose_name="一致的单元格",
    )

    class Meta:
        verbose_name = verbose_name_plural = "说明中的金额"
        ordering = ["disclosure_id", "position"]
        indexes = [models.Index(fields=["item", "is_change", "disclosure"], name="headline_of_item")]

    def __str__(self) -> str:
        return self.text

    @property
    def yuan(self) -> Decimal:
        return fen_to_yuan(self.fen)


class Claim(PrintedRow):
    """A declared change against an earlier year, with its stated reason: of a known thing (`item`), or of a line of the
    functional classification or of something else that the text has words for, which `label` names as the text does.

    What it is bound to is filled in by `disclosures.lifecycle.claims`, whenever the disclosure or its neighbour of last year
    changes: `code` and the cell of this year that it speaks of, whether the reason repeats last year's, and what the check
    `declared-change-fits-last-year` says of it: last year's amount and its cell, the change that this year's amount and
    that one make, and the verdict (a `State` of the checks; blank: not yet checked) with a word why it is none.
    `reason_beside` is the reason that the text gives elsewhere, of a change without one of its own.
    """

    disclosure = models.ForeignKey(
        "Disclosure", models.CASCADE, related_name="claims", verbose_name="公开信息"
    )
    position = models.PositiveSmallIntegerField("顺序")
    item = models.CharField("项目", max_length=30, choices=HeadlineItem.choices, blank=True)
    label = models.CharField("科目", blank=True)
    direction = models.CharField("增减", max_length=10, choices=Direction.choices)
    fen = models.BigIntegerField("增减额（分）", null=True, blank=True)
    percentage = models.DecimalField("增减幅度（%）", max_digits=12, decimal_places=4, null=True, blank=True)
    base_year = models.PositiveSmallIntegerField("比较年度", null=True, blank=True)
    reason = models.TextField("所述原因", blank=True)
    sentence = models.TextField("所在句子")
    printed = models.CharField("印刷文字")
    page = models.PositiveIntegerField("页码", null=True, blank=True)
    read_by = models.CharField(
        "读自", max_length=4, choices=ReadBy.choices, default=ReadBy.TEXT, db_default=ReadBy.TEXT.value
    )
    stated_fen = models.BigIntegerField("文中本年数（分）", null=True, blank=True)
    prior_fen = models.BigIntegerField("文中上年数（分）", null=True, blank=True)
    code = models.CharField("科目编码", max_length=7, blank=True)
    amount = models.ForeignKey(
        "Amount",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="declared_by",
        verbose_name="所说的单元格",
    )
    before = models.ForeignKey(
        "Amount", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="上年公开的单元格"
    )
    before_fen = models.BigIntegerField("上年公开的数（分）", null=True, blank=True)
    is_repeated = models.BooleanField("原因与上年说法相同", default=False)
    reason_beside = models.TextField("别处所写的原因", null=True, blank=True)  # noqa: DJ001 (null: not looked for yet)
    base_kind = models.CharField("与上年的哪一种数比", max_length=10, choices=BaseKind.choices, blank=True)
    computed_fen = models.BigIntegerField("公布数之差（分）", null=True, blank=True)
    verdict = models.CharField("核对", max_length=20, blank=True)
    why = models.CharField("核对的说明", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "增减说明"
        ordering = ["disclosure_id", "position"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(item="", label=""), name="claim_is_of_something")
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def yuan(self) -> Decimal | None:
        return None if self.fen is None else fen_to_yuan(self.fen)

    @property
    def is_of_line(self) -> bool:
        """Of a line of the functional classification."""
        return _LEVEL.search(self.label) is not None

    @property
    def name(self) -> str:
        """What it is of: 2080505 机关事业单位基本养老保险缴费支出, or the levels as printed where the code is not known."""
        if not self.label:
            return HeadlineItem(self.item).label
        if not self.is_of_line:
            return self.label
        last = _LEVEL.split(self.label)[-2:][0]
        return f"{self.code} {last}" if self.code else self.label

    @property
    def is_change(self) -> bool:
        """It tells of a change that is not 0."""
        return bool(self.fen or self.percentage)

    @property
    def is_silent(self) -> bool:
        """A change whose reason stands nowhere: nobody is said to be silent before that was looked for."""
        return self.is_change and not self.reason and self.reason_beside == ""
