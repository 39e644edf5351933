"""Workers killed at random moments lose nothing: every document is finished later, with the amounts of a quiet run.

    python tests/reliability/killed_workers.py [--count 200] [--database sqlite|postgresql] [--documents 12] [--seed 1]

After every kill: every upload is still listed, no amount of an unfinished first reading is there, and a published
document that is being read again still shows all its amounts. Exit status 1 where one of this does not hold.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter

from own_site import numbers, own_site, until_done, variants, worker

LONGEST = 4.0
"""Seconds after which a worker is killed at the latest: enough to start, to read and to load a document."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--documents", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with own_site(options.database, QUEUE_SILENT_SECONDS="2", QUEUE_MAX_ATTEMPTS="10000"):
        return run(options.count, options.documents, random.Random(options.seed))


def run(count: int, size: int, chance: random.Random) -> int:
    from django.core.files.base import ContentFile

    from disclosures.lifecycle.ingestion import enqueue, store
    from disclosures.lifecycle.publication import publish
    from disclosures.models import Document
    from disclosures.models.document import DocumentState

    def brought(name: str, content: bytes) -> Document:
        document, _ = store(ContentFile(content), name)
        enqueue(document)
        return document

    files = list(variants(size + 2))
    quiet = [brought(*file) for file in files[:2]]
    until_done()
    truth = {document.original_name.split("-", 1)[1]: numbers(document) for document in quiet}
    assert all(truth.values())
    for document in quiet:
        for disclosure in document.disclosures.filter(part_of=None):
            publish(disclosure, None, "测试")

    def expected(document: Document) -> list[tuple[object, ...]]:
        return truth[document.original_name.split("-", 1)[1]]

    names = {name for name, _ in files}
    [brought(*file) for file in files[2:]]
    read_once: set[int] = {document.pk for document in quiet}
    moments: Counter[str] = Counter()
    for number in range(count):
        if Document.objects.unfinished().count() < 2:
            for document in Document.objects.all():
                enqueue(document)
        process = worker()
        time.sleep(chance.uniform(0.8, LONGEST))
        claims = Document.objects.filter(state=DocumentState.PARSING).values_list("claimed_by", flat=True)
        moments["reading"] += any(f":{process.pid}:" in claim for claim in claims)
        process.kill()
        process.wait()
        assert set(Document.objects.values_list("original_name", flat=True)) == names, "an upload got lost"
        for document in Document.objects.all():
            found = numbers(document)
            if document.state == DocumentState.READY:
                read_once.add(document.pk)
            wanted = expected(document) if document.pk in read_once else []
            assert found == wanted, f"kill {number}: {document} is {document.state} with {len(found)} amounts"
    until_done()
    ended = Counter(Document.objects.values_list("state", flat=True))
    equal = sum(numbers(document) == expected(document) for document in Document.objects.all())
    attempts = max(Document.objects.values_list("attempts", flat=True))
    print(
        f"{count} kills ({moments['reading']} while reading), {len(names)} documents: {dict(ended)}, "
        f"{equal} with equal amounts, at most {attempts} attempts"
    )
    return 0 if equal == len(names) and set(ended) <= {"ready", "needs_review"} else 1


if __name__ == "__main__":
    sys.exit(main())
