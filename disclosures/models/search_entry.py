from __future__ import annotations

from django.db import models

from disclosures.vocabulary import Term

RANK_BITS = 60


class SearchKind(Term):
    """What can be found (`?kind=`), in the order of the page."""

    AGENCY = "agency", "机构"
    REGION = "region", "地区"
    FUNCTIONAL = "functional", "功能科目"
    ECONOMIC = "economic", "经济科目"
    PROJECT = "project", "项目"
    INDICATOR = "indicator", "绩效指标"
    PROCUREMENT = "procurement", "政府采购"
    NARRATIVE = "narrative", "说明文字"

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
    """One thing that the public can find: the texts it is found by, which are also what a result shows.

    The number of an entry is its place in the order of results: its kind, then its rank within the kind. `source` is
    what it was made from (`d12` disclosure, `a5` agency, `r130500` region, `f208` and `e301` codes), `target` the key of
    the page it leads to. Made from what is published by `disclosures.lifecycle.search_index` and nothing else, which also keeps
    the index of pairs of signs (docs/decisions/0061).
    """

    id = models.BigIntegerField(primary_key=True)
    source = models.CharField("来自", max_length=21)
    target = models.CharField("页面", max_length=20)
    title = models.TextField("标题")
    text = models.TextField("正文", blank=True)
    context = models.TextField("所在", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "可搜索的内容"
        indexes = [models.Index(fields=["source"], name="search_entry_source")]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> SearchKind:
        return list(SearchKind)[self.pk >> RANK_BITS]
