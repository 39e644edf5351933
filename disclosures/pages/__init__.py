"""A folder a page: `facts.py` is what it says, `view.py` answers, `grid.py`, `table.py`, `filter.py`, `export.py` show it. What
two pages share lies in `reading` or `presenting`.
"""
