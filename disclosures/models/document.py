from __future__ import annotations

from django.conf import settings
from django.db import models

from disclosures.vocabulary import Stage


class DocumentState(models.TextChoices):
    """How far reading got. Publication is a matter of each disclosure, not of the file."""

    RECEIVED = "received", "已收到"
    PARSING = "parsing", "读取中"
    FAILED = "failed", "未能读取"
    NEEDS_REVIEW = "needs_review", "待确认"
    READY = "ready", "已读取"


class DocumentQuerySet(models.QuerySet["Document"]):
    def unfinished(self) -> DocumentQuerySet:
        """Received or interrupted: what may be done (again)."""
        return self.filter(state__in=[DocumentState.RECEIVED, DocumentState.PARSING])

    def public(self) -> DocumentQuerySet:
        """Documents the public may download: of one of their disclosures at least something is shown, be it a part, or
        a version that was replaced, whose figures somebody may have cited."""
        from .disclosure import Disclosure

        return self.filter(models.Exists(Disclosure.objects.citable().filter(document=models.OuterRef("pk"))))


class Document(models.Model):
    """A file that was uploaded, and what became of it. The same bytes are one document."""

    file = models.FileField("文件", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    original_name = models.CharField("原文件名", max_length=255)
    media_type = models.CharField("类型", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("字节数")
    pages = models.PositiveIntegerField("页数", null=True, blank=True)

    state = models.CharField(
        "状态", max_length=12, choices=DocumentState, default=DocumentState.RECEIVED, db_index=True
    )
    parser_version = models.CharField("解析器版本", max_length=20, blank=True)
    layout = models.CharField("版式", max_length=50, blank=True)
    error_code = models.CharField("错误代码", max_length=40, blank=True)
    error_message = models.TextField("错误说明", blank=True)

    # What a person said at upload; used only where the file itself leaves a doubt.
    said_region = models.ForeignKey(
        "Region",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="行政区划（上传时填写）",
    )
    said_agency = models.ForeignKey(
        "Agency", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="机构（上传时填写）"
    )
    said_year = models.PositiveSmallIntegerField("年度（上传时填写）", null=True, blank=True)
    said_stage = models.CharField("阶段（上传时填写）", max_length=14, choices=Stage.choices, blank=True)

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="上传人",
    )
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    started_at = models.DateTimeField("开始读取", null=True, blank=True)
    finished_at = models.DateTimeField("读取结束", null=True, blank=True)

    # Who reads it now, and how far: see ingestion/queue.py.
    claimed_by = models.CharField("由谁读取", max_length=100, blank=True)
    heartbeat_at = models.DateTimeField("最近动静", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("读取次数", default=0)
    reading_page = models.PositiveIntegerField("正在读的页", null=True, blank=True)
    reading_pages = models.PositiveIntegerField("要读的页数", null=True, blank=True)
    deadline = models.DateTimeField("最迟读完", null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=DocumentState.FAILED) ^ models.Q(error_code=""),
                name="document_failed_iff_error",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name
