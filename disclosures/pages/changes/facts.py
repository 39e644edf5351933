"""A corrected file beside the one it replaced, for its page: the comparison of the checks, with the cells to open."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.models import Disclosure
from disclosures.reading.columns import Column, own_column
from disclosures.reading.recorded import recorded_tables
from disclosures.reading.replaced import Replaced, replaced
from disclosures.reading.version_changes import ShownChange, version_changes
from disclosures.reconciliation.versions import VersionChange


@dataclass(frozen=True, slots=True)
class Changes:
    """`counts`: how many changes of each kind there are. `corrections`: cells of the former that people had put right."""

    former: Column
    corrected: Column
    event: Replaced | None
    changes: tuple[ShownChange, ...]
    counts: tuple[tuple[VersionChange, int], ...]
    same: int
    corrections: int


def changes(pk: int) -> Changes:
    """What a corrected file changed. Eight queries; raises Disclosure.DoesNotExist where it replaces nothing that opens."""
    citable = Disclosure.objects.citable().filter(part_of=None).exclude(replaces=None)
    corrected = (
        citable.with_agency().with_corrections("replaces").select_related("replaces__document").get(pk=pk)
    )
    former = corrected.replaces
    if former is None or not former.is_citable:
        raise Disclosure.DoesNotExist
    former.agency = corrected.agency  # the same, with its places at hand
    both = recorded_tables([former, corrected])
    found = version_changes([one.parsed for one in both], [one.cells for one in both])
    return Changes(
        former=own_column(former),
        corrected=own_column(corrected),
        event=replaced(former),
        changes=found.changes,
        counts=found.counts,
        same=found.same,
        corrections=getattr(corrected, "corrections_in_force", 0),
    )
