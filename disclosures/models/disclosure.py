from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from disclosures.vocabulary import AgencyKind, Stage


class DisclosureState(models.TextChoices):
    DRAFT = "draft", "未发布"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"
    REPLACED = "replaced", "已被更正件替换"


CITABLE = (DisclosureState.PUBLISHED, DisclosureState.REPLACED)
"""What still opens under its own address: what is published, and versions that a corrected file took the place of."""


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def published(self) -> DisclosureQuerySet:
        """What the public may see under its own address: not the parts of others."""
        return self.filter(state=DisclosureState.PUBLISHED, part_of=None)

    def visible(self) -> DisclosureQuerySet:
        """What the public may see, parts of others included."""
        return self.filter(state=DisclosureState.PUBLISHED)

    def citable(self) -> DisclosureQuerySet:
        """What opens under an address that somebody may have cited: the visible, and versions that were replaced."""
        return self.filter(state__in=CITABLE)

    def with_parts(self, ids: Iterable[int] | models.OuterRef) -> DisclosureQuerySet:
        """Some disclosures (or the one of a query around) and whatever is part of them."""
        if isinstance(ids, models.OuterRef):
            return self.filter(models.Q(pk=ids) | models.Q(part_of=ids))
        ids = list(ids)
        return self.filter(models.Q(pk__in=ids) | models.Q(part_of__in=ids))

    def whole_of_part(self, pk: int) -> int | None:
        """The disclosure under whose address a part of another is shown."""
        return self.citable().filter(pk=pk).values_list("part_of", flat=True).first()

    def undetermined(self) -> DisclosureQuerySet:
        """Waiting for a person to say whose they are, or of which year."""
        return self.filter(models.Q(agency=None) | models.Q(fiscal_year=None))

    def with_corrections(self, of: str = "pk") -> DisclosureQuerySet:
        """`corrections_in_force`: how many cells of each (or of what it `replaces`) a person has put right."""
        from .correction import Correction

        own = Correction.objects.in_force().filter(disclosure=models.OuterRef(of))
        counted = own.order_by().values("disclosure").annotate(number=models.Count("pk")).values("number")
        return self.annotate(corrections_in_force=Coalesce(models.Subquery(counted), 0))

    def with_agency(self) -> DisclosureQuerySet:
        """Disclosures whose agency, its department and its place cost no further query."""
        return self.select_related("agency__region__parent__parent", "agency__parent", "document")


class Disclosure(models.Model):
    """What one body discloses for one year and stage. Agency and year are empty until they are known.

    Where tables and narrative were printed as two files, the narrative is a part of the tables' disclosure: it is shown
    there, and published and withdrawn with it; its `state` repeats that of the whole.

    A corrected file `replaces` the disclosure whose place it took when it was published; that one is no longer in any
    list or sum, and stays under its address as the version that may have been cited.
    """

    document = models.ForeignKey("Document", models.CASCADE, related_name="disclosures", verbose_name="文件")
    position = models.PositiveSmallIntegerField("文件内顺序")
    agency = models.ForeignKey(
        "Agency", models.PROTECT, null=True, blank=True, related_name="disclosures", verbose_name="机构"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    stage = models.CharField("阶段", max_length=14, choices=Stage.choices)
    kind = models.CharField("口径", max_length=12, choices=AgencyKind.choices)
    printed_name = models.CharField("文件所印名称", blank=True)
    printed_year = models.PositiveSmallIntegerField("文件所印年度", null=True, blank=True)
    printed_code = models.CharField("文件所印代码", max_length=20, blank=True)
    first_page = models.PositiveIntegerField("起始页", null=True, blank=True)
    last_page = models.PositiveIntegerField("结束页", null=True, blank=True)

    part_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name="并入",
        db_index=False,
    )  # few are parts: an index of these few, below
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="作为更正件替换",
    )
    stands_alone = models.BooleanField("由人分开，不再自动并入", default=False)

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="分给",
    )

    state = models.CharField("状态", max_length=10, choices=DisclosureState, default=DisclosureState.DRAFT)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    # Counted when it is published or read again, so that nobody has to count all cells there are.
    numeric_cells = models.PositiveIntegerField("有数字的格", default=0, editable=False)
    indicator_rows = models.PositiveIntegerField("绩效指标", default=0, editable=False)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开信息"
        permissions = [("publish_disclosure", "发布、撤回公开信息")]
        ordering = ["-fiscal_year", "document", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "fiscal_year", "stage"],
                condition=models.Q(state=DisclosureState.PUBLISHED, part_of=None),
                name="one_published_disclosure",
            ),
            models.CheckConstraint(
                condition=models.Q(part_of=None) | ~models.Q(part_of=models.F("id")),
                name="disclosure_is_no_part_of_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(replaces=None) | ~models.Q(replaces=models.F("id")),
                name="disclosure_does_not_replace_itself",
            ),
            models.UniqueConstraint(fields=["document", "position"], name="disclosure_position_unique"),
            models.CheckConstraint(
                condition=~models.Q(state__in=CITABLE)
                | models.Q(agency__isnull=False, fiscal_year__isnull=False, published_at__isnull=False),
                name="published_disclosure_is_determined",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="disclosure_latest"),
            models.Index(
                fields=["part_of"], condition=models.Q(part_of__isnull=False), name="disclosure_parts"
            ),
        ]

    def __str__(self) -> str:
        name = self.agency.name if self.agency else self.printed_name or "（机构待确认）"
        year = f"{self.fiscal_year}年" if self.fiscal_year else "（年度待确认）"
        return f"{name} {year}{self.get_stage_display()}"

    @property
    def is_published(self) -> bool:
        return self.state == DisclosureState.PUBLISHED

    @property
    def is_replaced(self) -> bool:
        """A corrected file took its place; it is shown under its address only."""
        return self.state == DisclosureState.REPLACED

    @property
    def is_citable(self) -> bool:
        return self.state in CITABLE

    @property
    def whole_id(self) -> int:
        """The disclosure under whose address this one is shown: the one it is part of, else itself."""
        return self.part_of_id or self.pk


class PublicationAction(models.TextChoices):
    PUBLISH = "publish", "发布"
    WITHDRAW = "withdraw", "撤回"
    REPLACED = "replaced", "被更正件替换"
    REFUSED = "refused", "未能发布"

    @property
    def is_explained(self) -> bool:
        """Whether the public is told why: of what was taken away. Why a reviewer let something through is for the staff."""
        return self in (PublicationAction.WITHDRAW, PublicationAction.REPLACED)


class PublicationEvent(models.Model):
    """Who made a disclosure public or took it back, when and why. Rows are only ever added."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="events", verbose_name="公开信息")
    action = models.CharField("动作", max_length=8, choices=PublicationAction)
    reason = models.TextField("理由")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="操作人",
    )
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "发布记录"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="publication_event_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}：{self.reason}"
