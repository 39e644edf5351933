"""How often a check is right, and how much it finds, in the words of the pages."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.reconciliation import CATALOGUE
from disclosures.reconciliation.quality import LEAST_PRECISION, Quality, published, total


@dataclass(frozen=True, slots=True)
class ShownQuality:
    """Of one check, or of all those that the public is told of."""

    title: str
    quality: Quality

    @property
    def precision(self) -> str:
        return share_rounded_down(self.quality.right, self.quality.judged)

    @property
    def recall(self) -> str:
        return share_rounded_down(self.quality.found, self.quality.certain)


@dataclass(frozen=True, slots=True)
class MeasuredChecks:
    """What was measured last: how many documents were read, all checks that tell the public, and those that do not yet."""

    documents: int
    public: ShownQuality
    withheld: tuple[ShownQuality, ...]
    least: int = LEAST_PRECISION


def measured_checks() -> MeasuredChecks:
    documents, rows = published()
    shown = [ShownQuality(check.title, rows[check.id]) for check in CATALOGUE if check.id in rows]
    public = total([one.quality for one in shown if not one.quality.is_withheld])
    return MeasuredChecks(
        documents, ShownQuality("", public), tuple(one for one in shown if one.quality.is_withheld)
    )


def quality_of(check_id: str) -> ShownQuality:
    """Of a check that was never measured nothing is known."""
    return ShownQuality(check_id, published()[1].get(check_id) or Quality(check_id))


def share_rounded_down(part: int, whole: int) -> str:
    """A percentage; only what is complete is 100%."""
    if not whole:
        return "—"
    hundredths = part * 10_000 // whole
    return f"{hundredths // 100}%" if part == whole else f"{hundredths // 100}.{hundredths % 100:02d}%"
