"""What the checks found to differ and nobody has explained."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from disclosures.models import Finding
from disclosures.models.finding import Verdict
from disclosures.reconciliation import CATALOGUE, Group
from disclosures.reconciliation.natures import Nature

from .matter import Evidence, Matter, Question

WHICH = "以哪一处为准？"
ASKED: dict[tuple[Group | None, Nature], str] = {
    (Group.NARRATIVE, Nature.WORDS): "实际情况怎样，是否需要更正？",
    (Group.PERFORMANCE, Nature.WORDS): "实际情况怎样，是否需要更正？",
    (Group.PERFORMANCE, Nature.FORM): "这一处应当怎样填写？",
    (Group.COMPLETENESS, Nature.FORM): "为什么没有列出？",
    (Group.BETWEEN, Nature.AMOUNT): "前后两份为什么不同？",
    (Group.BETWEEN, Nature.WORDS): "前后两份为什么不同？",
}
"""Where nothing else is asked: of a form whether it has to be put right, of anything else which of the two counts."""
CORRECTED = "这一处是否需要更正？"
ASKED_OF_CHECK: dict[str, str] = {
    "reasons-are-of-this-year": "今年的变化具体由什么引起？",
    "reasons-are-of-each-item": "各项的变化分别由什么引起？",
}
ASKED_AS_A_CHANGE = frozenset({"change-has-reason"})
"""Asked by `unexplained`, where the change is large."""
GROUPS: dict[str, Group] = {check.id: check.group for check in CATALOGUE}


def differences(matter: Matter, nature: Nature) -> Iterator[Question]:
    """The open differences of a nature, what matters most first."""
    for finding in matter.findings:
        if finding.verdict is not Verdict.OPEN or finding.check_id in ASKED_AS_A_CHANGE:
            continue
        if Nature.of(finding.check_id, finding.difference_fen is not None) is nature:
            address = reverse("disclosures:finding", args=[finding.disclosure_id, finding.key])
            evidence = (Evidence(_where(finding), address),)
            fen = abs(finding.difference_fen or 0) if nature is Nature.AMOUNT else 0
            yield Question(finding.message, _asked(finding, nature), evidence, fen)


def _asked(finding: Finding, nature: Nature) -> str:
    if finding.check_id in ASKED_OF_CHECK:
        return ASKED_OF_CHECK[finding.check_id]
    usual = CORRECTED if nature is Nature.FORM else WHICH
    return ASKED.get((GROUPS.get(finding.check_id), nature), usual)


def _where(finding: Finding) -> str:
    """两边的位置，第 3、7 页."""
    sides = (side for side in (finding.left, finding.right) if side)
    pages = dict.fromkeys(place["page"] for side in sides for place in side["places"] if "page" in place)
    return f"两边的位置，第 {'、'.join(map(str, pages))} 页" if pages else "这一处核对"
