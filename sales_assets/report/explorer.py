"""What Explorer adds up in the browser: a script of cells for each month, and one of names.

What goes in: frames to compact scripts, named by what they are made from. What stays out: the page
(`pages/explorer.py`) and the sums, which the page's own script does (`explorer-cube.js`).

A cell is what one day, store and product sold. Its month's script holds columns of whole numbers,
in the order of day, store and product, and its own lists of ids: it depends on nothing but its
sales. The text is parsed as JSON, twice as fast as a script's own numbers. A month of more than
`LIMIT` cells is kept as two coarser tables, by store and by product, that cannot be crossed.
"""

from __future__ import annotations

import hashlib
import json

import pandas as pd

from sales_assets.report.pages.model import Extra, Sheet, script_json
from sales_assets.warehouse.snapshot import Snapshot

FOLDER = "explorer"
LIMIT = 200_000
"""Cells of a month above which stores and products are no longer crossed: about 4 Mo of script."""
EXACT = 2**53 - 1
"""The greatest whole number that a script adds without rounding: 900 billion euros."""

_FORMAT = "2"  # of the scripts; another one gives them other names
_MEASURES = ["lignes", "quantite_e3", "ca_e4", "retours_e4"]


def is_exact(daily: pd.DataFrame) -> bool:
    """Tell whether any sum of these days' sales can be made exactly by a script.

    Args:
        daily: `Snapshot.jours`.
    """
    sums = (
        sum(map(abs, daily[name].tolist()))
        for name in ("brut_e4", "retours_e4", "lignes", "quantite_e3")
    )
    return all(value <= EXACT for value in sums)


def months(snap: Snapshot) -> dict[str, Sheet]:
    """Return the script of each month with sales, "AAAA-MM" in order; made one at a time."""
    days = snap.empreintes["date"].dt.strftime("%Y-%m-%d")
    lines = days + " " + snap.empreintes["empreinte"].astype("str")
    return {
        str(month): _month(snap, str(month), f"{_FORMAT} {LIMIT} {' '.join(found)}")
        for month, found in lines.groupby(days.str[:7], sort=True)
    }


def path(month: str, sheet: Sheet) -> str:
    """Return where a month's script stands."""
    return f"{FOLDER}/{month}.{sheet.made_from[:12]}.js"


def _month(snap: Snapshot, month: str, ingredients: str) -> Sheet:
    made_from = hashlib.sha256(ingredients.encode()).hexdigest()
    sheet = Sheet(f"{FOLDER}/{month}", made_from, lambda: script(month, snap.cube(month), place))
    place = path(month, sheet)
    return sheet


def script(month: str, cube: pd.DataFrame, place: str) -> Extra:
    """Write a month's cells, `Snapshot.cube`'s, as the file `place`."""
    tables = [_columns(cube)] if len(cube) <= LIMIT else [
        _columns(_coarse(cube, "ID_produit")), _columns(_coarse(cube, "ID_magasin")),
    ]  # fmt: skip
    text = json.dumps(tables, separators=(",", ":"))
    return Extra(place, f"ventes.mois({script_json(month)},{script_json(text)});\n".encode())


def totals(file: bytes) -> list[int]:
    """Return the CA (1/10 000 €) that each table of a month's script adds up to."""
    text = file.decode("ascii").split(",", 1)[1].removesuffix(");\n")
    return [sum(table["ca_e4"]) for table in json.loads(json.loads(text))]


def names(content: object) -> Extra:
    """Write what the page knows before any month as a script named by its content."""
    data = f"ventes.explorer({script_json(content)});\n".encode()
    return Extra(f"{FOLDER}/noms.{hashlib.sha256(data).hexdigest()[:12]}.js", data)


def _coarse(cube: pd.DataFrame, dropped: str) -> pd.DataFrame:
    """Add cells up over one of their ids, which becomes ""."""
    keys = [name for name in ("date", "ID_magasin", "ID_produit") if name != dropped]
    return cube.groupby(keys, as_index=False, sort=True)[_MEASURES].sum().assign(**{dropped: ""})


def _columns(cells: pd.DataFrame) -> dict[str, list[int] | list[str]]:
    """Return a table's columns: a run of cells for each day and store, then the cells."""
    stores, products = (cells[name].astype("str") for name in ("ID_magasin", "ID_produit"))
    store_ids, product_ids = sorted(stores.unique()), sorted(products.unique())
    places = pd.DataFrame({
        "jour": cells["date"].dt.day,
        "magasin": stores.map({name: place for place, name in enumerate(store_ids)}),
        "produit": products.map({name: place for place, name in enumerate(product_ids)}),
    })  # fmt: skip
    ordered = places.sort_values(["jour", "magasin", "produit"])
    runs = ordered.groupby(["jour", "magasin"], sort=True).size().reset_index(name="cellules")
    return {
        "ids_magasins": store_ids,
        "ids_produits": product_ids,
        "jours": runs["jour"].tolist(),
        "magasins": runs["magasin"].tolist(),
        "cellules": runs["cellules"].tolist(),
        "produits": ordered["produit"].tolist(),
        **{name: cells.loc[ordered.index, name].tolist() for name in _MEASURES},
    }
