"""Public addresses. Every address holds the whole state of its page."""

from django.urls import include, path, re_path
from django.views.decorators.http import require_safe

from disclosures.pages.about import view as page
from disclosures.pages.agency import view as agency
from disclosures.pages.changes import view as changes
from disclosures.pages.claims import view as claims
from disclosures.pages.compare import view as comparison
from disclosures.pages.corrections import view as corrections
from disclosures.pages.coverage import view as coverage
from disclosures.pages.crawlers import view as crawlers
from disclosures.pages.data import view as data
from disclosures.pages.disclosure import view as disclosure
from disclosures.pages.feeds import view as feeds
from disclosures.pages.figure import view as figure
from disclosures.pages.findings import checks
from disclosures.pages.findings import view as findings
from disclosures.pages.home import view as home
from disclosures.pages.log import view as log
from disclosures.pages.places import classification, region, series_view
from disclosures.pages.projects import view as projects
from disclosures.pages.questions import view as questions
from disclosures.pages.reasons import view as reasons
from disclosures.pages.same_words import view as same_words
from disclosures.pages.search import view as search
from disclosures.pages.self_check import view as self_check
from disclosures.pages.sentence import view as sentence
from disclosures.pages.source import original, page_image
from disclosures.pages.targets import view as targets
from disclosures.pages.texts import view as texts
from disclosures.pages.years import view as years

app_name = "disclosures"

urlpatterns = [
    path("", home.home, name="home"),
    path("agencies/", agency.agencies, name="agencies"),
    path("agencies/<int:pk>/", agency.agency, name="agency"),
    path("agencies/<int:pk>/years/", years.years, name="years"),
    path("disclosures/<int:pk>/", disclosure.disclosure, name="disclosure"),
    path("disclosures/<int:pk>/changes/", changes.changes, name="changes"),
    path("disclosures/<int:pk>/checks/", checks.ledger, name="ledger"),
    path("findings/", findings.findings, name="findings"),
    re_path(
        r"^findings/(?P<disclosure>[0-9]{1,9})-(?P<key>[0-9a-f]{1,32})/$", findings.finding, name="finding"
    ),
    path("reasons/", reasons.reasons, name="reasons"),
    path("findings/words/", same_words.words, name="same-words"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("log/", log.log, name="log"),
    path("log.jsonl", log.log_lines, name="log-lines"),
    path("checks/", checks.checks, name="checks"),
    path("checks/<str:check_id>/", checks.check, name="check"),
    path("disclosures/<int:pk>/questions/", questions.questions, name="questions"),
    path("compare/", comparison.comparison, name="compare"),
    path("disclosures/<int:pk>/targets/", targets.targets, name="targets"),
    path("compare/text/", texts.texts, name="compare-text"),
    path("figures/<int:pk>/", figure.figure, name="figure"),
    re_path(
        r"^figures/(?P<file>[0-9a-f]{16})/(?P<place>[0-9]+-[0-9]+-[0-9]+|t[0-9]+r[0-9]+c[0-9]+)/$",
        figure.place,
        name="figure-place",
    ),
    path("figures/text/<int:pk>/", figure.sentence, name="sentence"),
    re_path(
        r"^sentences/(?P<file>[0-9a-f]{16})/(?P<place>[0-9]{1,6}-[0-9a-f]{16})/$",
        sentence.place,
        name="sentence-place",
    ),
    re_path(
        r"^disclosures/(?P<pk>[0-9]{1,9})/sentences/(?P<place>[0-9]{1,6}-[0-9a-f]{16})/$",
        sentence.sentence,
        name="sentence-of",
    ),
    path("disclosures/<int:pk>/claims/", claims.claims, name="claims"),
    path("documents/<int:pk>/pages/<int:page>.png", page_image.page_image, name="page-image"),
    path("documents/<int:pk>/original/", original.original, name="original"),
    path("codes/", classification.codes, name="codes"),
    path("codes/<str:kind>/<str:code>/", classification.code, name="code"),
    path("codes/<str:kind>/<str:code>/years/", series_view.code_years, name="code-years"),
    path("three-public/years/", series_view.three_public_years, name="three-public-years"),
    path("three-public/", classification.three_public, name="three-public"),
    path("regions/", region.regions, name="regions"),
    path("regions/<str:pk>/", region.region, name="region"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/<str:pk>/", coverage.place, name="coverage-place"),
    path("projects/", projects.project_list, name="projects"),
    path("search/", search.search, name="search"),
    path("about/", page.about, name="about"),
    path("check-my-file/", self_check.self_check, name="self-check"),
    path("data/", data.data, name="data"),
    path("data/accuracy/", page.accuracy, name="accuracy"),
    path("data/versions.json", data.versions, name="versions"),
    path("data/<str:name>", data.download, name="data-file"),
    path("glossary/", page.glossary, name="glossary"),
    path("en/", page.english, name="english"),
    path("feeds/publications.atom", require_safe(feeds.Publications()), name="feed-publications"),
    path("feeds/corrections.atom", require_safe(feeds.Corrections()), name="feed-corrections"),
    path("feeds/differences.atom", require_safe(feeds.Differences()), name="feed-differences"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-<str:section>.xml", crawlers.sitemap_section, name="sitemap-section"),
    path("", include("disclosures.machines.api.view")),
    path("", include("disclosures.machines.mcp.view")),
]
