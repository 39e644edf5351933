from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from disclosures.models import Document


@require_safe
@cache_control(private=True, no_cache=True)
def original(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    """The file as it was uploaded: for everybody once something of it is published, before that for staff.

    Always a download, and never a page of our origin, whatever the bytes are. Its tag is the hash of its bytes; who may
    have it is asked first.
    """
    staff = (
        request.user.is_active
        and request.user.is_staff
        and request.user.has_perm("disclosures.view_document")
    )
    documents = Document.objects.all() if staff else Document.objects.public()
    try:
        document = documents.get(pk=pk)
        tag = f'"{document.sha256}"'
        unchanged = get_conditional_response(request, etag=tag)
        if isinstance(unchanged, HttpResponse):
            unchanged["ETag"] = tag
            return unchanged
        content = document.file.open("rb")
    except (Document.DoesNotExist, FileNotFoundError):
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=document.original_name,
        content_type="application/octet-stream",
        headers={
            "ETag": tag,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
