"""What the checks (勾稽关系) found: a ledger of all results for each disclosure, and a row for everything that differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from .disclosure import CITABLE, Disclosure

if TYPE_CHECKING:
    from .statement import Amount


class Ledger(models.Model):
    """All results of a disclosure's checks. Made again whenever it, or a neighbour it is checked against, changes.

    `results` is a list of what `disclosures.lifecycle.checking` writes: one object a result, with the ids of the cells on both
    sides. `not_applicable` is counted and not listed.
    """

    disclosure = models.OneToOneField(
        "Disclosure", models.CASCADE, related_name="ledger", verbose_name="公开信息"
    )
    holds = models.PositiveIntegerField("一致", default=0)
    within_rounding = models.PositiveIntegerField("四舍五入之内", default=0)
    differs = models.PositiveIntegerField("不一致", default=0)
    could_not_be_done = models.PositiveIntegerField("无法核对", default=0)
    not_applicable = models.PositiveIntegerField("不适用", default=0)
    results = models.JSONField("结果", default=list)
    by_check = models.JSONField("按核对项计数", default=dict)
    """Check → how often it came out how, in the order of `CheckTally.COUNTS`."""
    is_counted = models.BooleanField("计入总数", default=False)
    """Whether `by_check` is part of the table of `CheckTally`: it was published when it was checked last."""
    checks = models.CharField("核对项的版本", max_length=12, blank=True)
    """The fingerprint of the checks that it was made by; empty where it is older than fingerprints."""
    checked_at = models.DateTimeField("核对时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "勾稽核对"

    def __str__(self) -> str:
        return f"{self.differs} 处不一致，{self.holds} 处一致"

    @property
    def possible(self) -> int:
        """How many checks could be made."""
        return self.holds + self.within_rounding + self.differs


class CheckTally(models.Model):
    """How often a check came out how over everything published: the sum of `by_check` of the ledgers that are counted.

    Kept by `disclosures.lifecycle.checking` in the transaction that changes a ledger, made anew by `manage.py recheck`.
    """

    COUNTS = ("holds", "within_rounding", "differs", "could_not_be_done")

    check_id = models.CharField("核对项", max_length=60, primary_key=True)
    holds = models.PositiveBigIntegerField("一致", default=0)
    within_rounding = models.PositiveBigIntegerField("四舍五入之内", default=0)
    differs = models.PositiveBigIntegerField("不一致", default=0)
    could_not_be_done = models.PositiveBigIntegerField("无法核对", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "核对项的总数"

    def __str__(self) -> str:
        return self.check_id

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(getattr(self, name) for name in self.COUNTS)


class Verdict(models.TextChoices):
    """What a person says of a finding, in public."""

    OPEN = "open", "待说明"
    EXPLAINED = "explained", "机构已说明"
    EXTRACTION_ERROR = "extraction_error", "读取有误"


class FindingAnswer(models.Model):
    """A public word of the staff on a finding. Rows are only ever added; the newest counts.

    `key` is what the finding is about, so that an answer outlives a new reading and a new run of the checks.
    """

    disclosure = models.ForeignKey(
        "Disclosure", models.PROTECT, related_name="finding_answers", verbose_name="公开信息"
    )
    key = models.CharField("所指", max_length=32, editable=False)
    verdict = models.CharField("结论", max_length=20, choices=Verdict)
    note = models.TextField("说明")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "对核对结果的说明"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["disclosure", "key"], name="answer_of_finding")]
        constraints = [models.CheckConstraint(condition=~models.Q(note=""), name="finding_answer_has_a_note")]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}：{self.note}"


class FindingQuerySet(models.QuerySet["Finding"]):
    def published(self) -> FindingQuerySet:
        """Findings of what the public may see."""
        return self.filter(disclosure__state="published", disclosure__part_of=None)

    def citable(self) -> FindingQuerySet:
        """Findings that open under their address: published ones, and those of versions that were replaced."""
        return self.filter(disclosure__state__in=CITABLE, disclosure__part_of=None)

    def open(self) -> FindingQuerySet:
        """Findings that nobody has explained yet."""
        return self.filter(models.Q(answer=None) | models.Q(answer__verdict=Verdict.OPEN))

    def roots(self) -> FindingQuerySet:
        """Findings that no other finding explains."""
        return self.filter(cause=None)


class Finding(models.Model):
    """One result of a check that differs. `left` and `right` are the two sides as the ledger has them."""

    disclosure = models.ForeignKey(
        "Disclosure", models.CASCADE, related_name="findings", verbose_name="公开信息", db_index=False
    )  # the unique constraint below begins with it
    position = models.PositiveIntegerField("顺序")
    check_id = models.CharField("核对项", max_length=60)
    key = models.CharField("所指", max_length=32)
    message = models.TextField("说明")
    left = models.JSONField("一方")
    right = models.JSONField("另一方", null=True)
    difference_fen = models.BigIntegerField("相差（分）", null=True)
    cells: models.ManyToManyField[Amount, Any] = models.ManyToManyField(
        "Amount", related_name="findings", verbose_name="所指的格"
    )
    """The cells whose amount is a side of it; not those that a side only adds up."""
    cause = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="consequences", verbose_name="起因"
    )
    answer = models.ForeignKey(
        FindingAnswer, models.SET_NULL, null=True, related_name="+", verbose_name="说明", db_index=False
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核对中不一致之处"
        permissions = [("answer_finding", "说明不一致之处")]
        ordering = ["disclosure_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "position"], name="finding_position_unique")
        ]
        indexes = [models.Index(fields=["check_id", "disclosure"], name="finding_of_check")]

    def __str__(self) -> str:
        return self.message

    @classmethod
    def of_row(cls, disclosure: Disclosure, position: int, row: dict[str, Any], **said: Any) -> Finding:
        """The finding, not saved, that a row of the ledger tells; what is said of it is given."""
        return cls(
            disclosure=disclosure,
            position=position,
            check_id=row["check"],
            key=row["key"],
            left=row["left"],
            right=row["right"],
            **said,
        )

    @property
    def own_cells(self) -> set[int]:
        """What `cells` has to hold, by the two sides: where not the amounts differ but their names, none."""
        if self.difference_fen is None:
            return set()
        places = (side["places"] for side in (self.left, self.right) if side and len(side["places"]) == 1)
        return {place["cell"] for (place,) in places if "cell" in place}

    @property
    def verdict(self) -> Verdict:
        return Verdict(self.answer.verdict) if self.answer else Verdict.OPEN


def is_disputed(cell: str) -> models.Exists:
    """Whether a cell is a side of an open difference of what is published; `cell` is the field that holds its key."""
    return models.Exists(Finding.objects.published().open().filter(cells=models.OuterRef(cell)))
