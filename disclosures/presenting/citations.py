"""How to cite a page, after GB/T 7714—2015: 责任者. 题名[EB/OL]. (发布日期)[引用日期]. 地址. Then the hashes of the documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from disclosures.models import Disclosure, Document

MOST_HASHES = 3
"""Documents named with their whole hash; more of them are named by the first twelve signs. A page of sums over many
bodies names none: its export does."""


def citation(
    author: str, title: str, disclosures: Sequence[Disclosure], address: str, parts: Iterable[Disclosure] = ()
) -> str:
    """The citation of a page made of published disclosures, as a text to copy. The day of access is today."""
    published = [d.published_at for d in disclosures if d.published_at]
    day = f"({_day(max(published))})" if published else ""
    documents = list(dict.fromkeys(d.document for d in (*disclosures, *parts)))
    return f"{author}. {title}[EB/OL]. {day}[{_day(timezone.now())}]. {address}. {_hashes(documents)}"


def _hashes(documents: Sequence[Document]) -> str:
    if not documents:
        return "原件及其 SHA-256 见本页导出的“来源”。"
    length = 64 if len(documents) <= MOST_HASHES else 12
    return "原件 SHA-256：" + "、".join(document.sha256[:length] for document in documents) + "。"


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
