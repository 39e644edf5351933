"""What is on a page, to take away: CSV, XLSX, JSON and charts as SVG, each with its sources.

A module a page turns what it shows into an `Export` (tables of cells, documents, notes); `formats` writes it; `svg` makes a
file of a chart; `package` is all published data at once. Nothing is computed here that the page does not show.
"""

from .agency import agency_export
from .changes import changes_export
from .claims import claims_export
from .comparison import comparison_export
from .disclosure import disclosure_export
from .findings import findings_export, ledger_export
from .formats import Format, written
from .ranking import code_export, codes_export, region_export, regions_export
from .search import search_export
from .sheets import Export
from .svg import svg_file
from .years import years_export

__all__ = [
    "Export",
    "Format",
    "agency_export",
    "changes_export",
    "claims_export",
    "code_export",
    "codes_export",
    "comparison_export",
    "disclosure_export",
    "findings_export",
    "ledger_export",
    "region_export",
    "regions_export",
    "search_export",
    "svg_file",
    "written",
    "years_export",
]
