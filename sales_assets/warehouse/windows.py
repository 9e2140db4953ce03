"""Sales, replaced a day of a store at a time, and the totals that follow them.

The rows of a window, its totals, its day's and its month's totals change in one transaction: the
caller's. What stays out: which delivery wins (`loading/plan.py`), and what a good row is
(`loading/judging.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

import pandas as pd
from sqlalchemy import Table, and_, bindparam, delete, func, insert, select
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from sales_assets.warehouse import details, seals
from sales_assets.warehouse.engine import Transaction, bulk_insert
from sales_assets.warehouse.lines import DAY_KEY, STORE_KEY, Lines
from sales_assets.warehouse.measures import CELL, measure
from sales_assets.warehouse.provenance import cells
from sales_assets.warehouse.schema import (
    MEASURES,
    magasins,
    rectifications,
    totaux_jour,
    totaux_magasin_jour,
    totaux_mois,
    totaux_produit_jour,
    ventes,
)


def day_key(day: date) -> int:
    """The smallest `ID_vente` a sale of `day` may have: AAAAMMJJ 0000 0000000."""
    return (day.year * 10_000 + day.month * 100 + day.day) * DAY_KEY


def of_day(day: date) -> ColumnElement[bool]:
    """Whether a sale is one of `day`."""
    return and_(ventes.c.ID_vente >= day_key(day), ventes.c.ID_vente < day_key(day) + DAY_KEY)


def of_cells(cells: pd.DataFrame) -> Iterator[ColumnElement[bool]]:
    """Whether a sale is of these days of stores (`CELL`): a condition for each day."""
    for stamp in sorted(cells["date"].unique()):
        stores = cells.loc[cells["date"] == stamp, "ID_magasin"]
        yield and_(of_day(stamp.date()), ventes.c.ID_magasin.in_(list(stores)))


def replace(
    connection: Transaction, windows: pd.DataFrame, lines: Lines, totals: pd.DataFrame
) -> None:
    """Make these lines all that these windows hold, whatever they held before.

    Args:
        connection: The transaction.
        windows: The days of stores replaced, one row each: date, ID_magasin, livraison_apres, the
            delivery their lines come from.
        lines: Theirs.
        totals: `measures.measure_cells` of them.
    """
    if windows.empty:
        return
    days = [stamp.date() for stamp in sorted(windows["date"].unique())]
    of_windows = [stamp.date() for stamp in windows["date"]], windows["ID_magasin"]
    seals.rewriting(connection, totaux_magasin_jour, *of_windows)
    numbers = dict(connection.execute(select(magasins.c.ID_magasin, magasins.c.numero)).all())
    others = _unchanged_lines(connection, days, windows)
    _clear(connection, windows, numbers)
    lines.insert()
    bulk_insert(connection, totaux_magasin_jour, _provided(totals, windows))
    products = pd.concat([*lines.products, measure(others, ["date", "ID_produit"])])
    for table, keys in ((totaux_produit_jour, ["date", "ID_produit"]), (totaux_jour, ["date"])):
        _delete_days(connection, table, days)
        sums = products.groupby(keys, observed=True, as_index=False, sort=True)[
            list(MEASURES)
        ].sum()
        bulk_insert(connection, table, sums)
    _sum_months(connection, days)
    told = pd.concat([*lines.told, details.told(others)], ignore_index=True)
    details.replace(connection, days, told)


def _provided(totals: pd.DataFrame, windows: pd.DataFrame) -> pd.DataFrame:
    """Give the totals of each window the delivery they come from."""
    speakers = windows.drop_duplicates("date").set_index("date")["livraison_apres"]
    return totals.assign(livraison=totals["date"].map(speakers))


def _clear(connection: Transaction, windows: pd.DataFrame, numbers: dict[str, int]) -> None:
    """Empty the windows; the store is named beside the key range, for a store-sharded database."""
    starts = [
        {
            "store": store,
            "day": stamp.date(),
            "low": day_key(stamp.date()) + numbers[store] * STORE_KEY,
            "high": day_key(stamp.date()) + (numbers[store] + 1) * STORE_KEY - 1,
        }
        for stamp, store in zip(windows["date"], windows["ID_magasin"], strict=True)
    ]
    store: BindParameter[str] = bindparam("store")
    day: BindParameter[date] = bindparam("day")
    in_range = ventes.c.ID_vente.between(bindparam("low"), bindparam("high"))
    connection.execute(delete(ventes).where(ventes.c.ID_magasin == store, in_range), starts)
    totals = totaux_magasin_jour.c
    connection.execute(
        delete(totaux_magasin_jour).where(totals.ID_magasin == store, totals.date == day), starts
    )


def _unchanged_lines(
    connection: Transaction, days: list[date], windows: pd.DataFrame
) -> pd.DataFrame:
    """The sales of the other stores on these days: a day's totals need them all."""
    held = cells(connection, days[0], days[-1])[CELL]
    held = held[held["date"].isin(windows["date"])]
    merged = held.merge(windows[CELL].astype({"ID_magasin": "str"}), how="left", indicator=True)
    kept = merged[merged["_merge"] == "left_only"]
    columns = details.READ
    rows: list[tuple[object, ...]] = []
    query = select(*(ventes.c[name] for name in columns))
    for of_a_day in of_cells(kept):
        rows.extend(connection.execute(query.where(of_a_day)))
    frame = pd.DataFrame(rows, columns=columns)
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
    return frame.astype({"quantite_e3": "int64", "total_e4": "int64", "remise_e4": "int64"})


def _delete_days(connection: Transaction, table: Table, days: Collection[date]) -> None:
    seals.rewriting(connection, table, days)
    statement = delete(table).where(table.c.date == bindparam("day"))
    connection.execute(statement, [{"day": day} for day in days])


def _sum_months(connection: Transaction, days: Iterable[date]) -> None:
    """Months come from the totals of their days, never from the sales."""
    for year, month in sorted({(day.year, day.month) for day in days}):
        first = date(year, month, 1)
        last = date(year + month // 12, month % 12 + 1, 1)
        name = f"{year:04d}-{month:02d}"
        seals.rewriting(connection, totaux_mois, [name])
        connection.execute(delete(totaux_mois).where(totaux_mois.c.mois == name))
        sums = connection.execute(
            select(*(func.sum(totaux_jour.c[measure]) for measure in MEASURES)).where(
                totaux_jour.c.date >= first, totaux_jour.c.date < last
            )
        ).one()
        if sums[0]:
            values = {key: int(value) for key, value in zip(MEASURES, sums, strict=True)}
            connection.execute(insert(totaux_mois).values(mois=name, **values))


def sum_all_months(connection: Transaction) -> None:
    """Add up every month again from its days."""
    months = connection.execute(select(totaux_mois.c.mois)).scalars().all()
    seals.rewriting(connection, totaux_mois, months)
    connection.execute(delete(totaux_mois))
    days = connection.execute(select(totaux_jour.c.date)).scalars().all()
    _sum_months(connection, days)


def grand_totals(connection: Transaction) -> dict[str, int]:
    """The whole CA (1/10 000 €) out of each table that can tell it."""
    sources = (
        (ventes, ventes.c.total_e4),
        *(
            (table, table.c.ca_e4)
            for table in (totaux_jour, totaux_magasin_jour, totaux_produit_jour, totaux_mois)
        ),
    )
    return {
        table.name: int(connection.execute(select(func.sum(column))).scalar() or 0)
        for table, column in sources
    }


def rectify(connection: Transaction, changes: pd.DataFrame) -> None:
    """Note each window whose totals change: CELL, livraison, and `_avant`/`_apres` measures."""
    seals.changing(connection, rectifications, {stamp.date() for stamp in changes["date"]})
    for row in changes.to_dict("records"):
        day = row["date"].date()
        last = connection.execute(
            select(func.max(rectifications.c.rang)).where(
                rectifications.c.date == day, rectifications.c.ID_magasin == row["ID_magasin"]
            )
        ).scalar()
        measures = {
            column.name: int(row[column.name])
            for column in rectifications.columns
            if column.computed is None and ("_avant" in column.name or "_apres" in column.name)
        }
        connection.execute(
            insert(rectifications).values(
                date=day,
                ID_magasin=row["ID_magasin"],
                rang=(last or 0) + 1,
                livraison=int(row["livraison"]),
                **measures,
            )
        )


def integrity(connection: Transaction, first: date, last: date) -> pd.DataFrame:
    """The same sums by day out of each table, side by side, for the gate on totals.

    Returns:
        date (datetime64[s]) and, for each of lignes, quantite and ca: `…_ventes`, `…_jour`,
        `…_magasins`, `…_produits` (as `quantite_…_e3` and `ca_…_e4`); 0 where a table has
        nothing on that day.
    """
    line = ventes.c
    sources = {
        "ventes": select(
            line.date, func.count(), func.sum(line.quantite_e3), func.sum(line.total_e4)
        )
        .where(line.ID_vente >= day_key(first), line.ID_vente < day_key(last) + DAY_KEY)
        .group_by(line.date)
    }
    for name, table in (
        ("jour", totaux_jour),
        ("magasins", totaux_magasin_jour),
        ("produits", totaux_produit_jour),
    ):
        sources[name] = (
            select(
                table.c.date,
                func.sum(table.c.lignes),
                func.sum(table.c.quantite_e3),
                func.sum(table.c.ca_e4),
            )
            .where(table.c.date.between(first, last))
            .group_by(table.c.date)
        )
    frames = []
    for name, query in sources.items():
        rows = [(day, *map(int, sums)) for day, *sums in connection.execute(query)]
        columns = ["date", f"lignes_{name}", f"quantite_{name}_e3", f"ca_{name}_e4"]
        frames.append(pd.DataFrame(rows, columns=columns).set_index("date"))
    joined = pd.concat(frames, axis=1).fillna(0).astype("int64").sort_index()
    joined.index = pd.to_datetime(joined.index).astype("datetime64[s]")
    return joined.rename_axis("date").reset_index()
