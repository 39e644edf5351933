"""Several workers share an import: no document is done twice, and more workers take less time.

    python tests/reliability/two_workers.py [--count 100] [--workers 2] [--database postgresql]

Prints the seconds of one worker and of several for as many documents each. Exit status 1 where a document was begun
twice, or was not finished. How much faster depends on free processors: it is printed, not judged.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import islice

from own_site import own_site, until_done, variants


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--alone", action=argparse.BooleanOptionalAction, default=True, help="one worker first"
    )
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    options = parser.parse_args()
    with own_site(options.database):
        return run(options.count, [1, options.workers] if options.alone else [options.workers])


def run(count: int, hands: list[int]) -> int:
    from django.core.files.base import ContentFile
    from django.db.models import Count

    from disclosures.lifecycle.ingestion import enqueue, store
    from disclosures.models import Document

    files = variants(len(hands) * count)
    told = []
    for workers in hands:
        for name, content in islice(files, count):
            enqueue(store(ContentFile(content), name)[0])
        started = time.monotonic()
        until_done(workers)
        told.append(f"{workers} worker(s) {time.monotonic() - started:.1f} s")
    done = Document.objects.filter(state__in=["ready", "needs_review"]).count()
    twice = Document.objects.exclude(attempts=1).count()
    contents: dict[str, set[int]] = {}
    for name, held in Document.objects.annotate(held=Count("disclosures")).values_list(
        "original_name", "held"
    ):
        contents.setdefault(name.split("-", 1)[1], set()).add(held)
    alike = all(len(held) == 1 for held in contents.values())
    print(
        f"{count} documents: {', '.join(told)}, {done} of {len(hands) * count} done, {twice} begun twice, "
        f"{'equal' if alike else 'different'} numbers of disclosures of equal files"
    )
    return 0 if done == len(hands) * count and not twice and alike else 1


if __name__ == "__main__":
    sys.exit(main())
