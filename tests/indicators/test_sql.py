"""The indicators against SQL written independently, on random shops."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from fractions import Fraction

import pandas as pd
import pytest

from sales_assets.indicators import comparisons, extremes, ranking, revenue, shares, stock, stores
from sales_assets.indicators.days import period_start
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots


@pytest.fixture(scope="module", params=[3, 17])
def snap(request: pytest.FixtureRequest) -> Snapshot:
    return snapshots.shop(days=120, products=12, stores=4, seed=request.param)


@pytest.fixture(scope="module")
def base(snap: Snapshot) -> sqlite3.Connection:
    """The sales lines themselves, in a base of their own."""
    opened = sqlite3.connect(":memory:")
    days = [stamp.date() for stamp in snap.jours["date"]]
    lines = pd.concat([snap.lignes(day).assign(jour=f"{day}") for day in days])
    lines = lines.astype({"prix_unitaire_e4": "int64"}).drop(columns="ticket")
    lines.to_sql("ventes", opened, index=False)
    for name in ("produits", "magasins"):
        getattr(snap, name).astype(object).to_sql(name, opened, index=False)
    snap.etats.assign(jour=snap.etats["date"].dt.date.astype(str))[["jour", "etat"]].to_sql(
        "etats", opened, index=False
    )
    return opened


@pytest.fixture(scope="module")
def j(snap: Snapshot):
    return snap.jours["date"].max().date()


def one(base: sqlite3.Connection, query: str, *values: object) -> tuple:
    return base.execute(query, [f"{value}" for value in values]).fetchone()


def test_a_period_s_sums(snap: Snapshot, base: sqlite3.Connection, j) -> None:
    du = j - timedelta(days=27)
    lines, quantity, amount, gross, returns = one(
        base,
        "SELECT count(*), sum(quantite_e3), sum(total_e4),"
        " sum(max(total_e4, 0)), sum(min(total_e4, 0))"
        " FROM ventes WHERE jour BETWEEN ? AND ?",
        du, j,
    )  # fmt: skip
    for frame in (snap.jours, snap.magasins_jour, snap.produits_jour):
        found = revenue.totals(frame, du, j)
        assert found == revenue.Totals(lines, quantity, amount, gross, returns)
    assert found.return_rate == Fraction(-returns, gross)
    assert found.pvm == Fraction(amount * 1000, quantity)
    assert found.mean_line_e4 == Fraction(amount, lines)


@pytest.mark.parametrize("periode", ["semaine", "mois", "annee"])
def test_cumuls_start_where_the_calendar_says(snap, base, j, periode) -> None:
    start = {"semaine": "date(?, 'weekday 0', '-6 days')", "mois": "date(?, 'start of month')",
             "annee": "date(?, 'start of year')"}[periode]  # fmt: skip
    first, amount = one(
        base,
        f"SELECT {start.replace('?', '?1')}, sum(total_e4) FROM ventes"
        f" WHERE jour BETWEEN {start.replace('?', '?1')} AND ?1",
        j,
    )
    found = revenue.running_total(snap.jours, snap.etats, j, periode)
    assert f"{period_start(j, periode)}" == first
    assert found.ca_e4 == amount


def test_a_day_against_others(snap: Snapshot, base: sqlite3.Connection, j) -> None:
    for back in (1, 7):
        then = j - timedelta(days=back)
        now, before = one(
            base,
            "SELECT sum(CASE WHEN jour = ?1 THEN total_e4 END),"
            " sum(CASE WHEN jour = ?2 THEN total_e4 END) FROM ventes",
            j, then,
        )  # fmt: skip
        found = comparisons.compare_day(snap.jours, snap.etats, j, back)
        assert (found.value_e4, found.reference_e4) == (now, before)
        expected = Fraction(now - before, before) if before else None
        assert found.rate == comparisons.rate(now, before) == expected


def test_ranks_shares_and_headcount(snap: Snapshot, base: sqlite3.Connection, j) -> None:
    du = j - timedelta(days=27)
    rows = base.execute(
        "SELECT m.ID_magasin, sum(total_e4), 1.0 * sum(total_e4) / nombre_salaries,"
        " rank() OVER (ORDER BY sum(total_e4) DESC)"
        " FROM ventes v JOIN magasins m ON m.ID_magasin = v.ID_magasin"
        " WHERE jour BETWEEN ? AND ? GROUP BY 1 ORDER BY 1",
        [f"{du}", f"{j}"],
    ).fetchall()
    sums = revenue.totals_by(snap.magasins_jour, "ID_magasin", du, j)
    table = ranking.rank(stores.per_employee(snap.magasins, sums), "ca_e4", "ID_magasin")
    found = table.sort_values("ID_magasin")
    assert found["ID_magasin"].tolist() == [row[0] for row in rows]
    assert found["ca_e4"].tolist() == [row[1] for row in rows]
    assert [float(v) for v in found["ca_par_salarie_e4"]] == pytest.approx([r[2] for r in rows])
    assert found["rang"].tolist() == [row[3] for row in rows]
    assert int(shares.shares(found["ca_e4"]).sum()) == 1000


def test_speed_cover_and_last_sale(snap: Snapshot, base: sqlite3.Connection, j) -> None:
    du = j - timedelta(days=27)
    (worked,) = one(
        base,
        "SELECT count(*) FROM etats WHERE etat IN ('vendu', 'zero') AND jour BETWEEN ? AND ?",
        du, j,
    )  # fmt: skip
    table = stock.stock_table(
        snap.produits, snap.produits_jour, snap.etats, j, snap.today, snap.fetes
    )
    last = stock.last_sales(snap.produits_jour, j)
    for row in table.itertuples():
        sold, latest, left, price = one(
            base,
            "SELECT coalesce(sum(CASE WHEN v.jour >= ?1 THEN quantite_e3 / 1000 END), 0),"
            " max(CASE WHEN quantite_e3 > 0 THEN v.jour END), p.stock, p.prix_e4"
            " FROM produits p LEFT JOIN ventes v ON v.ID_produit = p.ID_produit"
            " WHERE p.ID_produit = ?2",
            du, row.ID_produit,
        )  # fmt: skip
        assert row.vmj == Fraction(sold, worked)
        assert f"{last[row.ID_produit]}" == f"{row.derniere_vente}" == latest
        assert row.valeur_e4 == left * price
        if sold > 0:
            assert row.couverture == Fraction(left * worked, sold)
            (ordered,) = one(
                base,
                "SELECT (max(0, ?1 * 28 - max(0, ?2 * ?3 - ?1 * 3)) + ?3 - 1) / ?3",
                sold, left, worked,
            )  # fmt: skip
            assert row.a_commander == ordered


def test_best_and_weakest_days_and_whole_months(snap: Snapshot, base, j) -> None:
    first = snap.etats["date"].min().date()
    rows = base.execute(
        "SELECT e.jour, coalesce(sum(total_e4), 0) FROM etats e LEFT JOIN ventes v USING (jour)"
        " WHERE etat IN ('vendu', 'zero') GROUP BY 1"
    ).fetchall()
    best, worst = (pick(amount for _day, amount in rows) for pick in (max, min))
    found = extremes.best_day(snap.jours, snap.etats, first, j)
    assert found.ca_e4 == best
    assert [f"{day}" for day in found.when] == [day for day, amount in rows if amount == best]
    assert extremes.worst_day(snap.jours, snap.etats, first, j).ca_e4 == worst
    whole = base.execute(
        "SELECT substr(jour, 1, 7) FROM etats GROUP BY 1"
        " HAVING sum(etat IN ('absent', 'quarantaine')) = 0 AND count(*) ="
        " CAST(strftime('%d', date(min(jour), 'start of month', '+1 month', '-1 day')) AS INTEGER)"
        " ORDER BY 1"
    ).fetchall()
    kept = extremes.complete_months(snap.mois, snap.etats, j)
    assert kept["mois"].tolist() == [month for (month,) in whole]
