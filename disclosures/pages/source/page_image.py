from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from disclosures.models import Document
from disclosures.reading import pictures


@require_safe
def page_image(request: HttpRequest, pk: int, page: int) -> FileResponse:
    """A page of a document that has something published, as PNG."""
    document = get_object_or_404(Document.objects.public(), pk=pk)
    try:
        path = pictures.picture(document, page)
    except pictures.NoPicture:
        raise Http404 from None
    return FileResponse(path.open("rb"), content_type="image/png")
