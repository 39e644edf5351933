"""How figures are shown: amounts as text and HTML, grids, charts, marked pages, files to take away, addresses of a page's state."""
