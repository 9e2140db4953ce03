"""What each sale is worth: the amount on its line, else quantity × price less the discount.

The price is the line's own, else the product's on that day, else the first known; so are the cost
and the rate of VAT. Without tax, an amount that has its own is total ÷ (1 + rate), rounded half
away from zero at 1/10 000 € on each line; its tax is the rest, so that the two add up to it. What
stays out: reading a price or a discount (`contract/`), and judging the lines (`judging.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from sales_assets.warehouse import catalogue, dated
from sales_assets.warehouse.engine import Transaction

MAX_LINE_E4 = 10**13
"""Beyond 1 000 000 000 € a line has no total: sums of lines stay within 64 bits."""
WHOLE_RATE = 10_000
"""A discount of 100 %."""


@dataclass(frozen=True)
class Catalogue:
    """Who is known when sales are judged.

    Attributes:
        products: Their ids.
        stores: The number of each, by id.
        prices: Of products in time, `catalogue.price_history`.
        product_names: By id, those that have one.
        store_towns: The same of stores.
        dated: Costs and rates of VAT in time, `dated.history`.
        taxed: The products whose price says that it has its tax.
    """

    products: list[str]
    stores: dict[str, int]
    prices: pd.DataFrame
    product_names: dict[str, str] = field(default_factory=dict)
    store_towns: dict[str, str] = field(default_factory=dict)
    dated: pd.DataFrame = field(default_factory=pd.DataFrame)
    taxed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, connection: Transaction) -> Catalogue:
        """Read it from the warehouse."""
        return cls(
            catalogue.product_ids(connection),
            catalogue.store_numbers(connection),
            catalogue.price_history(connection),
            catalogue.product_names(connection),
            catalogue.store_towns(connection),
            dated.history(connection),
            frozenset(catalogue.taxed(connection)),
        )

    def values(self, name: str) -> pd.DataFrame:
        """Those of `DATED` in time: ID_produit, valable_du, nombre."""
        return self.dated[self.dated["valeur"] == name] if len(self.dated) else self.dated


def value(lines: pd.DataFrame, known: Catalogue, prices: str = "") -> pd.DataFrame:
    """Add to sales what judging and writing them needs.

    Args:
        lines: The rows of `contract.Block`: date, ID_produit, ID_magasin (category), quantite_e3,
            and what their lines say: prix_unitaire_e4, montant_e4, remise_e4, taux_remise_e4
            (Int64), and what some tell beside.
        known: The catalogue.
        prices: "ttc" or "ht" where no title tells, "" when that is not known (`Limits.prices`).

    Returns:
        The lines with numero (of the store, 0 when unknown), produit_connu, magasin_connu,
        prix_applique_e4 (1/10 000 €, what a unit cost where the line has its amount only),
        remise_e4 (int64) and total_e4 (Int64; missing without a price or an amount, beyond
        `MAX_LINE_E4`, and when the discount is more than the price); where any of them has it,
        heure ("HH:MM", category), cout_e4 (of the line), taux_tva_e4, ht_e4 and tva_e4 (Int64).
    """
    quantity, paid = lines["quantite_e3"], lines["montant_e4"]
    price = unit_price(lines)
    if price.isna().any():
        history = known.prices.rename(columns={"prix_e4": "nombre"})
        if prices == "ht":  # one that has its tax, of an earlier catalogue, adds up to nothing
            history = history[~history["ID_produit"].isin(known.taxed)]
        price = price.fillna(_in_force(lines, history))
    size = quantity.abs().astype("float64") * price.astype("Float64") / 1000
    bounded = (size <= MAX_LINE_E4).fillna(False)
    gross = half_away(quantity.where(bounded, 0) * price, 1000)
    off = lines["remise_e4"].fillna(half_away(gross.abs() * lines["taux_remise_e4"], WHOLE_RATE))
    off = off.fillna(0)
    total = paid.fillna(gross - off.where(quantity > 0, -off))
    sound = (
        bounded & (total.abs() <= MAX_LINE_E4) & ((total == 0) | ((total > 0) == (quantity > 0)))
    )
    return lines.assign(
        numero=lines["ID_magasin"].map(known.stores).astype("Int64").fillna(0).astype("int64"),
        produit_connu=lines["ID_produit"].isin(known.products),
        magasin_connu=lines["ID_magasin"].isin(known.stores),
        prix_applique_e4=price,
        remise_e4=off.astype("int64"),
        total_e4=total.where(sound.fillna(False)),
        **_beside(lines, known, total.where(sound.fillna(False)), prices),
    )


def discounted_away(lines: pd.DataFrame, price: pd.Series) -> pd.Series[bool]:
    """Whether the discount of a line, in euros, is more than it would cost without.

    Args:
        lines: quantite_e3, remise_e4.
        price: What a unit costs, in 1/10 000 €, NA where that is not known.
    """
    worth = lines["quantite_e3"].abs().astype("float64") * price.astype("Float64") / 1000
    return (lines["remise_e4"] > worth).fillna(False).astype(bool)


def _beside(
    lines: pd.DataFrame, known: Catalogue, total: pd.Series, prices: str
) -> dict[str, pd.Series]:
    """What some lines tell beside what they are worth, those of `measures.TOLD` that any has."""
    found = {}
    if "minute" in lines:
        minute = lines["minute"].fillna(-1).astype("int64").to_numpy()
        clock = pd.Categorical.from_codes(minute, categories=_CLOCK)
        found["heure"] = pd.Series(clock, index=lines.index)
    unit = _own_or_dated(lines, "cout_unitaire_e4", known.values("cout_e4"))
    if "cout_e4" in lines or unit.notna().any():
        size = lines["quantite_e3"].abs().astype("float64") * unit.astype("Float64") / 1000
        bounded = unit.where((size <= MAX_LINE_E4).fillna(False))
        of_units = half_away(lines["quantite_e3"] * bounded, 1000)
        found["cout_e4"] = lines["cout_e4"].fillna(of_units) if "cout_e4" in lines else of_units
    rate = _own_or_dated(lines, "taux_tva_e4", known.values("taux_tva_e4"))
    if rate.notna().any():
        found["taux_tva_e4"] = rate
    if prices == "ht":
        return found | {"ht_e4": total, "tva_e4": half_away(total * rate, WHOLE_RATE)}
    taxed = _taxed(lines, known, prices)
    if taxed.any() and rate.notna().any():
        untaxed = half_away(total * WHOLE_RATE, WHOLE_RATE + rate).where(taxed)
        found |= {"ht_e4": untaxed, "tva_e4": total - untaxed}
    return found


def _taxed(lines: pd.DataFrame, known: Catalogue, prices: str) -> pd.Series:
    """Whether what a line is worth has its tax: by its own title, the catalogue's, the setting."""
    own = lines["prix_unitaire_e4"].notna() | lines["montant_e4"].notna()
    said = lines["ttc"] if "ttc" in lines else pd.Series(False, index=lines.index)
    if known.taxed:
        said = said.where(own, lines["ID_produit"].isin(known.taxed))
    return said | (prices == "ttc")


_CLOCK = pd.Index([f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(24 * 60)])


def _own_or_dated(lines: pd.DataFrame, column: str, history: pd.DataFrame) -> pd.Series:
    """What lines say, Int64; where they do not, the catalogue's on their day, NA without one."""
    own = lines.get(column, pd.Series(pd.NA, index=lines.index, dtype="Int64"))
    return own.fillna(_in_force(lines, history)) if len(history) else own


def unit_price(lines: pd.DataFrame) -> pd.Series:
    """What a unit cost by the line alone, Int64 of 1/10 000 €: its price, else its share."""
    own, paid = lines["prix_unitaire_e4"], lines["montant_e4"]
    if own.notna().all() or paid.isna().all():
        return own
    # As floats: the integers could overflow, and a price is exact far beyond its limit.
    shared = (paid.astype("Float64") / lines["quantite_e3"] * 1000).round().astype("Int64")
    return own.fillna(shared)


def half_away(values: pd.Series, divisor: int | pd.Series) -> pd.Series:
    """Divide whole numbers; a half is rounded away from zero."""
    away = (values.abs() + divisor // 2) // divisor
    return away.where(values >= 0, -away)


def _in_force(lines: pd.DataFrame, history: pd.DataFrame) -> pd.Series:
    """A product's value on the day of each line, Int64; the first known on earlier days.

    Args:
        lines: date, ID_produit.
        history: ID_produit, valable_du, nombre, by product and day.
    """
    first = history.drop_duplicates("ID_produit").set_index("ID_produit")["nombre"]
    found = lines["ID_produit"].map(first).astype("Int64")
    changed = history.loc[history["ID_produit"].duplicated(keep=False)]
    concerned = lines["ID_produit"].isin(changed["ID_produit"])
    if not concerned.any():
        return found
    some = lines.loc[concerned, ["date", "ID_produit"]].astype({"ID_produit": "str"})
    in_force = pd.merge_asof(
        some.reset_index().sort_values("date", kind="stable"),
        changed.sort_values("valable_du", kind="stable"),
        left_on="date",
        right_on="valable_du",
        by="ID_produit",
    ).set_index("index")["nombre"]
    return in_force.astype("Int64").reindex(lines.index).fillna(found)
