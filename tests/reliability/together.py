"""People at the same time: reads while somebody publishes and withdraws, two publishers, two corrected
files for one, eight with the same file.

    python tests/reliability/together.py [--count 10000] [--database sqlite|postgresql] [--rounds 25]

Exit status 1 where one read showed other numbers than those of before or after, two people both won, or the same
bytes became two documents.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread
from typing import Any

from own_site import own_site, until_done, variants

NUMBER = re.compile(r"-?\d[\d,]*\.\d\d")
READERS = 2


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    with own_site(options.database):
        results = [
            same_file(options.rounds),
            two_publishers(options.rounds),
            two_corrected_files(options.rounds),
            torn_reads(options.count),
        ]
    return 0 if all(results) else 1


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each gave, begun at the same moment, each with a connection of its own."""
    from django.db import connection

    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


def same_file(rounds: int) -> bool:
    from django.core.files.base import ContentFile

    from disclosures.lifecycle.ingestion import store
    from disclosures.models import Document

    good = 0
    for number in range(rounds):
        content = f"同一份文件 {number}".encode()
        stored = at_once(*[lambda content=content: store(ContentFile(content), "同.pdf")] * 8)
        one = len({document.pk for document, _ in stored}) == 1 and sum(new for _, new in stored) == 1
        good += one and Document.objects.filter(size=len(content), original_name="同.pdf").exists()
    Document.objects.all().delete()
    print(f"8 people with the same file: {good} of {rounds} times one document, new for one of them")
    return good == rounds


def two_publishers(rounds: int) -> bool:
    from django.core.files.base import ContentFile

    from disclosures.lifecycle.ingestion import enqueue, store
    from disclosures.lifecycle.publication import publish, withdraw
    from disclosures.lifecycle.refusal import Refused
    from disclosures.models import Disclosure, PublicationEvent

    files = [file for file in variants(3) if file[0].endswith("dacheng-2022-unit.docx")]
    for name, content in files:
        enqueue(store(ContentFile(content), name)[0])
    until_done()
    rivals = list(Disclosure.objects.order_by("pk"))
    assert len(rivals) == 2
    assert rivals[0].agency == rivals[1].agency

    def try_it(disclosure: Disclosure) -> str:
        try:
            publish(disclosure, None, "同时发布")
        except Refused as error:
            return error.message
        return ""

    good = 0
    for _ in range(rounds):
        events = PublicationEvent.objects.count()
        said = at_once(*[lambda one=one: try_it(one) for one in rivals])
        public = Disclosure.objects.published()
        conflict = [words for words in said if words]
        told = PublicationEvent.objects.count() - events
        good += len(conflict) == 1 and public.count() == 1 and told == 2 and "已有一份发布" in conflict[0]
        for disclosure in public:
            withdraw(disclosure, None, "再来")
    print(f"two publishers: {good} of {rounds} times one won, the other was told, the history has both")
    return good == rounds


def two_corrected_files(rounds: int) -> bool:
    """Two people replace the same published disclosure, each by another file."""
    from django.core.files.base import ContentFile

    from disclosures.lifecycle.ingestion import enqueue, store
    from disclosures.lifecycle.publication import publish, withdraw
    from disclosures.lifecycle.refusal import Refused
    from disclosures.models import Disclosure, PublicationEvent

    for number, (name, content) in enumerate(variants(6)):
        if number > 2 and name.endswith("dacheng-2022-unit.docx"):
            enqueue(store(ContentFile(content), name)[0])
    until_done()
    agency = Disclosure.objects.order_by("pk")[0].agency
    former, *rivals = Disclosure.objects.filter(agency=agency).order_by("pk")
    assert len(rivals) >= 2

    def try_it(disclosure: Disclosure) -> str:
        try:
            publish(disclosure, None, "同时更正", former)
        except Refused as error:
            return error.message
        return ""

    good = 0
    for _ in range(rounds):
        publish(former, None, "原件")
        events = PublicationEvent.objects.count()
        said = at_once(*[lambda one=one: try_it(one) for one in rivals[:2]])
        winner = Disclosure.objects.published().get(agency=agency)
        conflict = [words for words in said if words]
        told = PublicationEvent.objects.count() - events
        alone = list(Disclosure.objects.filter(replaces=former)) == [winner]
        good += len(conflict) == 1 and told == 3 and alone and "现在已不是公布的一份" in conflict[0]
        withdraw(winner, None, "再来", former)
        withdraw(former, None, "再来")
    print(
        f"two corrected files: {good} of {rounds} times one replaced it, the other was told, the history has both"
    )
    return good == rounds


def torn_reads(count: int) -> bool:
    from django.db import connection
    from django.test import Client

    from disclosures.lifecycle.publication import publish, withdraw
    from disclosures.models import Disclosure

    disclosure = Disclosure.objects.select_related("agency__region").order_by("pk")[0]
    agency = disclosure.agency
    assert agency
    pages = [f"/disclosures/{disclosure.pk}/", f"/agencies/{agency.pk}/", f"/regions/{agency.region_id}/"]
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)

    def seen(client: Client, page: str) -> tuple[int, tuple[str, ...]]:
        answer = client.get(page)
        return answer.status_code, tuple(NUMBER.findall(answer.content.decode()))

    whole: dict[str, set[Any]] = {page: {seen(client, page)} for page in pages}
    publish(disclosure, None, "前")
    for page in pages:
        whole[page].add(seen(client, page))
    assert any(len(one) == 2 for one in whole.values())
    stop, acts, torn = Event(), [0], Counter[str]()

    def turn() -> None:
        while not stop.is_set():
            withdraw(disclosure, None, "撤")
            publish(disclosure, None, "发")
            acts[0] += 2
        connection.close()

    def look(reader: int) -> None:
        own = Client(HTTP_HOST="localhost", raise_request_exception=False)
        for number in range(reader, count, READERS):
            page = pages[number % len(pages)]
            answer = seen(own, page)
            if answer not in whole[page]:
                torn[f"{page} {answer[0]}"] += 1
        connection.close()

    publisher = Thread(target=turn)
    publisher.start()
    with ThreadPoolExecutor(READERS) as pool:
        list(pool.map(look, range(READERS)))
    stop.set()
    publisher.join()
    print(f"{count} reads during {acts[0]} acts: {torn.total()} torn {dict(torn) if torn.total() else ''}")
    return not torn.total()


if __name__ == "__main__":
    sys.exit(main())
