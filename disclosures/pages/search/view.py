from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosures.models.search_entry import SearchKind
from disclosures.presenting.addresses import chosen_term, page_number
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.reading.sentences import place_of_sentence

from .export import search_export
from .facts import search as search_for
from .hits import SearchHit
from .ways import ways

LONGEST_QUERY = 100


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything published that holds the words: some of each kind, or one kind page by page."""
    text = request.GET.get("q", "")
    kind = chosen_term(SearchKind, request.GET.get("kind"), None)
    found = search_for(text[:LONGEST_QUERY], kind, page_number(request))
    words = " ".join(found.said)
    title = f"搜索“{words}”"
    file = download(request, title, lambda address: search_export(found, address_of, address), {})
    if file is not None:
        return file
    context = {
        "text": words,
        "charts": {},
        "citation": citation("明账", title, [], page_address(request)),
        "is_cut": len(text) > LONGEST_QUERY,
        "is_short": len("".join(found.said)) == 1,
        "found": found,
        "facets": [(each, count) for each, count in found.counts.items() if count],
        "groups": [
            (each, found.counts[each], [(hit, address_of(hit)) for hit in hits])
            for each, hits in found.groups
        ],
        "ways": ways(found.words),
        "nearest": [(hit, address_of(hit)) for hit in found.nearest],
        "section": "search",
    }
    return render(request, "disclosures/search.html", context)


def address_of(hit: SearchHit) -> str:
    """Where it stands: its own page, or the place on the page of its disclosure."""
    if hit.kind is SearchKind.AGENCY:
        return reverse("disclosures:agency", args=[hit.target])
    if hit.kind is SearchKind.REGION:
        return reverse("disclosures:region", args=[hit.target])
    if hit.kind in (SearchKind.FUNCTIONAL, SearchKind.ECONOMIC):
        return reverse("disclosures:code", args=[hit.kind.value, hit.target])
    if hit.kind is SearchKind.AMOUNT:
        return reverse("disclosures:figure", args=[hit.place])
    if hit.sentence:
        return reverse("disclosures:sentence-of", args=[hit.target, place_of_sentence(hit.sentence, None)])
    return reverse("disclosures:disclosure", args=[hit.target]) + f"#{hit.place or 'h-text'}"
