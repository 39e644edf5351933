"""Several workers share an import: no document is done twice, and more workers take less time.

    python tests/reliability/two_workers.py [--count 100] [--workers 2] [--database postgresql]

Prints the seconds of one worker and of several for as many documents each. Exit status 1 where a document was begun
twice, or was not finished. How much faster depends on free processors: it is printed, not judged.
"""

from __future__ import annotations

import argparse
import sys
import time

from own_site import own_site, until_done, variants


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    options = parser.parse_args()
    with own_site(options.database):
        return run(options.count, options.workers)


def run(count: int, workers: int) -> int:
    from django.core.files.base import ContentFile
    from django.db.models import Count

    from disclosures.lifecycle.ingestion import enqueue, store
    from disclosures.models import Document

    files = list(variants(2 * count))
    seconds = []
    for some, hands in ((files[:count], 1), (files[count:], workers)):
        for name, content in some:
            enqueue(store(ContentFile(content), name)[0])
        started = time.monotonic()
        until_done(hands)
        seconds.append(time.monotonic() - started)
    done = Document.objects.filter(state__in=["ready", "needs_review"]).count()
    twice = Document.objects.exclude(attempts=1).count()
    contents: dict[str, set[int]] = {}
    for name, held in Document.objects.annotate(held=Count("disclosures")).values_list(
        "original_name", "held"
    ):
        contents.setdefault(name.split("-", 1)[1], set()).add(held)
    alike = all(len(held) == 1 for held in contents.values())
    print(
        f"{count} documents: 1 worker {seconds[0]:.1f} s, {workers} workers {seconds[1]:.1f} s "
        f"({seconds[0] / seconds[1]:.2f} times as fast), {done} of {2 * count} done, {twice} begun twice, "
        f"{'equal' if alike else 'different'} numbers of disclosures of equal files"
    )
    return 0 if done == 2 * count and not twice and alike else 1


if __name__ == "__main__":
    sys.exit(main())
