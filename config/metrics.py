"""What is measured, as Prometheus text: requests of all processes of this server, and the state of the site.

Under gunicorn every process keeps its counts in a file (PROMETHEUS_MULTIPROC_DIR, set by config/gunicorn.py); whichever
is asked adds them up. The state of the site comes from the database when asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

METHODS = frozenset({"GET", "HEAD", "POST"})
"""Others count as one: anybody can invent methods."""

REQUESTS = Counter("mingzhang_requests", "Requests answered", ["view", "method", "status"])
SECONDS = Histogram(
    "mingzhang_request_seconds",
    "Seconds until an answer began",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def observe(view: str, method: str, status: int, seconds: float) -> None:
    REQUESTS.labels(view, method if method in METHODS else "other", str(status)).inc()
    SECONDS.labels(view).observe(seconds)


class SiteCollector(Collector):
    """Documents by state, who reads, and what waits to be read."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        from django_tasks_db.models import DBTaskResult

        from disclosures.models import Document
        from disclosures.models.document import DocumentState

        counted = dict(Document.objects.order_by().values_list("state").annotate(Count("pk")))
        documents = GaugeMetricFamily("mingzhang_documents", "Documents by state", labels=["state"])
        for state in DocumentState:
            documents.add_metric([state.value], counted.get(state.value, 0))
        yield documents

        claims = Document.objects.filter(state=DocumentState.PARSING).exclude(claimed_by="").order_by()
        since = timezone.now() - timedelta(seconds=settings.QUEUE_SILENT_SECONDS)
        alive, silent = set(), 0
        for claimed_by, seen in claims.values_list("claimed_by", "heartbeat_at"):
            if seen and seen >= since:
                alive.add(claimed_by.rpartition(":")[0])  # host:process
            else:
                silent += 1
        yield GaugeMetricFamily(
            "mingzhang_workers_reading", "Workers that read and show signs of life", len(alive)
        )
        yield GaugeMetricFamily("mingzhang_documents_silent", "Documents whose reader went silent", silent)

        waiting = (
            DBTaskResult.objects.ready().order_by().aggregate(number=Count("pk"), oldest=Min("enqueued_at"))
        )
        yield GaugeMetricFamily("mingzhang_queue_length", "Tasks that wait for a worker", waiting["number"])
        oldest = waiting["oldest"]
        age = max((timezone.now() - oldest).total_seconds(), 0.0) if oldest else 0.0
        yield GaugeMetricFamily("mingzhang_queue_oldest_seconds", "How long the oldest waits", age)


def exposition() -> bytes:
    of_requests: Collector = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        of_requests = CollectorRegistry()
        multiprocess.MultiProcessCollector(of_requests)
    of_site = CollectorRegistry(auto_describe=False)
    of_site.register(SiteCollector())
    return generate_latest(of_requests) + generate_latest(of_site)
