from __future__ import annotations

try:
    from django.tasks import task
except ImportError:  # Django before 6.0
    from django_tasks import task  # type: ignore[no-redef]


@task()
def ingest_document(document_id: int) -> str:
    """Background form of `ingest`, for documents that wait; returns the state in which it left the document."""
    from disclosures.models import Document

    from . import ingest

    return ingest(Document.objects.get(pk=document_id), only_waiting=True).state
