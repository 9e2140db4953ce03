"""Silent stores: who usually sells on such a weekday, and sent nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from sales_assets.indicators import vigilance

MONDAY = date(2026, 11, 23)


def frame(*rows: tuple[date, str]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=["date", "ID_magasin"])
    return found.assign(date=pd.to_datetime(found["date"]).astype("datetime64[s]"))


def states(*closed: date) -> pd.DataFrame:
    every = [MONDAY - timedelta(days=back) for back in range(100, -1, -1)]
    etats = ["ferme" if day in closed else "vendu" for day in every]
    return pd.DataFrame({"date": pd.to_datetime(every).astype("datetime64[s]"), "etat": etats})


def mondays(store: str, *back: int) -> list[tuple[date, str]]:
    return [(MONDAY - timedelta(weeks=weeks), store) for weeks in back]


def test_a_store_that_sells_on_mondays_and_sends_nothing_is_named():
    sold = frame(*mondays("1", 0, 1, 2, 3, 4), *mondays("2", 1, 2, 4), *mondays("3", 1, 2))
    assert vigilance.silent_stores(sold, states(), frame(), MONDAY) == ["2"]


def test_a_closed_monday_is_not_counted():
    holiday = MONDAY - timedelta(weeks=1)
    sold = frame(*mondays("1", 0, 2, 3, 4, 5), *mondays("2", 2, 3, 5))
    assert vigilance.silent_stores(sold, states(holiday), frame(), MONDAY) == ["2"]


def test_rows_in_quarantine_are_something_sent():
    sold = frame(*mondays("1", 0), *mondays("2", 1, 2, 3, 4))
    assert vigilance.silent_stores(sold, states(), frame((MONDAY, "2")), MONDAY) == []


def test_a_young_shop_expects_nobody():
    sold = frame(*mondays("1", 1, 2, 3))
    young = states().tail(25)
    assert vigilance.silent_stores(sold, young, frame(), MONDAY) == []
