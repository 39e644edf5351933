"""Public addresses without twins for programs, and numbers of pages that their twins leave out, each with its reason."""

from __future__ import annotations

from disclosures.machines.api.resources import RESOURCES

WITHOUT_TWIN = {
    "about": "words alone",
    "english": "words alone; the tables that it explains have their own",
    "self-check": "shows a file of the visitor's, of which nothing is kept",
    "data": "what there is to take away: /data/versions.json is the same for programs",
    "api": "what there is to ask: /api/v1/openapi.json is the same for programs",
    "figure": "leads to the address of the figure's place",
    "versions": "is JSON",
    "data-file": "is a file",
    "original": "is a file",
    "page-image": "is a picture",
    "log-lines": "is JSON Lines",
    "feed-publications": "is Atom; as rows, /log.csv",
    "feed-corrections": "is Atom; as rows, /corrections.csv",
    "feed-differences": "is Atom; as rows, /findings.csv",
    "robots": "is for crawlers",
    "sitemap": "is for crawlers",
    "sitemap-section": "is for crawlers",
    "mcp": "is asked by programs",
    "api-openapi": "is JSON",
    "api-nothing": "is what every other address below the API answers",
} | {f"api-{name}": "is JSON, or JSON Lines" for name in RESOURCES}
"""Public addresses that are not answered as rows as well, and why. Whoever adds an address adds its twins or says why not."""

LEFT_OUT = {
    "changes": "how many numbers a table has that only one of the two files has",
    "coverage of a place": "codes that files print of bodies, and how many there are: that is counted from the rows",
}
"""By the names of tests/pages/test_pages.py."""
