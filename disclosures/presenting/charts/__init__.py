"""Charts as plain geometry for server-side SVG templates (`templates/charts/`).

Positions along x are per cent of the width, along y pixels, so that labels keep their size at every width. Labels are
measured (`text`) and never cut. A chart that cannot be drawn honestly is None; the page then has its table alone.
"""

from .bars import GroupedBars, SplitBar, grouped_bars, split_bar
from .dots import DotPlot, dot_plot
from .flow import Flow, flow
from .lines import YearLines, year_lines
from .shares import StackedShares, Treemap, stacked_shares, treemap
from .slope import Slope, slope

AnyChart = GroupedBars | DotPlot | Flow | Slope | YearLines | StackedShares | Treemap

__all__ = [
    "AnyChart",
    "DotPlot",
    "Flow",
    "GroupedBars",
    "Slope",
    "SplitBar",
    "StackedShares",
    "Treemap",
    "YearLines",
    "dot_plot",
    "flow",
    "grouped_bars",
    "slope",
    "split_bar",
    "stacked_shares",
    "treemap",
    "year_lines",
]
