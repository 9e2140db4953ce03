"""Who sells what: one table for both kinds of sheets, and a matrix that stays readable."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sales_assets.report.pages import overselling
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rendering import Scope
from sales_assets.report.pages.rows import Oversold, grouped
from tests import snapshots
from tests.report import BUILT


def context(cells: list[tuple[str, str, int, int]]) -> Context:
    shop = snapshots.shop(days=40, products=3, stores=2)
    frame = pd.DataFrame(cells, columns=["ID_magasin", "ID_produit", "quantite_e3", "ca_e4"])
    frame["quantite_e3"] *= 1000
    return Context(replace(shop, magasins_produits=frame), BUILT)


def test_a_large_shop_keeps_a_small_matrix() -> None:
    cells = [(f"m{s}", f"p{p}", 1, 10_000 * (s + p)) for s in range(40) for p in range(50)]
    found = overselling.matrix(context(cells))
    assert len(found.rows) == overselling.PRODUCTS
    assert len(found.columns) == overselling.STORES + 1
    assert "p49" in str(found.rows[0][0].html)


def test_what_a_store_sells_more_of_is_marked_and_small_cells_are_not() -> None:
    found = overselling.matrix(
        context([("1", "REF001", 20, 900_000), ("1", "REF002", 20, 100_000),
                 ("2", "REF001", 20, 100_000), ("2", "REF002", 5, 900_000)])
    )  # fmt: skip
    shown = [str(cell.html) for row in found.rows for cell in row[1:]]
    assert [html for html in shown if "▲" in html] == [html for html in shown if "180" in html]
    assert sum("▽" in html for html in shown) == 2
    assert sum('<span class="v-marque"></span>' in html for html in shown) == 1


def test_both_kinds_of_sheets_show_the_first_ones_by_ca() -> None:
    shop = context([("1", f"p{n}", 1, n) for n in range(30)])
    cells = grouped(shop.ranked_oversold, "ID_magasin", Oversold)["1"]
    weeks = Scope(*shop.thirteen_weeks, store="1")
    table = overselling.sheet_table(shop, cells, "ID_produit", weeks)
    assert len(table.rows) == overselling.BEST
    assert "p29" in str(table.rows[0][0].html)
    assert table.note
    assert table.scope == weeks
    first, last = (shop.snap.jours["date"].agg(end).date() for end in ("min", "max"))
    assert (weeks.first, weeks.last) == (first, last)  # less than thirteen weeks: all it has
