"""The public log: what was published, taken back and put right, each entry sealed with the one before it.

An entry is a line of text, canonical JSON, that holds the digest of the entry before it; its own digest is the SHA-256
of that text. Whoever kept one digest can show that nothing before it was changed, left out or put in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

NOTHING_BEFORE = "0" * 64
"""What the first entry names as the digest before it."""


class LogAct(models.TextChoices):
    PUBLISH = "publish", "发布"
    WITHDRAW = "withdraw", "撤回"
    REPLACED = "replaced", "被更正件替换"
    CORRECT = "correct", "更正"
    REVOKE = "revoke", "撤销更正"
    MERGE = "merge", "机构合并"
    DIVIDE = "divide", "机构分开"


OF_AGENCIES = (LogAct.MERGE, LogAct.DIVIDE)
"""Whose a disclosure is said to be changed; whether it is public did not."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: the number that an entry should have, and what is wrong there."""

    number: int
    problem: str


class PublicLogEntryManager(models.Manager["PublicLogEntry"]):
    def append(
        self, act: LogAct, facts: Mapping[str, Any], disclosure: int, correction: int | None = None
    ) -> PublicLogEntry:
        """Add an entry inside the transaction of the act itself. `facts` are what it says beside its number and act.

        The act has advanced the edition before: that row is what writers wait for, so that there is one at a time.
        """
        last = self.order_by("-number").first()
        number, previous = (last.number + 1, last.digest) if last else (1, NOTHING_BEFORE)
        content = canonical({"number": number, "previous": previous, "act": str(act), **facts})
        return self.create(
            number=number,
            act=act,
            disclosure_id=disclosure,
            correction_id=correction,
            content=content,
            digest=digest(content),
        )


class PublicLogEntry(models.Model):
    """One line of the public log. Rows are only ever added; `act`, `disclosure` and `correction` repeat what `content` says.

    Persons are not named: who acted is in the history that the staff see.
    """

    number = models.PositiveBigIntegerField("序号", primary_key=True)
    act = models.CharField("事项", max_length=8, choices=LogAct)
    disclosure = models.ForeignKey(
        "Disclosure", models.PROTECT, related_name="public_log_entries", verbose_name="公开信息"
    )
    correction = models.ForeignKey(
        "Correction", models.PROTECT, null=True, related_name="public_log_entries", verbose_name="更正"
    )
    content = models.TextField("内容")
    digest = models.CharField("摘要（SHA-256）", max_length=64)

    objects = PublicLogEntryManager()

    class Meta:
        verbose_name = verbose_name_plural = "公开记录"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.get_act_display()}"

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.content)
        return found


def canonical(facts: Mapping[str, Any]) -> str:
    """The one way to write facts as text: keys in order, no spaces, characters as they are."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def breaks(entries: Iterable[tuple[str, str]]) -> Iterator[Break]:
    """What does not hold in a chain of (content, digest) from its first entry on; nothing where all of it does."""
    previous = NOTHING_BEFORE
    for number, (content, stated) in enumerate(entries, start=1):
        try:
            facts = json.loads(content)
        except ValueError:
            facts = None
        if not isinstance(facts, dict):
            yield Break(number, "内容不是一条记录")
        elif digest(content) != stated:
            yield Break(number, "内容与摘要不符，记下以后被改过")
        elif facts.get("number") != number:
            yield Break(number, f"这里是第 {facts.get('number')} 条，中间少了或多了记录")
        elif facts.get("previous") != previous:
            yield Break(number, "与上一条接不上，上一条被换过")
        previous = stated
