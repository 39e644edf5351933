from __future__ import annotations

try:
    from django.tasks import task
except ImportError:  # Django before 6.0
    from django_tasks import task  # type: ignore[no-redef]


@task()
def ingest_document(document_id: int) -> str:
    """Background form of `ingest`, for documents that wait; returns the state in which it left the document.

    In a worker the pages are drawn next; where somebody waits for the upload to be read, when they are looked at.
    """
    from disclosures.models import Document

    from . import ingest

    state = ingest(Document.objects.get(pk=document_id), only_waiting=True).state
    if draw_document.get_backend().supports_get_result:
        draw_document.enqueue(document_id)
    return state


@task(priority=-10)
def draw_document(document_id: int) -> int:
    """Draw the pages of a document that was read, after whatever waits to be read; how many could be drawn."""
    from disclosures.models import Document
    from disclosures.reading.pictures import draw_ahead

    return draw_ahead(Document.objects.get(pk=document_id))
