from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_assets.indicators import ranking, shares
from sales_assets.indicators.pvm import in_cents, price_volume_mix
from tests.indicators.shop import EURO


def amounts(*values: int) -> pd.DataFrame:
    ids = [f"P{n}" for n in range(len(values))]
    return pd.DataFrame({"ID_produit": ids, "ca_e4": list(values)})


def test_the_largest_remainders_get_what_is_left():
    assert shares.largest_remainder([1, 1, 1]) == [334, 333, 333]
    assert shares.largest_remainder([2, 1, 1], units=5) == [3, 1, 1]
    assert shares.largest_remainder([150, -50]) == [1500, -500]


def test_shares_of_nothing_are_undefined():
    assert shares.largest_remainder([]) is None
    assert shares.largest_remainder([5, -5]) is None
    assert shares.shares(pd.Series([0, 0])).isna().all()


@given(st.lists(st.integers(-(10**12), 10**15), min_size=1, max_size=40))
def test_shares_sum_to_one_hundred_and_are_within_a_tenth_of_the_exact_ones(values):
    parts = shares.largest_remainder(values)
    whole = sum(values)
    if whole <= 0:
        assert parts is None
        return
    assert sum(parts) == 1000
    for value, part in zip(values, parts, strict=True):
        assert abs(Fraction(value * 1000, whole) - part) < 1


def test_concentration():
    assert shares.top_share([50, 30, 20, -5], number=2) == Fraction(80, 100)
    assert shares.hhi([50, 50, -3]) == Fraction(1, 2)
    assert shares.hhi([0]) is None


def test_ties_share_a_rank_and_are_ordered_by_id():
    frame = pd.DataFrame({"ID_produit": ["c", "b", "a", "d"], "ca_e4": [5, 9, 5, 1]})
    found = ranking.rank(frame, "ca_e4", "ID_produit")
    assert found["ID_produit"].tolist() == ["b", "a", "c", "d"]
    assert found["rang"].tolist() == [1, 2, 2, 4]
    assert found["ex_aequo"].tolist() == [False, True, True, False]


def test_amounts_beyond_a_float_do_not_tie():
    big = 2**53
    found = ranking.rank(amounts(big, big + 1), "ca_e4", "ID_produit")
    assert found["rang"].tolist() == [1, 2]


def test_every_best_one_is_named():
    frame = pd.DataFrame({"ID_produit": ["b", "a", "c"], "ca_e4": [7, 7, 1]})
    assert ranking.best(frame, "ca_e4", "ID_produit") == ranking.Best(7, ("a", "b"))
    assert ranking.best(amounts(0, -2), "ca_e4", "ID_produit") is None


def test_abc_classes_by_what_comes_before():
    found = ranking.abc(amounts(80, 15, 4, 1, 0, -3), "ID_produit")
    assert found["classe"].tolist() == ["A", "B", "C", "C", "sans vente", "sans vente"]
    assert found["cumul"][1] == Fraction(95, 100)
    assert found["cumul"][4] is None
    assert ranking.abc(amounts(79, 21), "ID_produit")["classe"].tolist() == ["A", "A"]


def test_places_won_since_a_reference():
    before = ranking.rank(amounts(3, 2, 1), "ca_e4", "ID_produit")
    frame = pd.DataFrame({"ID_produit": ["P2", "P0", "new"], "ca_e4": [9, 8, 7]})
    change = ranking.rank_change(ranking.rank(frame, "ca_e4", "ID_produit"), before, "ID_produit")
    assert change["P2"] == 2
    assert change["P0"] == -1
    assert pd.isna(change["new"])


def test_movers_are_in_money_and_include_new_and_stopped():
    now = pd.DataFrame({"ID_produit": ["a", "b", "new"], "ca_e4": [10, 50, 30]})
    then = pd.DataFrame({"ID_produit": ["a", "b", "old"], "ca_e4": [5, 90, 20]})
    up, down = ranking.movers(now, then, "ID_produit")
    assert up[["ID_produit", "ecart_e4"]].values.tolist() == [["new", 30], ["a", 5]]
    assert up["taux"].tolist() == [None, Fraction(1)]
    assert down[["ID_produit", "ecart_e4"]].values.tolist() == [["b", -40], ["old", -20]]


def sold(*rows: tuple[str, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["ID_produit", "quantite_e3", "ca_e4"])


def test_price_volume_and_mix_by_hand():
    # A at 10 € then 12 €, B at 20 €; N is new, S stopped.
    before = sold(("A", 10, 100 * EURO), ("B", 10, 200 * EURO), ("S", 1, 7 * EURO))
    after = sold(("A", 20, 240 * EURO), ("B", 10, 200 * EURO), ("N", 1, 9 * EURO))
    found = price_volume_mix(before, after, measurable=True)
    assert found.volume == 150 * EURO  # 10 more articles at a mean of 15 €
    assert found.mix == -50 * EURO  # (20−15)·10 € + (10−15)·20 €
    assert found.price == 40 * EURO  # 2 € on 20
    assert (found.new, found.stopped, found.rest) == (9 * EURO, -7 * EURO, 0)


quantities = st.lists(
    st.tuples(st.sampled_from("ABCDEF"), st.integers(-5, 50), st.integers(-(10**6), 10**9)),
    max_size=6,
    unique_by=lambda row: row[0],
)


@given(quantities, quantities)
def test_the_effects_sum_exactly_to_the_change(before, after):
    found = price_volume_mix(sold(*before), sold(*after), measurable=True)
    effects = found.volume + found.mix + found.price
    parts = effects + found.new + found.stopped + found.rest
    assert parts == found.gap_e4


@pytest.mark.parametrize("frames", [(sold(), sold())])
def test_nothing_sold_has_no_effect(frames):
    assert price_volume_mix(*frames, measurable=False).gap_e4 == 0


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(1, 10**7)), min_size=1, max_size=6))
def test_effects_shown_to_the_cent_still_sum_to_the_change(rows):
    before = sold(*[(f"p{n}", q, q * price) for n, (q, price) in enumerate(rows)])
    after = sold(*[(f"p{n}", q + 1, (q + n) * price) for n, (q, price) in enumerate(rows)])
    exact = price_volume_mix(before, after, measurable=False)
    found = in_cents(exact)
    assert (found.volume % 100, found.price % 100) == (0, 0)
    parts = (found.volume, found.mix, found.price, found.new, found.stopped)
    assert sum(parts) + found.rest == found.gap_e4
    assert abs(found.mix - exact.mix) <= 100
    assert found.measurable == (exact.price != 0)
