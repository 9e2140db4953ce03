"""The charts of the report: what each one shows, one model of a picture, and its two renderers.

A chart's module turns exact figures into a `Chart`: words, a table, and a picture of `model`.
`painted` makes the picture's SVG, `live` its Plotly figure; neither knows which charts exist.
Ticks are chosen in `ticks`, colours in `colours`, for both.

To add a chart: one module that says what it shows, and its name here. A new shape is a new type in
`model`, drawn in both renderers. What stays out: indicators (computed before), pages, the clock.
"""

from __future__ import annotations

from sales_assets.report.charts.chart import Chart
from sales_assets.report.charts.colours import dark_values, store_colours
from sales_assets.report.charts.compared import month_compared, year_compared
from sales_assets.report.charts.daily import SHOWN, daily_revenue, store_daily_revenue
from sales_assets.report.charts.model import UNMARKED, Mark
from sales_assets.report.charts.monthly import monthly_revenue
from sales_assets.report.charts.painted import sparkline
from sales_assets.report.charts.pareto import pareto
from sales_assets.report.charts.ranked import products_ranked, stores_ranked
from sales_assets.report.charts.stock import stock_cover, stock_value
from sales_assets.report.charts.weekly import weekly_revenue
from sales_assets.report.charts.words import state_words

__all__ = [
    "SHOWN",
    "UNMARKED",
    "Chart",
    "Mark",
    "daily_revenue",
    "dark_values",
    "month_compared",
    "monthly_revenue",
    "pareto",
    "products_ranked",
    "sparkline",
    "state_words",
    "stock_cover",
    "stock_value",
    "store_colours",
    "store_daily_revenue",
    "stores_ranked",
    "weekly_revenue",
    "year_compared",
]
