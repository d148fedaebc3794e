"""Charts as Plotly figures in plain dicts: pure functions from figures.

A page carries one object for all its charts: `page_charts()`. What they share is a Plotly template, given once.
Values go out as strings of their decimals; Plotly reads them as numbers on a linear axis. Years are numbers of
that axis, so that a phase can begin in the middle of one. A state is a colour, and a symbol below its year.
"""

from targets.charts.goal import goal_chart
from targets.charts.indicator import chart_words, indicator_chart, small_chart
from targets.charts.look import TEMPLATE, Chart, page_charts
from targets.charts.regions import RegionMean, compare_chart, regions_chart

__all__ = [
    "TEMPLATE",
    "Chart",
    "RegionMean",
    "chart_words",
    "compare_chart",
    "goal_chart",
    "indicator_chart",
    "page_charts",
    "regions_chart",
    "small_chart",
]
