"""Quality, corrections and lineage: what is wrong is loud, foreign text stays text."""

from __future__ import annotations

import csv
import html
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sales_assets.report.pages import corrections, grid, lineage, quality
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.publish import publish
from sales_assets.report.trace import Execution, Trace, TracedAsset, TracedColumn
from sales_assets.warehouse.snapshot import Snapshot
from tests import snapshots
from tests.report import BUILT, ROOT

FEU = "<script>feu()</script>"
J = date(2025, 11, 17)


@pytest.fixture(scope="module")
def shop() -> Snapshot:
    return snapshots.shop(days=90, products=5, stores=2)


def corrected(shop: Snapshot, *rows: tuple[str, str, int, int, int, int]) -> Snapshot:
    """A shop with corrections: day, store, rank, delivery, CA before and after (1/10 000 €)."""
    names = ["date", "ID_magasin", "rang", "livraison", "ca_avant_e4", "ca_apres_e4"]
    frame = pd.DataFrame(rows, columns=names)
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
    counts = ("lignes_avant", "lignes_apres", "quantite_avant_e3", "quantite_apres_e3")
    return replace(shop, rectifications=frame.assign(**dict.fromkeys(counts, 1)))


def only(pages: object) -> Page:
    [page] = list(pages)  # type: ignore[call-overload]
    return page  # type: ignore[no-any-return]


def plain(page: Page) -> str:
    text = (
        html.unescape(re.sub(r"<[^>]+>", " ", page.body))
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
    )
    return re.sub(r"\s+", " ", text)


def squares(snap: Snapshot, label: str, day: date) -> grid.Square:
    found = grid.grid(Context(snap, BUILT))
    assert found is not None
    return dict(found.lines)[label][found.days.index(day)]


def test_corrections_are_listed_newest_first_with_their_gap(shop: Snapshot) -> None:
    snap = corrected(
        shop,
        ("2025-11-10", "1", 1, 3, 1_000_000, 1_500_000),
        ("2025-11-10", "1", 2, 4, 1_500_000, 1_200_000),
        ("2025-11-12", "2", 1, 4, 900_000, 900_001),
    )
    page = only(corrections.build(Context(snap, BUILT)))
    text = plain(page)
    assert "Écart total +20,00 €" in text
    assert "2 jours touchés" in text
    body = text[text.index("Journal") :]
    assert body.index("12/11/2025") < body.index("10/11/2025")
    assert body.index("−30,00") < body.index("+50,00")
    assert "ventes_2025-11-17.csv" in body
    [file] = page.extras
    rows = list(csv.DictReader(file.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [row["ecart"] for row in rows] == ["0.0001", "-30.00", "50.00"]
    assert rows[0]["sha256"] == snap.livraisons["sha256"].iloc[3]


def test_without_a_correction_the_page_says_how_to_make_one(shop: Snapshot) -> None:
    assert "make report" in plain(only(corrections.build(Context(shop, BUILT))))


def test_a_year_of_corrections_is_cut_on_the_page_and_whole_in_the_file(shop: Snapshot) -> None:
    many = [("2025-11-10", "1", n, 4, n, n + 1) for n in range(1, corrections.SHOWN + 3)]
    page = only(corrections.build(Context(corrected(shop, *many), BUILT)))
    assert page.body.count('<th scope="row"') == corrections.SHOWN
    assert page.extras[0].content.count(b"\r\n") == len(many) + 1


def test_the_grid_tells_the_five_states_of_a_day(shop: Snapshot) -> None:
    shown = {}
    for state in ("vendu", "zero", "ferme", "absent", "quarantaine"):
        etats = shop.etats.assign(etat=shop.etats["etat"].mask(shop.etats["date"] == "2025-11-14",
                                                               state))  # fmt: skip
        shown[state] = squares(replace(shop, etats=etats), "Fichier du jour", date(2025, 11, 14))
    assert len({(square.sign, square.kind, square.words) for square in shown.values()}) == 5
    assert {state for state, square in shown.items() if square.kind == "rouge"} == {
        "absent",
        "quarantaine",
    }


def test_a_day_whose_check_fails_is_in_the_grid_and_in_the_list(shop: Snapshot) -> None:
    failing = shop.controles.iloc[[0, 1]].assign(
        asset="ventes", portee="2025-11-13", reussi=False, severite=["warning", "critical"]
    )
    snap = replace(shop, controles=pd.concat([shop.controles, failing], ignore_index=True))
    assert squares(snap, "Ventes", date(2025, 11, 13)).kind == "rouge"
    assert squares(snap, "Totaux", date(2025, 11, 13)).kind == "bon"
    assert squares(snap, "Lignes lues", J).sign == "2"
    page = only(quality.build(Context(snap, BUILT)))
    assert "13/11/2025 Ventes : contrôle bloquant en échec" in plain(page)


def test_an_empty_shop_has_no_grid() -> None:
    assert grid.grid(Context(snapshots.empty(), BUILT)) is None


TRACE = Trace(
    (
        TracedAsset(
            "deliveries", "raw", "Les fichiers.", (TracedColumn("nom", "TEXT", "nom du fichier"),)
        ),
        TracedAsset("ventes", "tables", FEU, sources=("deliveries",)),
    ),
    (
        Execution(BUILT, 12.34, "SUCCESS", ("2025-11-17",)),
        Execution(BUILT, None, "FAILURE"),
    ),
    (
        "2025-11-17 06:30:00 | lecture | a.csv | 12 | SUCCÈS | -",
        f"2025-11-18 06:30:00 | lecture | {FEU} | 1 | ERREUR | {FEU}",
        f"not a line {FEU}",
    ),
)


def test_the_page_of_lineage_shows_the_graph_the_runs_and_the_log(shop: Snapshot) -> None:
    page = only(lineage.build(Context(shop, BUILT, TRACE)))
    text = plain(page)
    assert "ventes vient de deliveries" in page.body
    assert "nom du fichier" in text
    assert "12,3" in text
    assert "échouée" in text
    assert text.index("not a line") < text.index("2025-11-18") < text.index("2025-11-17 06:30:00")
    assert "<script" not in page.body
    assert str(shop.livraisons["sha256"].iloc[0]) in page.body


def test_a_group_is_named_once_wherever_its_assets_stand(shop: Snapshot) -> None:
    late = TracedAsset("raw_sales", "raw", "Les lignes.", (), ("ventes",))
    trace = replace(TRACE, assets=(*TRACE.assets, late))
    body = only(lineage.build(Context(shop, BUILT, trace))).body
    assert body.count(">Fichiers</p>") == 1


def test_the_picture_is_drawn_from_what_the_graph_says(shop: Snapshot) -> None:
    more = replace(
        TRACE, assets=(*TRACE.assets, TracedAsset("neuf", "report", "", (), ("ventes",)))
    )
    few, many = (only(lineage.build(Context(shop, BUILT, trace))).body for trace in (TRACE, more))
    assert few.count("v-lignage__boite") == 2
    assert many.count("v-lignage__boite") == 3
    assert many.count("v-lignage__lien") == few.count("v-lignage__lien") + 1
    assert "v-lignage__boite" not in only(lineage.build(Context(shop, BUILT))).body


def test_runs_and_log_are_no_reason_to_build_again_but_the_graph_is(tmp_path: Path) -> None:
    snap = snapshots.shop(days=8, products=2, stores=1)

    def build(trace: Trace) -> bool:
        site = tmp_path / "public"
        return publish(lambda: snap, built_at=BUILT, root=ROOT, site_dir=site, trace=trace).changed

    assert build(TRACE)
    assert not build(replace(TRACE, runs=(), log=("something else",)))
    assert build(replace(TRACE, assets=TRACE.assets[:1]))
