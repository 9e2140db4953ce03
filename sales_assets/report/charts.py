"""The charts of the report: frames to `Chart`, pure and deterministic.

What goes in: what each chart draws and says. What stays out: indicators (computed before), pages,
files, the clock. Names from the data reach Plotly only as data of category axes and hover texts,
never a template. A chart is drawn with the light colours of `couleurs.PALETTE`; a script that
walks its specification and replaces, under keys whose name ends with "color", the keys of
`couleurs.dark_values()` by their values has recoloured it.
"""

from __future__ import annotations

from sales_assets.report.chart import Chart
from sales_assets.report.chart_bars import barres_magasins, barres_produits
from sales_assets.report.chart_days import (
    ca_quotidien,
    serie_magasin,
)
from sales_assets.report.chart_months import ca_par_mois
from sales_assets.report.chart_n1 import ca_de_l_annee, ca_du_mois
from sales_assets.report.chart_pareto import pareto
from sales_assets.report.chart_stock import couvertures, valeurs
from sales_assets.report.chart_weeks import ca_par_semaine
from sales_assets.report.chart_words import state_words
from sales_assets.report.couleurs import couleurs_magasins, dark_values
from sales_assets.report.svg import sparkline_svg, svg_bars, svg_trend

__all__ = [
    "Chart",
    "barres_magasins",
    "barres_produits",
    "ca_de_l_annee",
    "ca_du_mois",
    "ca_par_mois",
    "ca_par_semaine",
    "ca_quotidien",
    "couleurs_magasins",
    "couvertures",
    "dark_values",
    "pareto",
    "serie_magasin",
    "sparkline_svg",
    "state_words",
    "svg_bars",
    "svg_trend",
    "valeurs",
]
