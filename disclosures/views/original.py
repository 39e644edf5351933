from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from disclosures.models import Document


@require_safe
def original(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it was uploaded: for everybody once something of it is published, before that for staff.

    Always a download, and never a page of our origin, whatever the bytes are.
    """
    staff = (
        request.user.is_active
        and request.user.is_staff
        and request.user.has_perm("disclosures.view_document")
    )
    documents = Document.objects.all() if staff else Document.objects.public()
    try:
        document = documents.get(pk=pk)
        content = document.file.open("rb")
    except (Document.DoesNotExist, FileNotFoundError):
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=document.original_name,
        content_type="application/octet-stream",
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
