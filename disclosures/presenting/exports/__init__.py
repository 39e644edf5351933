"""What is on a page, to take away: CSV, XLSX, JSON and charts as SVG, each with its sources.

The `export.py` of a page turns what it shows into an `Export` (tables of cells, documents, notes); `formats` writes it;
`svg` makes a file of a chart; `package` is all published data at once. Nothing is computed here that the page does not show.
"""
