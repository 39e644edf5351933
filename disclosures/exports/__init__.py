"""What is on a page, to take away: CSV, XLSX, JSON and charts as SVG, each with its sources.

`pages` turns what a page shows into an `Export` (tables of cells, documents, notes); `formats` writes it; `svg` makes a
file of a chart; `package` is all published data at once. Nothing is computed here that the page does not show.
"""

from .formats import Format, written
from .pages import comparison_export, disclosure_export, years_export
from .sheets import Export
from .svg import svg_file

__all__ = [
    "Export",
    "Format",
    "comparison_export",
    "disclosure_export",
    "svg_file",
    "written",
    "years_export",
]
