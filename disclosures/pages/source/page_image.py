from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from disclosures.models import Document
from disclosures.presenting import page_images


@require_safe
def page_image(request: HttpRequest, pk: int, page: int) -> FileResponse:
    """A page of a document that has something published, as PNG."""
    document = get_object_or_404(Document.objects.public(), pk=pk)
    try:
        path = page_images.page_image(document, page)
    except (page_images.NoPageImageError, OSError):
        raise Http404 from None
    return FileResponse(path.open("rb"), content_type="image/png")
