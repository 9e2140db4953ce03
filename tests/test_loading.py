"""From files to tables: what each kind of delivery does, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from sales_assets.context import Limits
from sales_assets.contract import explain
from sales_assets.errors import TotalsDiffer
from sales_assets.loading import sales
from tests.shop import SALES, Shop, check_books, last_of, lines, products, stores

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(tmp_path: Path, warehouse_url: str) -> Iterator[Shop]:
    opened = Shop(tmp_path, warehouse_url)
    opened.open()
    yield opened
    check_books(opened)
    opened.close()


def revenue(shop: Shop) -> int:
    return int(shop.value("SELECT coalesce(sum(total_e4), 0) FROM ventes"))


# --- the usual life of a shop --------------------------------------------------------------------


def test_a_history_then_a_daily_file_add_up(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 B 1 2", "2025-10-02 A 1 1")
    step = shop.deliver("ventes_2025-10-03.csv", "2025-10-03 B 3 1")
    assert (step.statut, step.ok, step.message, step.acceptees) == ("chargee", True, "", 1)
    assert step.jours == {date(2025, 10, 3)}
    assert revenue(shop) == 4_5000 + 10_0000 + 30_0000
    assert shop.rows("SELECT mois, lignes, ca_e4 FROM totaux_mois") == [("2025-10", 4, 44_5000)]


def test_running_again_does_nothing_and_says_nothing(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 A 2 1")
    everything = shop.dump(["livraisons", "ventes", "totaux_jour", "controles"])
    assert shop.run() == []
    assert shop.dump(everything) == everything


def test_the_same_content_under_another_name_is_a_duplicate(shop: Shop) -> None:
    shop.deliver("ventes_jour.csv", "2025-10-01 A 2 1")
    step = shop.deliver("copie de ventes_jour.csv", "2025-10-01 A 2 1")
    assert step.statut == "doublon"
    assert step.ok
    assert "ventes_jour.csv" in step.message
    assert len(shop.sales()) == 1


def test_the_same_content_twice_in_one_pass_is_taken_once(shop: Shop) -> None:
    shop.drop("ventes_a.csv", lines("2025-10-01 A 2 1"))
    shop.drop("ventes_b.csv", lines("2025-10-01 A 2 1"))
    shop.run()
    assert shop.statuses()[-2:] == [("ventes_a.csv", "chargee"), ("ventes_b.csv", "doublon")]
    assert len(shop.sales()) == 1


def test_the_same_rows_in_another_order_change_nothing(shop: Shop) -> None:
    rows = ["2025-10-01 A 2 1", "2025-10-01 B 1 1", "2025-10-01 A 2 1", "2025-09-30 B 5 1"]
    shop.deliver("ventes.csv", *rows)
    before = shop.dump(["ventes", "totaux_jour", "totaux_produit_jour", "rectifications"])
    assert shop.deliver("ventes_bis.csv", *reversed(rows)).jours == set()
    assert shop.dump(before) == before


def test_identical_lines_are_real_sales(shop: Shop) -> None:
    shop.deliver("ventes.csv", *["2025-10-01 A 2 1"] * 3)
    assert shop.sales() == [("2025-10-01", "A", 2, "1")] * 3


def test_identical_lines_are_counted_whatever_their_place(shop: Shop) -> None:
    rows = ["2025-10-01 A 2 1", "2025-09-01 A 2 1", "2025-10-01 A 2 2", "2025-10-01 A 3 1"]
    shop.deliver("ventes.csv", *rows, *rows[:2], rows[0])
    header = "Date,ID_produit,Quantite,ID_magasin,prix_unitaire,ticket\n"
    row = "2025-10-02,A,2,1,1.50"
    shop.drop("ventes_jour.csv", f"{header}{row},T1\n{row},T2\n{row},\n{row},\n")
    shop.run()
    counts = "SELECT nom, identiques FROM livraisons WHERE nom LIKE 'ventes%' ORDER BY livraison"
    assert shop.rows(counts) == [("ventes.csv", 3), ("ventes_jour.csv", 1)]


def test_a_newer_file_replaces_a_day_of_a_store_and_no_other(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 A 9 2", "2025-10-02 A 7 1")
    step = shop.deliver("ventes_jour.csv", "2025-10-01 B 1 1", "2025-10-01 B 2 1")
    assert step.jours == {date(2025, 10, 1)}
    assert shop.sales() == [
        ("2025-10-01", "B", 1, "1"),
        ("2025-10-01", "B", 2, "1"),
        ("2025-10-01", "A", 9, "2"),
        ("2025-10-02", "A", 7, "1"),
    ]
    assert shop.rows('SELECT "ID_magasin", lignes_avant, lignes_apres FROM rectifications') == [
        ("1", 1, 2)
    ]


def test_returns_are_netted_and_shown_apart(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 B 3 1", "2025-10-01 B -1 1")
    assert shop.rows("SELECT quantite, ca_e4, brut_e4, retours_e4 FROM totaux_jour") == [
        (2, 20_0000, 30_0000, -10_0000)
    ]


def test_ids_are_kept_as_written(shop: Shop) -> None:
    shop.drop("produits.csv", products(**{"007": 1, "7": 2, "ref": 3, "REF": 4}))
    shop.deliver(
        "ventes.csv", "2025-10-01 007 1 1", "2025-10-01 7 1 1", "2025-10-01 ref 1 1",
        "2025-10-01 REF 1 1",
    )  # fmt: skip
    assert revenue(shop) == 10_0000
    assert len(shop.rows("SELECT 1 FROM totaux_produit_jour")) == 4


# --- nothing shrinks silently --------------------------------------------------------------------


def test_a_file_that_shrinks_a_day_is_held_until_accepted(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 A 1 1", "2025-10-02 B 1 1")
    before = shop.dump()
    step = shop.deliver("ventes_bis.csv", "2025-10-01 B 5 1", "2025-10-03 B 1 1")
    assert (step.statut, step.ok) == ("en_attente", False)
    for said in ("ventes_bis.csv", "01/10/2025", "magasin 1", "de 2 à 1", "accept"):
        assert said in step.message
    assert str(step.livraison) in step.message
    assert shop.dump() == before
    assert shop.run() == []  # it goes on waiting

    accepted = shop.accept(step.livraison or 0)
    assert (accepted.statut, accepted.ok) == ("chargee", True)
    assert shop.sales() == [
        ("2025-10-01", "B", 5, "1"),
        ("2025-10-02", "B", 1, "1"),
        ("2025-10-03", "B", 1, "1"),
    ]
    corrected = "SELECT lignes_avant, lignes_apres, ca_avant_e4, ca_apres_e4 FROM rectifications"
    assert shop.rows(corrected) == [(2, 1, 4_5000, 50_0000)]


def test_accepting_what_does_not_wait_says_so(shop: Shop) -> None:
    step = shop.accept(99)
    assert not step.ok
    assert "99" in step.message


def test_a_held_file_is_no_longer_held_once_a_newer_one_speaks_for_its_days(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 A 1 1")
    shop.deliver("ventes.csv", "2025-10-01 B 5 1")
    shop.deliver("ventes.csv", "2025-10-01 B 5 1", "2025-10-01 B 6 1")
    assert [statut for _name, statut in shop.statuses()[-3:]] == ["chargee"] * 3
    assert shop.sales() == [("2025-10-01", "B", 5, "1"), ("2025-10-01", "B", 6, "1")]


def test_a_held_file_is_loaded_once_its_missing_product_comes(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 A 1 1")
    held = shop.deliver("ventes_bis.csv", "2025-10-01 A 2 1", "2025-10-01 C 1 1")
    assert held.statut == "en_attente"
    assert "produit inconnu (C)" in held.message  # the cause, beside the way to accept
    shop.drop("produits.csv", products(A="1.50", B=10, C=4))
    assert last_of(shop.run(), "ventes_bis.csv").statut == "chargee"
    assert shop.sales() == [("2025-10-01", "A", 2, "1"), ("2025-10-01", "C", 1, "1")]


def test_a_file_held_because_of_lines_nobody_can_read_says_so(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 A 1 1")
    held = shop.deliver("ventes_bis.csv", "2025-10-01 A 2 1", "2025-10-01 A x 1")
    assert held.statut == "en_attente"
    assert "Une de ses lignes est illisible" in held.message


def test_an_older_file_never_comes_back_over_a_newer_one(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 A 1 1")
    held = shop.deliver("ventes_bis.csv", "2025-10-01 B 5 1", "2025-10-02 B 5 1")
    shop.deliver("ventes_ter.csv", "2025-10-01 A 1 1", "2025-10-01 A 2 1", "2025-10-09 A 1 1")
    shop.accept(held.livraison or 0)
    # the third file says the same of the first day, later: it is the one that counts
    assert ("2025-10-01", "B", 5, "1") not in shop.sales()
    assert ("2025-10-02", "B", 5, "1") in shop.sales()


# --- what waits ----------------------------------------------------------------------------------


def test_an_unknown_product_waits_and_its_file_is_loaded(shop: Shop) -> None:
    step = shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 ZZ9 1 1")
    assert (step.statut, step.acceptees, step.rejetees, step.ok) == ("chargee", 1, 1, False)
    for said in ("ventes.csv", "ligne 3", "ID_produit", "ZZ9", "produits.csv"):
        assert said in step.message
    assert shop.sales() == [("2025-10-01", "A", 2, "1")]
    assert shop.rows("SELECT ligne, colonne, raison, texte FROM rejets") == [
        (3, "ID_produit", "produit_inconnu", "2025-10-01,ZZ9,1,1")
    ]

    shop.drop("produits.csv", products(A="1.50", B=10, ZZ9=2))
    retried = last_of(shop.run(), "ventes.csv")
    assert (retried.acceptees, retried.rejetees, retried.ok) == (2, 0, True)
    assert revenue(shop) == 5_0000
    assert shop.rows("SELECT 1 FROM rejets") == []
    assert shop.run() == []


def test_an_unknown_store_waits(shop: Shop) -> None:
    step = shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 A 1 9")
    assert not step.ok
    assert "magasins.csv" in step.message
    shop.drop("magasins.csv", stores(1, 2, 9))
    assert last_of(shop.run(), "ventes.csv").ok
    assert shop.sales() == [("2025-10-01", "A", 2, "1"), ("2025-10-01", "A", 1, "9")]


def test_a_row_that_waits_for_two_things_says_the_next_one(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 C 2 9")
    shop.drop("produits.csv", products(A="1.50", B=10, C=4))
    assert "magasin inconnu (9)" in last_of(shop.run(), "ventes.csv").message
    assert shop.run() == []
    shop.drop("magasins.csv", stores(1, 2, 9))
    shop.run()
    assert shop.sales() == [("2025-10-01", "C", 2, "9")]


def test_a_product_without_a_price_is_known_and_its_sales_wait(shop: Shop) -> None:
    shop.drop("produits.csv", products(A="1.50", B="offert"))
    step = shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 B 1 1")
    assert shop.rows('SELECT "ID_produit", prix_e4 FROM produits ORDER BY 1')[0] == ("A", 1_5000)
    # B had a price when the shop opened: it is still the last one known
    assert step.ok
    shop.drop("produits.csv", products(A="1.50", B=10, C="offert"))
    step = shop.deliver("ventes_2025-10-02.csv", "2025-10-02 C 2 1")
    assert not step.ok
    assert "sans prix" in step.message
    assert shop.rows("SELECT raison, colonne FROM rejets WHERE date IS NOT NULL") == [
        ("prix_invalide", "prix")
    ]
    shop.drop("produits.csv", products(A="1.50", B=10, C=3))
    shop.run()
    assert ("2025-10-02", "C", 2, "1") in shop.sales()


def test_a_line_with_its_own_price_needs_no_catalogue_price(shop: Shop) -> None:
    shop.drop("ventes.csv", "Date,ID_produit,Quantite,ID_magasin,Prix\n2025-10-01,C,2,1,4.20\n")
    assert not last_of(shop.run(), "ventes.csv").ok
    shop.drop("produits.csv", products(A="1.50", B=10, C="?"))
    assert last_of(shop.run(), "ventes.csv").ok
    assert revenue(shop) == 8_4000


def test_rows_that_wait_keep_an_older_file_away_from_their_day(shop: Shop) -> None:
    shop.deliver("ventes_a.csv", "2025-10-01 P 1 1")
    shop.deliver("ventes_b.csv", "2025-10-01 Q 2 1")
    shop.drop("produits.csv", products(A="1.50", B=10, P=5))
    shop.run()
    assert shop.sales() == []  # the second file replaced the first: what it says waits for Q
    shop.drop("produits.csv", products(A="1.50", B=10, P=5, Q=6))
    shop.run()
    assert shop.sales() == [("2025-10-01", "Q", 2, "1")]


def test_what_the_reader_sets_aside_is_counted_once_and_kept(shop: Shop) -> None:
    step = shop.deliver("ventes.csv", "2025-10-01 A 2 1", "hier A 1 1", "2025-10-01 A zut 1")
    assert (step.lignes, step.acceptees, step.rejetees) == (3, 1, 2)
    assert shop.rows("SELECT ligne, raison FROM rejets ORDER BY ligne") == [
        (3, "date_invalide"),
        (4, "quantite_invalide"),
    ]


def test_rows_set_aside_stay_open_until_a_later_file_puts_them_right(shop: Shop) -> None:
    shop.deliver(
        "ventes_2025-10-01.csv", "2025-10-01 A 2 1", "bientôt A 1 1", "2025-10-01 A 1 99",
        "2025-10-01 A zut 1",
    )  # fmt: skip
    assert len(shop.snapshot().rejets) == 3
    shop.deliver("ventes_2025-10-02.csv", "2025-10-02 A 2 1")
    assert len(shop.snapshot().rejets) == 3
    shop.deliver("ventes_2025-10-01.csv", *["2025-10-01 A 2 1"] * 4)
    assert len(shop.snapshot().rejets) == 0
    assert len(shop.rows("SELECT 1 FROM rejets")) == 3  # never lost


def test_a_daily_file_under_the_same_name_does_not_close_another_days_rows(shop: Shop) -> None:
    shop.deliver("ventes_jour.csv", "2025-10-01 A 2 1", "bientôt A 1 1", "2025-10-01 A zut 2")
    shop.deliver("ventes_jour.csv", "2025-10-02 A 2 1")
    assert len(shop.snapshot().rejets) == 2


# --- lines that a rule does not believe ----------------------------------------------------------


def test_a_line_beyond_a_limit_waits_alone_and_says_what_to_do(shop: Shop) -> None:
    step = shop.deliver(
        "ventes.csv", "2025-10-01 A 2 1", "2025-10-01 B 12000 2", "2025-10-01 B 1 2"
    )
    assert (step.statut, step.ok, step.acceptees, step.rejetees) == ("chargee", False, 2, 1)
    assert shop.rows("SELECT ligne, raison, colonne FROM rejets") == [
        (3, "hors_regle", "ventes_quantite_plausible")
    ]
    assert shop.sales() == [("2025-10-01", "A", 2, "1"), ("2025-10-01", "B", 1, "2")]
    number = step.livraison
    for said in (
        "ventes.csv, ligne 3",
        "1 ligne",
        "la quantité plausible",
        "déposez-le",
        f"sales-assets accept {number}",
        "SALES_PLAUSIBLE_QUANTITY",
    ):
        assert said in step.message
    (still,) = sales.still_waiting(shop.context, [])
    assert still.message == step.message
    check_books(shop)


def test_an_accepted_line_is_loaded_and_never_asked_about_again(shop: Shop) -> None:
    wholesale = "2025-10-01 B 12000 2"
    number = shop.deliver("ventes.csv", "2025-10-01 A 2 1", wholesale).livraison
    assert number is not None
    step = shop.accept(number)
    assert (step.statut, step.ok, step.acceptees, step.rejetees) == ("chargee", True, 2, 0)
    assert ("2025-10-01", "B", 12000, "2") in shop.sales()
    # a history that grows brings the line again, another file another line of the same kind
    grown = shop.deliver("ventes.csv", "2025-10-01 A 2 1", wholesale, "2025-10-02 A 1 1")
    assert (grown.ok, grown.acceptees, grown.rejetees) == (True, 3, 0)
    before = shop.dump()
    shop.rebuild("2025-10-01", "2025-10-02")
    assert shop.dump() == before
    other = shop.deliver("ventes_2025-10-03.csv", "2025-10-03 B 12000 2")
    assert (other.ok, other.rejetees) == (False, 1)
    check_books(shop)


def test_what_waits_for_no_one_cannot_be_accepted(shop: Shop) -> None:
    number = shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 X 1 1").livraison
    assert number is not None
    step = shop.accept(number)
    assert not step.ok
    assert f"{number} n’est pas en attente" in step.message


def test_a_limit_that_is_raised_loads_what_waited_for_it(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 B 12000 2")
    shop.limits = Limits(plausible_quantity=20_000)
    shop.run()
    assert ("2025-10-01", "B", 12000, "2") in shop.sales()
    assert shop.rows("SELECT 1 FROM rejets") == []
    shop.run()
    passes = shop.value("SELECT count(*) FROM passages")
    shop.run()
    assert shop.value("SELECT count(*) FROM passages") == passes  # nothing new is no new pass
    check_books(shop)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2025-10-01,A,1,1,250000", "ventes_prix_plausible"),
        ("2025-10-01,A,20,1,60000", "ventes_total_plausible"),
        ("2025-10-01,A,-12000,1,1", "ventes_quantite_plausible"),
    ],
)
def test_each_limit_holds_its_line(shop: Shop, row: str, column: str) -> None:
    shop.drop(
        "ventes.csv", f"Date,ID_produit,Quantite,ID_magasin,Prix\n2025-10-01,A,1,1,2\n{row}\n"
    )
    step = last_of(shop.run(), "ventes.csv")
    assert (step.acceptees, step.rejetees) == (1, 1)
    assert shop.value("SELECT colonne FROM rejets") == column
    assert shop.accept(step.livraison or 0).ok
    assert shop.value("SELECT count(*) FROM ventes") == 2
    check_books(shop)


def test_a_line_put_right_in_the_file_is_no_longer_in_doubt(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 B 12000 2")
    corrected = shop.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-01 B 12 2")
    assert corrected.ok
    assert len(shop.snapshot().rejets) == 0
    assert ("2025-10-01", "B", 12, "2") in shop.sales()


# --- days held back by a rule --------------------------------------------------------------------


@pytest.fixture
def strict(tmp_path: Path) -> Shop:
    """A shop that holds back the days on which more than half of the lines are returns."""
    shop = Shop(tmp_path)
    shop.rules = tmp_path / "rules"
    shutil.copytree(Path(__file__).parent.parent / "expectations", shop.rules)
    suite = json.loads((shop.rules / "ventes.json").read_text())
    name = "ventes_part_des_retours"
    (returns,) = (one for one in suite["expectations"] if one["meta"]["name"] == name)
    returns["severity"] = "critical"
    (shop.rules / "ventes.json").write_text(json.dumps(suite))
    shop.open()
    return shop


def test_a_day_that_breaks_a_rule_on_its_lines_together_is_left_as_it_was(strict: Shop) -> None:
    strict.deliver("ventes.csv", "2025-10-01 A 2 1", "2025-10-02 A 3 1")
    step = strict.deliver(
        "ventes_bis.csv", "2025-10-01 B -5 1", "2025-10-01 B -1 1", "2025-10-01 B -1 2",
        "2025-10-03 B 1 1",
    )  # fmt: skip
    assert (step.statut, step.ok, step.acceptees, step.rejetees) == ("chargee", False, 1, 3)
    for said in ("ventes_bis.csv", "01/10/2025", "la moitié des lignes", "déposez"):
        assert said in step.message
    assert strict.sales() == [
        ("2025-10-01", "A", 2, "1"),
        ("2025-10-02", "A", 3, "1"),
        ("2025-10-03", "B", 1, "1"),
    ]
    failed = "SELECT portee FROM controles WHERE portee <> '' AND NOT reussi"
    assert strict.rows(failed) == [("2025-10-01",)]

    corrected = strict.deliver(
        "ventes_bis.csv", "2025-10-01 B 5 1", "2025-10-01 B -1 1", "2025-10-01 B 1 2",
        "2025-10-03 B 1 1",
    )  # fmt: skip
    assert corrected.ok
    assert strict.rows(failed) == []
    assert len(strict.snapshot().rejets) == 0
    assert ("2025-10-01", "B", 5, "1") in strict.sales()


def test_a_file_for_another_store_does_not_lift_the_block(strict: Shop) -> None:
    strict.deliver("ventes_a.csv", "2025-10-01 B -5 1")
    assert strict.snapshot().etats["etat"].tolist() == ["quarantaine"]
    strict.deliver("ventes_b.csv", "2025-10-01 B 1 2")
    assert strict.rows("SELECT portee FROM controles WHERE portee <> ''") == [("2025-10-01",)]
    strict.deliver("ventes_c.csv", "2025-10-01 B 5 1")
    assert strict.rows("SELECT portee FROM controles WHERE portee <> ''") == []


def test_going_back_to_the_good_file_lifts_the_block(strict: Shop) -> None:
    strict.deliver("ventes_jour.csv", "2025-10-01 A 2 1")
    strict.deliver("ventes_jour.csv", "2025-10-01 A -2 1")
    assert strict.deliver("ventes_jour.csv", "2025-10-01 A 2 1").statut == "doublon"
    assert len(strict.snapshot().rejets) == 0
    assert strict.rows("SELECT portee FROM controles WHERE portee <> ''") == []


# --- catalogues ----------------------------------------------------------------------------------


def test_a_contradictory_catalogue_is_refused_and_the_old_one_stays(shop: Shop) -> None:
    before = shop.dump(["produits", "prix_historique"])
    shop.drop("produits.csv", products(A=9) + "A,Autre,8,1\n")
    step = last_of(shop.run(), "produits.csv")
    assert (step.statut, step.ok) == ("refusee", False)
    assert "lignes 2 et 3" in step.message
    assert shop.dump(before) == before


def test_a_price_beyond_the_limit_costs_no_other(shop: Shop) -> None:
    shop.drop("produits.csv", products(A=9, C="250000", D=4))
    step = last_of(shop.run(), "produits.csv")
    assert (step.statut, step.ok, step.acceptees, step.rejetees) == ("chargee", False, 2, 1)
    for said in ("produits.csv", "3 (C)", "déposez", "SALES_PLAUSIBLE_PRICE"):
        assert said in step.message
    assert shop.rows('SELECT "ID_produit", prix_e4 FROM produits WHERE actif ORDER BY 1') == [
        ("A", 9_0000), ("C", None), ("D", 4_0000),
    ]  # fmt: skip
    waiting = shop.deliver("ventes.csv", "2025-10-20 C 1 1", "2025-10-20 D 1 1")
    assert (waiting.acceptees, waiting.rejetees) == (1, 1)
    check_books(shop)

    shop.limits = Limits(plausible_price=300_000)
    raised = shop.run()
    assert last_of(raised, "produits.csv").ok
    assert sorted(shop.sales()) == [("2025-10-20", "C", 1, "1"), ("2025-10-20", "D", 1, "1")]
    assert shop.rows("SELECT 1 FROM rejets") == []
    check_books(shop)


def test_a_refused_file_is_read_again_at_each_pass(shop: Shop) -> None:
    shop.drop("produits.csv", products(A=9) + "A,Autre,8,1\n")
    shop.run()
    assert last_of(shop.run(), "produits.csv").statut == "refusee"


def test_a_product_that_disappears_is_kept_inactive(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 B 2 1")
    shop.drop("produits.csv", products(A="1.50"))
    shop.run()
    assert shop.rows('SELECT "ID_produit", actif FROM produits ORDER BY 1') == [
        ("A", True),
        ("B", False),
    ]
    assert len(shop.sales()) == 1


def test_a_new_price_never_revalues_the_past(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-09-01 A 1 1", "2025-10-19 A 1 1")
    before = shop.dump()
    shop.later(days=1)
    shop.drop("produits.csv", products(A=100, B=10))
    shop.run()
    assert shop.dump() == before
    shop.rebuild("2025-09-01", "2025-10-31")
    assert shop.dump() == before
    # before the first known price the first applies; from its first day on, the new one
    shop.deliver("ventes_2.csv", "2025-08-01 A 1 1", "2025-10-20 A 1 1", "2025-10-21 A 1 1")
    assert shop.rows("SELECT date, total_e4 FROM ventes ORDER BY date")[0][1] == 1_5000
    assert [int(total) for _d, total in shop.rows(
        "SELECT date, total_e4 FROM ventes WHERE date > '2025-10-19' ORDER BY date"
    )] == [1_5000, 100_0000]  # fmt: skip


def test_a_price_changed_twice_the_same_day_leaves_no_overlap(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-20 A 1 1")  # today, at 1.50
    for price in (2, 3, "1.50"):
        shop.drop("produits.csv", products(A=price, B=10))
        shop.run()
    history = shop.rows(
        "SELECT valable_du, valable_au, prix_e4 FROM prix_historique WHERE \"ID_produit\" = 'A' "
        "ORDER BY valable_du"
    )
    assert [(str(du), str(au), prix) for du, au, prix in history] == [
        ("2025-10-20", "2025-10-20", 1_5000),
        ("2025-10-21", "None", 1_5000),
    ]


def test_a_catalogue_that_goes_back_to_an_earlier_one_is_news(shop: Shop) -> None:
    first = products(A="1.50", B=10)
    shop.drop("produits.csv", products(A=2, B=10))
    shop.run()
    shop.drop("produits.csv", first)
    assert last_of(shop.run(), "produits.csv").statut == "chargee"
    assert shop.rows("SELECT prix_e4 FROM produits WHERE \"ID_produit\" = 'A'") == [(1_5000,)]
    shop.drop("produits_copie.csv", first)
    assert last_of(shop.run(), "produits_copie.csv").statut == "doublon"


def test_the_next_catalogue_closes_the_rows_of_the_last(shop: Shop) -> None:
    shop.drop("produits.csv", products(A="1.50", B="?"))
    shop.run()
    assert shop.snapshot().rejets["raison"].tolist() == ["prix_invalide"]
    shop.drop("produits.csv", products(A="1.50", B=11))
    shop.run()
    assert shop.snapshot().rejets.empty


def test_two_stores_of_a_town_and_two_products_of_a_name_stay_apart(shop: Shop) -> None:
    shop.drop("magasins.csv", "ID_magasin,ville,nombre_salaries\n1,Lyon,2\n2,Lyon,3\n")
    shop.drop("produits.csv", "ID_produit,nom,prix,stock\nA,Thé,1,1\nB,Thé,2,1\n")
    shop.deliver("ventes.csv", "2025-10-01 A 1 1", "2025-10-01 B 1 2")
    assert len(shop.rows("SELECT 1 FROM totaux_magasin_jour")) == 2
    assert len(shop.rows("SELECT 1 FROM totaux_produit_jour")) == 2


# --- rebuilding ----------------------------------------------------------------------------------


MIXED = [
    "2025-09-30 B 1 2", "2025-09-30 A 1 1", "2025-10-01 A 2 1", "2025-10-01 B 1 1",
    "2025-10-01 A 2 1", "2025-10-01 ZZ 2 1", "2025-10-01 A 1 2", "2025-10-02 B -1 1",
]  # fmt: skip


def test_a_rebuild_gives_the_same_bytes(shop: Shop, figure: Callable[..., None]) -> None:
    shop.deliver("ventes.csv", *MIXED)
    shop.deliver("ventes_2025-10-02.csv", "2025-10-02 A 5 1", "2025-10-02 zut 5 1")
    everything = ["rejets", "livraisons", "rectifications"]
    before = shop.dump([*shop.dump(), *everything])
    shop.rebuild("2025-10-01")
    assert shop.dump(before) == before
    for folder in (shop.data / "archive").glob("*/lignes"):
        shutil.rmtree(folder)
    shop.rebuild("2025-10-01")
    shop.rebuild("2025-09-01", "2025-10-31")
    assert shop.dump(before) == before
    figure("P5", rebuilds=3, different=0)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE totaux_jour SET quantite_e3 = quantite_e3 + 1 WHERE date = '2025-10-01'",
        "UPDATE totaux_mois SET lignes = lignes + 1 WHERE mois = '2025-10'",
        "DELETE FROM totaux_produit_jour WHERE date = '2025-10-01'",
        "UPDATE ventes SET quantite_e3 = 9000, total_e4 = 9 * prix_unitaire_e4 "
        "WHERE date = '2025-10-01' AND quantite = 1",
        "DELETE FROM ventes WHERE date = '2025-10-01'",
        "UPDATE totaux_magasin_jour SET lignes = lignes + 7 WHERE date = '2025-10-01'",
        "DELETE FROM totaux_magasin_jour WHERE date = '2025-10-01'",
    ],
)
def test_a_rebuild_repairs_a_damaged_day(shop: Shop, damage: str) -> None:
    shop.deliver("ventes.csv", *MIXED)
    before = shop.dump()
    shop.execute(damage)
    assert shop.dump() != before
    assert all(step.statut == "chargee" for step in shop.rebuild("2025-10-01"))
    assert shop.dump() == before


def test_a_rebuild_leaves_out_the_days_just_loaded(shop: Shop) -> None:
    shop.deliver("ventes.csv", *MIXED)
    day = date(2025, 10, 1)
    assert sales.rebuild(shop.context, day, day, but={day}) == []


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_lost_or_damaged_archive_is_said_and_changes_nothing(shop: Shop, damage: str) -> None:
    shop.deliver("ventes.csv", *MIXED)
    before = shop.dump([*shop.dump(), "rejets", "livraisons"])
    for folder in (shop.data / "archive").glob("*/lignes"):
        shutil.rmtree(folder)
        kept = folder.parent / "livraison.csv"
        if damage == "missing":
            kept.unlink()
        else:
            kept.write_bytes(kept.read_bytes().replace(b"A,2", b"A,3"))
    (step,) = shop.rebuild("2025-10-01")
    assert (step.statut, step.ok) == ("chargee", False)
    for said in ("ventes.csv", "livraison.csv", "sauvegarde"):
        assert said in step.message
    assert shop.dump(before) == before


def test_a_lost_archive_is_filled_again_from_the_data_folder(shop: Shop) -> None:
    shop.deliver("ventes.csv", *MIXED)
    before = shop.dump()
    shutil.rmtree(shop.data / "archive")
    shop.run()
    assert all(step.ok for step in shop.rebuild("2025-09-01", "2025-09-30"))
    assert shop.dump() == before


# --- totals --------------------------------------------------------------------------------------


def test_totals_that_differ_undo_everything(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.open()
    shop.deliver("ventes.csv", "2025-10-01 A 2 1")
    before = shop.dump([*shop.dump(), "rejets", "controles", "rectifications"])
    shop.execute(
        "CREATE TRIGGER tamper AFTER INSERT ON totaux_jour BEGIN "
        "UPDATE totaux_jour SET quantite_e3 = quantite_e3 + 1 WHERE date = NEW.date; END"
    )
    shop.drop("ventes_2.csv", lines("2025-10-02 A 2 1", "2025-10-02 ZZ 2 1"))
    with pytest.raises(TotalsDiffer, match=r"ventes_2.csv.*2025-10-02"):
        shop.run()
    assert shop.dump(before) == before
    assert shop.statuses()[-1] == ("ventes_2.csv", "lue")
    shop.execute("DROP TRIGGER tamper")
    assert last_of(shop.run(), "ventes_2.csv").statut == "chargee"
    check_books(shop)


def test_a_row_changed_on_its_way_in_undoes_everything(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.open()
    shop.execute(
        "CREATE TRIGGER tamper AFTER INSERT ON ventes BEGIN DELETE FROM ventes "
        "WHERE ID_vente = NEW.ID_vente AND NEW.quantite = 7; END"
    )
    shop.drop("ventes.csv", lines("2025-10-02 A 7 1", "2025-10-02 A 2 1"))
    with pytest.raises(TotalsDiffer):
        shop.run()
    assert shop.sales() == []


# --- large values --------------------------------------------------------------------------------


def test_huge_prices_never_overflow(shop: Shop) -> None:
    shop.limits = Limits(max_quantity=1_000_000_000)
    shop.drop(
        "ventes.csv",
        "Date,ID_produit,Quantite,ID_magasin,Prix\n"
        "2025-10-01,A,1000000000,1,99999999.99\n2025-10-02,A,1,1,2\n"
        "2025-10-03,A,1000000,1,10000000\n",
    )
    step = last_of(shop.run(), "ventes.csv")
    assert (step.statut, step.acceptees, step.rejetees, step.ok) == ("chargee", 1, 2, False)
    assert shop.rows("SELECT total_e4 FROM ventes") == [(2_0000,)]


def test_lines_too_large_to_sum_wait_whatever_the_limits(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.limits = Limits(10**9, 10**9, 10**8, 10**9)
    shop.open()
    shop.drop(
        "ventes.csv",
        "Date,ID_produit,Quantite,ID_magasin,Prix\n2025-10-01,A,1000000,1,99999999\n"
        "2025-10-02,A,100000,1,2\n",
    )
    last_of(shop.run(), "ventes.csv")
    assert shop.rows("SELECT total_e4 FROM ventes") == [(200000_0000,)]
    check_books(shop)


# --- nothing to do, nothing to read --------------------------------------------------------------


def test_an_empty_folder_says_what_to_drop(tmp_path: Path) -> None:
    steps = Shop(tmp_path).run()
    assert not any(step.ok for step in steps)
    text = " ".join(step.message for step in steps)
    for said in ("produits.csv", "magasins.csv", "ventes.csv", str(tmp_path / "data")):
        assert said in text


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.data.rmdir()
    assert "n’existe pas" in shop.run()[0].message


def test_sales_without_products_or_stores_wait_and_say_which_file_is_missing(
    tmp_path: Path,
) -> None:
    shop = Shop(tmp_path)
    shop.drop("ventes.csv", lines("2025-10-01 A 2 1"))
    steps = shop.run()
    absent = [step.message for step in steps if step.statut == "absente"]
    assert len(absent) == 2
    assert "Aucun fichier de produits" in absent[0]
    assert "Aucun fichier de magasins" in absent[1]
    assert shop.sales() == []
    shop.drop("produits.csv", products(A=1))
    shop.drop("magasins.csv", stores(1))
    assert not any(step.statut == "absente" for step in shop.run())
    assert len(shop.sales()) == 1


def test_a_header_only_daily_file_is_a_day_without_sales(shop: Shop) -> None:
    shop.deliver("ventes.csv", "2025-10-01 A 2 1")
    before = shop.dump()
    for day in (2, 3):  # two days, one content
        shop.drop(f"ventes_2025-10-0{day}.csv", lines())
    steps = shop.run()
    assert any("en-tête" in warning for step in steps for warning in step.warnings)
    shop.deliver("ventes_2025-10-05.csv", "2025-10-05 A 2 1")
    assert shop.snapshot().etats["etat"].tolist() == ["vendu", "zero", "zero", "absent", "vendu"]
    before["ventes"] = shop.dump()["ventes"][:1]
    assert len(shop.sales()) == 2


def test_warnings_of_a_reading_reach_the_log(shop: Shop) -> None:
    shop.deliver("ventes_2025-10-02.csv", "2025-10-01 A 2 1")
    log = (shop.logs / "etl.log").read_text(encoding="utf-8")
    assert "autre jour que celui du nom" in log


def test_the_others_go_on_when_one_file_is_bad(shop: Shop) -> None:
    (shop.data / "ventes_dossier.csv").mkdir()
    shop.drop("ventes_zip.csv", b"PK\x03\x04" + bytes(200))
    shop.drop("clients.csv", "a,b\n1,2\n")
    shop.drop("ventes_titre.csv", "Rapport des ventes\n\nDate,x\n")
    step = shop.deliver("ventes_ok.csv", "2025-10-01 A 2 1")
    assert step.ok
    assert len(shop.sales()) == 1
    bad = [step for step in shop.run() if not step.ok]
    assert {step.nom for step in bad} == {
        "ventes_dossier.csv", "ventes_zip.csv", "clients.csv", "ventes_titre.csv",
    }  # fmt: skip
    assert all(step.message.startswith(step.nom) for step in bad)


def test_a_name_that_is_no_text_is_taken_all_the_same(shop: Shop) -> None:
    (shop.data / "ventes_\udcff.csv").write_text(lines("2025-10-01 A 2 1"))
    shop.run()
    assert shop.statuses()[-1] == ("ventes_\ufffd.csv", "chargee")


def test_a_row_with_a_null_character_is_kept_in_quarantine(shop: Shop) -> None:
    shop.drop("ventes.csv", lines("2025-10-01 A 2 1", "2025-10-01 A\0 2 1"))
    step = last_of(shop.run(), "ventes.csv")
    assert (step.acceptees, step.rejetees) == (1, 1)


def test_a_line_too_large_to_be_summed_is_not_called_a_discount(shop: Shop) -> None:
    shop.limits = Limits(plausible_quantity=10**6, plausible_price=10**6, plausible_amount=10**12)
    huge = "2025-10-01,A,900000,1,9000.00,1.50\n"
    shop.drop("ventes.csv", f"{SALES[:-1]},Prix,Montant remise\n2025-10-01,A,1,1,2,0\n{huge}")
    message = last_of(shop.run(), "ventes.csv").message
    assert "remise" not in message
    assert shop.rows("SELECT raison, colonne FROM rejets") == [("hors_regle", "total_e4")]


def test_a_discount_beyond_its_line_says_so_and_advises_no_acceptance(shop: Shop) -> None:
    sold = "2025-10-01,A,2,1,10.00,1.50\n2025-10-01,A,1,1,10.00,12.00\n"
    shop.drop("ventes.csv", f"{SALES[:-1]},Prix,Montant remise\n{sold}")
    message = last_of(shop.run(), "ventes.csv").message
    assert "Aucune remise ne dépasse le prix de sa ligne" in message
    assert "accept" not in message
    ((reason, column),) = shop.rows("SELECT raison, colonne FROM rejets")
    assert "remise est plus grande" in explain(reason, column)
    assert shop.value("SELECT sum(total_e4) FROM ventes") == 18_5000
