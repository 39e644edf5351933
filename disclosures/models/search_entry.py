from __future__ import annotations

from django.db import models

from disclosures.vocabulary import Term

RANK_BITS = 56


class SearchKind(Term):
    """What can be found (`?kind=`), in the order of the page. Cells (金额) are found by their own table's index of amounts
    and have no entries."""

    AGENCY = "agency", "机构"
    REGION = "region", "地区"
    FUNCTIONAL = "functional", "功能科目"
    ECONOMIC = "economic", "经济科目"
    AMOUNT = "amount", "金额"
    PROJECT = "project", "项目"
    STATEMENT = "statement", "报表"
    INDICATOR = "indicator", "绩效指标"
    PROCUREMENT = "procurement", "政府采购"
    NARRATIVE = "narrative", "说明文字"
    UNPUBLISHED = "unpublished", "未公开的机构"

    @classmethod
    def public(cls) -> tuple[SearchKind, ...]:
        """All that visitors may find; agencies of which nothing is published are for the staff."""
        return tuple(kind for kind in cls if kind is not cls.UNPUBLISHED)

    @property
    def number(self) -> int:
        return list(SearchKind).index(self)

    @property
    def first_id(self) -> int:
        """Entries of this kind have this number and the following ones, up to the first of the next kind."""
        return self.number << RANK_BITS

    @property
    def last_id(self) -> int:
        return self.first_id + (1 << RANK_BITS) - 1


class SearchEntry(models.Model):
    """One thing that can be found: what a result shows, and the texts it is found by.

    The number of an entry is its place in the order of results: its kind, then its rank within the kind. `source` is
    what it was made from (`d12` disclosure, `a5` agency, `r130500` region, `f208` and `e301` codes), `target` the key of
    the page it leads to, `place` where on it: an anchor, of narrative the section. `own`, `around` and `sound` are the texts
    that are searched (`disclosures.reading.signs`, `sounds`): its own, those of where it belongs, and how its name sounds. Made by
    `disclosures.lifecycle.search_index` and nothing else, which also keeps the index of pairs of signs (docs/decisions/0061).
    """

    id = models.BigIntegerField(primary_key=True)
    source = models.CharField("来自", max_length=21)
    target = models.CharField("页面", max_length=20)
    title = models.TextField("标题")
    text = models.TextField("正文", blank=True)
    context = models.TextField("所在", blank=True)
    place = models.CharField("位置", max_length=20, blank=True)
    fen = models.BigIntegerField("金额（分）", null=True, blank=True)
    own = models.TextField("本身的字", blank=True)
    around = models.TextField("所在的字", blank=True)
    sound = models.TextField("读音", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "可搜索的内容"
        indexes = [
            models.Index(fields=["source"], name="search_entry_source"),
            models.Index(fields=["fen"], condition=models.Q(fen__isnull=False), name="search_entry_fen"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> SearchKind:
        return list(SearchKind)[self.pk >> RANK_BITS]
