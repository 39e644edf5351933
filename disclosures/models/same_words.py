from __future__ import annotations

from django.db import models

SECTION_BITS = 31


class Shingle(models.Model):
    """A kept shingle (`disclosures.reconciliation.same_words`) of a section of a published disclosure.

    Its number is that of the shingle, then that of the section, so that the sections with a shingle are a range of numbers.
    `body` is the department whose disclosure, or whose unit's, it is: a department and its units count once. Made from
    published disclosures by `disclosures.lifecycle.same_words` and nothing else.
    """

    id = models.BigIntegerField(primary_key=True)
    disclosure = models.ForeignKey("Disclosure", models.CASCADE, related_name="+")
    body = models.ForeignKey("Agency", models.DO_NOTHING, related_name="+", db_index=False)

    class Meta:
        verbose_name = verbose_name_plural = "说明文字的片段"

    def __str__(self) -> str:
        return f"{self.pk >> SECTION_BITS:08x}"


class Sharing(models.TextChoices):
    OTHER = "other", "也见于另一机构的公开"
    LAST_YEAR = "last-year", "与上年的公开相同，只改了年份"


class SharedWords(models.Model):
    """Words that two published disclosures print alike: where they stand in the later one, and in the `other`.

    A place is that of the sentence they begin in, as its address has it. Made by `disclosures.lifecycle.same_words`
    and nothing else.
    """

    disclosure = models.ForeignKey("Disclosure", models.CASCADE, related_name="shared_words")
    other = models.ForeignKey("Disclosure", models.CASCADE, related_name="+")
    sharing = models.CharField("怎样相同", max_length=10, choices=Sharing)
    length = models.PositiveIntegerField("字数")
    words = models.TextField("文字")
    heading = models.CharField("标题")
    page = models.PositiveIntegerField("页码", null=True)
    place = models.CharField("位置", max_length=25)
    other_words = models.TextField("另一处的文字")
    other_heading = models.CharField("另一处的标题")
    other_page = models.PositiveIntegerField("另一处的页码", null=True)
    other_place = models.CharField("另一处的位置", max_length=25)

    class Meta:
        verbose_name = verbose_name_plural = "相同的文字"
        indexes = [
            models.Index(fields=["sharing", "-length", "id"], name="shared_words_by_length"),
        ]

    def __str__(self) -> str:
        return self.words
