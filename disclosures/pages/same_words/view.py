from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.models import Agency
from disclosures.models.same_words import Sharing
from disclosures.presenting.addresses import key_number, page_number
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address

from .export import same_words_export
from .facts import listed, same_words

PER_PAGE = 20
MOST_EXPORTED = 5000
TITLE = "相同的文字"


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Words that two disclosures print alike: `?sharing=` of one kind, `?agency=` of one agency."""
    asked = request.GET.get("sharing")
    sharing = Sharing(asked) if asked in Sharing.values else None
    named = key_number(request.GET.get("agency", ""))
    agency = None if named is None else Agency.objects.filter(pk=named).first()
    found = same_words(sharing, agency.pk if agency else None)
    title = f"{agency.name}：{TITLE}" if agency else TITLE
    file = download(
        request, title, lambda address: same_words_export(listed(found[:MOST_EXPORTED]), title, address), {}
    )
    if file is not None:
        return file
    page = Paginator(found, PER_PAGE).get_page(page_number(request))
    context = {
        "title": title,
        "agency": agency,
        "sharing": sharing,
        "sharings": Sharing,
        "page": page,
        "found": listed(page.object_list),
        "citation": citation("明账", title, [], page_address(request)),
        "section": "findings",
    }
    return render(request, "disclosures/same_words.html", context)
