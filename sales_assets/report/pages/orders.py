"""The purchase order of the page Stock: what to order today, this week, or later.

What goes in: the lines of the order as the page shows it first, its file, and what its script needs
to work it out again for another delay, other days, or without the season. What stays out: the rule
(`indicators.stock`), HTML (`site/templates/commande.html`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from sales_assets.indicators import stock
from sales_assets.language import _, plural
from sales_assets.report import downloads, formats
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Extra, script_json
from sales_assets.report.pages.rendering import Scope
from sales_assets.report.pages.rows import Stock, records
from sales_assets.report.pages.tables import Cell, Column, Table, filled

FILE = "donnees/a_commander.csv"
DELAYS, COVERS = (0, 60), (1, 120)
"""What a reader may ask: open days until the delivery, and that it lasts."""
NBSP = "\u00a0"


@dataclass(frozen=True)
class Group:
    """The lines of one urgency."""

    key: str
    title: str
    about: str
    lines: Table


@dataclass(frozen=True)
class Order:
    """The whole: its groups, the most urgent first; its file and its script; what it can tell."""

    groups: Sequence[Group]
    extras: tuple[Extra, Extra]
    seasonal: bool
    suppliers: bool
    costs: bool


def order(context: Context) -> Order:
    """Return the order with the usual delay and days, and what its script needs."""
    costs = context.costs
    found = sorted_by_cover(context.stock)
    lines = [row for row in records(found, Stock) if (row.a_commander or 0) > 0]
    seasonal = any(row.saison is not None for row in records(found, Stock))
    told = "fournisseur" in context.told
    script = _script(context, found, seasonal)
    return Order(
        _groups(context, lines), (_csv(context, lines), script), seasonal, told, bool(costs)
    )


def sorted_by_cover(table: pd.DataFrame) -> pd.DataFrame:
    """Return the products of known stock that sell, the first to run out first, then by id."""
    rows = table[table["urgence"].notna()]
    keys = pd.Series(
        list(zip(rows["couverture"], rows["ID_produit"], strict=True)), rows.index, dtype=object
    )
    return rows.loc[keys.sort_values().index].reset_index(drop=True)


def _groups(context: Context, lines: list[Stock]) -> list[Group]:
    words = {
        "aujourdhui": (
            _("Aujourd’hui"),
            _("en rupture, ou épuisé avant qu’une livraison n’arrive"),
        ),
        "semaine": (
            _("Cette semaine"),
            _("tient jusqu’à la livraison, pas une semaine de plus"),
        ),
        "attendre": (_("Peut attendre"), _("tient encore une semaine de plus")),
    }
    return [
        Group(key, *words[key], _table(context, [row for row in lines if row.urgence == key]))
        for key in stock.URGENCIES
    ]


def _table(context: Context, lines: list[Stock]) -> Table:
    costs = context.costs
    columns = [
        Column.plain(_("Produit")),
        Column.of("stock"),
        Column.of("vmj", wide=True),
        Column.of("saison", wide=True),
        Column.of("couverture"),
        Column.of("rupture"),
        Column.of("a_commander", _("Commander"), unit="", proof=False),  # the reader changes it
        *([Column.plain(_("Montant HT"), "€", number=True, wide=True)] if costs else []),
    ]
    rows = [
        filled(
            columns,
            product(context, row),
            row.stock,
            row.vmj,
            row.saison,
            row.couverture,
            tables.number(_out(row), None),
            row.a_commander,
            *([_amount(row.a_commander, costs.get(row.ID_produit))] if costs else []),
        )
        for row in lines
    ]
    return Table(columns, rows, id="commande", scope=Scope(*context.window))


def product(context: Context, row: Stock) -> Cell:
    """A cell that leads to a product's sheet."""
    identifier, name = str(row.ID_produit), context.product_name(str(row.ID_produit))
    after = identifier if name != identifier else ""
    return tables.link(context.product_href(identifier), name, after)


def _amount(quantity: int | None, cost_e4: int | None) -> Cell:
    known = None if cost_e4 is None else (quantity or 0) * cost_e4
    return Cell(rendering.own(formats.bare(formats.euros(known))))


def _out(row: Stock) -> str:
    return _("en rupture") if row.stock == 0 else span(row.rupture_tot, row.rupture_tard)


def span(soon: date | None, late: date | None) -> str:
    """Write the days between which a stock runs out, the year only where it changes."""
    if soon is None:
        return _("au-delà de dix ans")
    first = formats.shortest_day(soon).replace(" ", NBSP)
    if late is None:
        return _("dès le {jour}").format(jour=first)
    if soon == late:
        return first
    last = formats.shortest_day(late) if late.year == soon.year else formats.medium_day(late)
    return f"{first} – {last.replace(' ', NBSP)}"


def _csv(context: Context, lines: list[Stock]) -> Extra:
    names = dict(
        zip(context.snap.produits["ID_produit"], context.snap.produits["nom"], strict=True)
    )
    frame = pd.DataFrame({
        "ID_produit": [row.ID_produit for row in lines],
        "nom": [names[row.ID_produit] for row in lines],
        "fournisseur": [context.suppliers.get(row.ID_produit) for row in lines],
        "stock": [row.stock for row in lines],
        "a_commander": [row.a_commander for row in lines],
        "cout_e4": pd.array([context.costs.get(row.ID_produit) for row in lines], dtype="Int64"),
    })  # fmt: skip
    told, costs = "fournisseur" in context.told, context.costs
    columns: list[tuple[str, str, downloads.Writer]] = [
        ("ID_produit", "ID_produit", downloads.safe_text),
        ("nom", "nom", downloads.safe_text),
        *([("fournisseur", "fournisseur", downloads.safe_text)] if told else []),
        ("stock", "stock", downloads.whole),
        ("a_commander", "a_commander", downloads.whole),
        *([("cout_e4", "cout", downloads.amount)] if costs else []),
    ]
    return Extra(FILE, downloads.to_csv(frame, columns))


def _script(context: Context, found: pd.DataFrame, seasonal: bool) -> Extra:
    """Write what the page's script begins with, as a file named by its content."""
    snap = context.snap
    paces = [_paces(found)]
    if seasonal:
        plain = stock.stock_table(
            snap.produits, snap.produits_jour, snap.etats, context.day, snap.today, snap.fetes,
            seasonal=False,
        )  # fmt: skip
        paces.append(_paces(sorted_by_cover(plain)))
    week = 0 if found.empty else int(found["jours_semaine"].iloc[0])
    content = {
        "semaine": week,
        "couts": bool(context.costs),
        "produits": _products(context, paces),
        "mots": _words(),
    }
    data = f"ventes.commande({script_json(content)});\n".encode()
    return Extra(f"commande.{hashlib.sha256(data).hexdigest()[:12]}.js", data)


def _paces(found: pd.DataFrame) -> dict[str, tuple[Stock, list[Any]]]:
    """Id to a product and its place, exact speed and words, of those that some choice orders."""
    paces = {}
    for place, row in enumerate(records(found, Stock)):
        speed = (row.vmj or Fraction(0)) * (1 if row.saison is None else row.saison)
        if stock.to_order(row.stock or 0, speed, DELAYS[1], COVERS[1]):
            season, cover = formats.decimal(row.saison), formats.decimal(row.couverture, 0)
            exact = f"{speed.numerator}", f"{speed.denominator}"  # a script rounds large numbers
            paces[row.ID_produit] = row, [place, *exact, season, cover, _out(row)]
    return paces


def _products(context: Context, paces: list[dict[str, tuple[Stock, list[Any]]]]) -> list[list[Any]]:
    """Each product: id, name, sheet, supplier, stock, speed, cost of a unit, then its paces."""
    rows = {key: row for found in reversed(paces) for key, (row, _pace) in found.items()}
    return [
        [
            key,
            formats.clean(context.product_name(key)),
            formats.slug(key),
            formats.clean(context.suppliers.get(key, "")),
            row.stock,
            formats.decimal(row.vmj),
            context.costs.get(key),
            *(found[key][1] if key in found else None for found in paces),
        ]
        for key, row in sorted(rows.items())
    ]


def _words() -> dict[str, Any]:
    """The words of the script; a pair is singular and plural."""
    words = {
        "tous": _("Tous les fournisseurs"),
        "sans_fournisseur": _("Sans fournisseur"),
        "commander": _("Commander {nom}"),
        "quantite": _("Quantité à commander, {nom}"),
        "autres": _("Voir les {nombre} suivants"),
        "rien": _("Rien de coché."),
        "somme": _("{produits}, {articles}"),
        "montant": _("{montant} HT au coût"),
        "sans_cout": _("{produits} sans coût, non comptés"),
        "copiee": _("Commande copiée : {produits}."),
        "non_copiee": _("La copie est refusée par ce navigateur : imprimez, ou prenez le CSV."),
        "titre": _("Commande du {jour}"),
        "fournisseur": _("Fournisseur : {nom}"),
        "ligne": _("{quantite} × {nom}"),
    }
    return {
        **{key: rendering.spaced(text) for key, text in words.items()},
        "noms": [_nouns(1), _nouns(2)],
    }


def _nouns(number: int) -> dict[str, str]:
    return {
        "produit": plural("{nombre} produit", "{nombre} produits", number),
        "article": plural("{nombre} article", "{nombre} articles", number),
    }
