"""§2, §3, §5 and §6: rows, deliveries, days, and what goes out."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime

from sales_assets.indicators import days
from sales_assets.report import texts
from sales_assets.settings import Closing
from sales_assets.warehouse import public
from tests.corpus.case import BASE, NOTHING, TITLES, Case, refused, sales
from tests.shop import PRODUCTS, STORES, TOTALS, Shop

ONE = (1, 1, 10_0000)
TWO = ["2025-10-17;B;1;1", "2025-10-17;B;2;1"]
HEADER = f"{TITLES}\n"
TRAPS = "=1+1", "+33", "-2", "@cmd", "\t=x"


def kept(shop: Shop) -> bool:
    query = "SELECT nom, ligne, colonne, raison, texte FROM rejets NATURAL JOIN livraisons"
    return shop.rows(query) == [("ventes.csv", 2, "date", "date_invalide", "hier;A;1;1")]


def archived(shop: Shop) -> bool:
    counted = "SELECT sha256, octets, lignes, acceptees, rejetees FROM livraisons "
    query = counted + "WHERE nom = 'ventes.csv'"
    ((sha256, size, *counts),) = shop.rows(query)
    content = (shop.data / "archive" / sha256 / "livraison.csv").read_bytes()
    return (content, size, counts) == (
        (shop.data / "ventes.csv").read_bytes(), len(content), [1, 1, 0]
    )  # fmt: skip


def held_then_accepted(shop: Shop) -> bool:
    number = shop.value("SELECT max(livraison) FROM livraisons")
    return shop.accept(number).statut == "chargee" and len(shop.sales()) == 1


def owners(shop: Shop) -> bool:
    """The first day is the second file's too, but its lines were not written again."""
    return shop.rows("SELECT count(*) FROM rectifications") == [(0,)] and archived_twice(shop)


def archived_twice(shop: Shop) -> bool:
    return len(list((shop.data / "archive").glob("*/livraison.csv"))) == 4


def rectified(shop: Shop) -> bool:
    query = 'SELECT date, "ID_magasin", ca_avant_e4, ca_apres_e4, livraison FROM rectifications'
    ((when, *found),) = shop.rows(query)
    return (str(when), *found) == ("2025-10-17", "1", 10_0000, 15_0000, 4)


def states(shop: Shop) -> bool:
    found = shop.snapshot(Closing(frozenset({6}))).etats  # Sundays: the 5th is closed
    told = dict(zip(found["date"].dt.strftime("%d"), found["etat"], strict=True))
    return told == {"03": "vendu", "04": "zero", "05": "ferme", "06": "absent", "07": "quarantaine"}


def made_again(shop: Shop) -> bool:
    before = shop.dump()
    for folder in (shop.data / "archive").glob("*/lignes"):
        shutil.rmtree(folder)
    shop.execute("DELETE FROM ventes", *(f"DELETE FROM {table}" for table in TOTALS))
    shop.rebuild("2025-10-01", "2025-10-19")
    return shop.dump() == before and bool(before["ventes"])


def new_year(shop: Shop) -> bool:
    """In Paris it is 2026 already, in London it is not."""
    shop.now = datetime.fromisoformat("2026-01-01T00:30:00+01:00")
    shop.deliver("ventes_bis.csv", "2026-01-01 B 1 2", "2026-01-02 B 1 2")
    return shop.rows("SELECT raison FROM rejets") == [("date_future",)]


def incomplete(shop: Shop) -> bool:
    last = days.last_complete_day(shop.snapshot().etats, shop.now.date())
    return str(last) == "2025-10-17"


def neutral(shop: Shop) -> bool:
    from sales_assets.report.pages import downloads

    files = {
        extra.path: extra.content.decode("utf-8-sig")
        for extra in downloads.tables(downloads.offered(shop.snapshot()))
    }
    cells = [
        cell for text in files.values() for row in text.splitlines() for cell in row.split(";")
    ]
    numbers = [cell for cell in cells if cell.lstrip("-").replace(".", "").isdigit()]
    return not any(cell.startswith(("=", "+", "@", "\t")) for cell in cells) and "-3" in numbers


def taken_away(shop: Shop) -> bool:
    from sales_assets.report.pages import downloads

    files = {
        extra.path: extra.content for extra in downloads.tables(downloads.offered(shop.snapshot()))
    }
    row = "ventes.csv;2;ID_produit;produit_inconnu;2025-10-17;1;Z;3"
    return row in files["donnees/rejets.csv"].decode("utf-8-sig").splitlines()


def neutral_base(shop: Shop) -> bool:
    copy = shop.data.parent / "copie.db"
    public.write_database(shop.url, texts.is_formula, copy)
    with closing(sqlite3.connect(copy)) as base:
        query = 'SELECT "ID_produit", nom, quantite FROM ventes JOIN produits USING ("ID_produit")'
        return base.execute(query).fetchall() == [("'=B", "'+1", -3)]


def plain_text(shop: Shop) -> bool:
    found = shop.rows('SELECT nom FROM produits ORDER BY "ID_produit"')
    return ("<script>alert(1)</script>{{ 7*7 }}'; DROP TABLE ventes; --",) in found


def slugs(shop: Shop) -> bool:
    ids = [ident for (ident,) in shop.rows('SELECT "ID_produit" FROM produits')]
    names = [texts.slug(ident) for ident in ids]
    safe = all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_") for name in names)
    return safe and len(set(names)) == len(names) == 8


CASES = [
    Case(
        "2 compte",
        "all three places",
        [sales(BASE, "hier;A;1;1", ";;;", "2025-10-17;Z;1;1")],
        ONE,
        {3: "date_invalide", 5: "produit_inconnu"},
        blank=1,
    ),
    Case("2 rejets", "one row", [sales("hier;A;1;1")], rejects={2: "date_invalide"}, look=kept),
    Case(
        "2 rejets",
        "taken away from the site",
        [sales("2025-10-17;Z;3;1", BASE)],
        ONE,
        {2: "produit_inconnu"},
        look=taken_away,
    ),
    Case(
        "2 reprise",
        "an unknown product comes",
        [sales("2025-10-17;C;1;1"), ("produits.csv", PRODUCTS + "B,Sac,10,1\nC,Bol,2,1\n")],
        (1, 1, 2_0000),
    ),
    Case(
        "2 reprise",
        "an unknown store comes",
        [sales("2025-10-17;B;1;9"), ("magasins.csv", STORES + "9,Metz,1\n")],
        ONE,
    ),
    Case(
        "2 reprise",
        "a price comes",
        [
            ("produits.csv", PRODUCTS + "C,Bol,?,1\n"),
            sales("2025-10-17;C;1;1"),
            ("produits.csv", PRODUCTS + "C,Bol,2,1\n"),
        ],
        (1, 1, 2_0000),
    ),
    Case(
        "2 reprise",
        "the day comes",
        [sales("2025-10-21;B;1;1"), lambda shop: shop.later(days=1), sales(BASE, name="daily.csv")],
        (2, 2, 20_0000),
    ),
    *(
        Case("2 raisons", why, [sales(row, BASE)], ONE, {2: why})
        for why, row in {
            "produit_inconnu": "2025-10-17;Z;1;1",
            "magasin_inconnu": "2025-10-17;A;1;9",
            "date_manquante": ";A;1;1",
            "date_invalide": "x;A;1;1",
            "date_future": "2099-01-01;A;1;1",
            "quantite_manquante": "2025-10-17;A;;1",
            "quantite_invalide": "2025-10-17;A;x;1",
            "quantite_nulle": "2025-10-17;A;0;1",
            "id_manquant": "2025-10-17;;1;1",
            "ligne_irreguliere": "2025-10-17;A;1",
            "caractere_nul": "2025-10-17;A\0;1;1",
        }.items()
    ),
    Case("2 bonnes", "one in two", [sales("x;A;1;1", BASE)], ONE, {2: "date_invalide"}),
    refused(
        "2 refus",
        "the same name, a wrong header",
        "a;b\n1;2\n",
        "il manque",
        name="ventes_avant.csv",
    ),
    Case(
        "2 sans prix",
        "known but unpriced",
        [
            ("produits.csv", PRODUCTS + "A,Thé,1.234,1\nB,Sac,10,1\nC,Bol,1.234,1\n"),
            sales("2025-10-17;C;1;1", BASE),
        ],
        ONE,
        {2: "prix_invalide"},
        said=["produit sans prix valable (C)"],
    ),
    Case(
        "2 identiques",
        "three of them",
        [sales(BASE, BASE, BASE)],
        (3, 3, 30_0000),
        look=lambda shop: shop.value("SELECT max(identiques) FROM livraisons") == 2,
    ),
    Case(
        "2 même produit",
        "twice",
        [("produits.csv", PRODUCTS + "B,Sac,10,1\n" * 2), sales(BASE)],
        ONE,
        said=["lignes répétées à l’identique, comptées une seule fois"],
    ),
    Case(
        "2 autre produit",
        "two prices",
        [("produits.csv", PRODUCTS + "B,Sac,10,1\nA,Thé,1,1\nB,Sac,99,1\n"), sales(BASE)],
        ONE,
        said=["lignes 2 et 4", "« B »", "contenus différents"],
    ),
    Case(
        "2 magasins",
        "twice",
        [("magasins.csv", STORES + "1,Lyon,1\n" * 2), sales(BASE)],
        ONE,
        said=["comptées une seule fois"],
    ),
    Case(
        "2 magasins",
        "two cities",
        [("magasins.csv", STORES + "1,Lyon,1\n1,Lille,1\n"), sales(BASE)],
        ONE,
        said=["lignes 2 et 3", "contenus"],
    ),
    Case(
        "2 par id",
        "two stores in a city, two products of a name",
        [
            ("magasins.csv", STORES + "1,Lyon,1\n2,Lyon,1\n"),
            ("produits.csv", PRODUCTS + "A,Thé,1.50,1\nB,Thé,10,1\n"),
            sales(BASE, "2025-10-17;A;1;2"),
        ],
        (2, 2, 11_5000),
        look=lambda shop: (
            len(shop.rows("SELECT 1 FROM totaux_magasin_jour")) == 2
            and len(shop.rows("SELECT 1 FROM totaux_produit_jour")) == 2
        ),
    ),
    Case("3 livraison", "content, size, counts", [sales(BASE)], ONE, look=archived),
    Case(
        "3 doublon",
        "another name",
        [sales(BASE), sales(BASE, name="ventes_copie.csv")],
        ONE,
        said=["Contenu déjà reçu sous le nom ventes.csv"],
        statut="doublon",
    ),
    Case(
        "3 doublon",
        "the same name",
        [sales(BASE), sales(BASE)],
        ONE,
        look=lambda shop: len(shop.statuses()) == 3,
    ),
    Case(
        "3 remplace",
        "a day of one store, not the other",
        [sales(BASE, "2025-10-17;B;1;2"), sales("2025-10-17;A;2;1", name="daily.csv")],
        (2, 3, 13_0000),
    ),
    Case(
        "3 jamais deux",
        "in another order, renamed",
        [sales(*TWO), sales(*TWO[::-1], name="sales.csv")],
        (2, 3, 30_0000),
    ),
    Case("3 jamais deux", "partial, then complete", [sales(TWO[0]), sales(*TWO)], (2, 3, 30_0000)),
    Case(
        "3 jamais deux",
        "in the history and in a daily file",
        [sales(*TWO), sales(TWO[1], TWO[0], name="ventes_2025-10-17.csv")],
        (2, 3, 30_0000),
    ),
    Case(
        "3 jamais deux",
        "split in two stores",
        [
            sales(BASE, "2025-10-17;B;1;2"),
            sales(BASE, name="daily.csv"),
            sales("2025-10-17;B;1;2", name="daily2.csv"),
        ],
        (2, 2, 20_0000),
    ),
    Case(
        "3 rétrécit",
        "held",
        [sales(*TWO), sales(BASE, name="daily.csv")],
        (2, 3, 30_0000),
        statut="en_attente",
        said=["passerait de 2 à 1 lignes", "sales-assets accept 4"],
    ),
    Case(
        "3 rétrécit",
        "held, for want of a product",
        [sales(*TWO), sales("2025-10-17;Z;1;1", name="daily.csv")],
        (2, 3, 30_0000),
        statut="en_attente",
        said=["passerait de 2 à 0 lignes", "sales-assets accept 4", "produit inconnu (Z)"],
    ),
    Case(
        "3 rétrécit",
        "held, for a line nobody can read",
        [sales(*TWO), sales(TWO[0], "2025-10-17;B;x;1", name="daily.csv")],
        (2, 3, 30_0000),
        {3: "quantite_invalide"},
        statut="en_attente",
        said=["passerait de 2 à 1 lignes", "Une de ses lignes est illisible"],
    ),
    Case(
        "3 rétrécit",
        "accepted",
        [sales(*TWO), sales(BASE, name="daily.csv"), held_then_accepted],
        ONE,
    ),
    Case(
        "3 entête seul",
        "a header",
        [sales(BASE), ("daily.csv", HEADER)],
        ONE,
        said=["le fichier n’a que son en-tête"],
    ),
    Case(
        "3 grandit",
        "one more day",
        [sales(BASE), sales(BASE, "2025-10-18;B;1;1")],
        (2, 2, 20_0000),
        look=owners,
    ),
    Case(
        "3 rectifie",
        "a correction",
        [sales(BASE), sales("2025-10-17;A;10;1")],
        (1, 10, 15_0000),
        look=rectified,
    ),
    Case(
        "3 autre jour",
        "named for the 16th",
        [sales(BASE, name="ventes_2025-10-16.csv")],
        ONE,
        said=["lignes d’un autre jour que celui du nom"],
        look=lambda shop: str(shop.sales()[0][0]) == "2025-10-17",
    ),
    refused(
        "3 mauvaise",
        "garbage for the same day",
        b"\xd0\xcf\x11\xe0" + bytes(99),
        "ancien classeur Excel",
        name="ventes_2025-10-17.csv",
    ),
    Case(
        "3 désordre",
        "the last day first",
        [sales(f"2025-10-{day};B;1;1", name=f"ventes_2025-10-{day}.csv") for day in (19, 17, 18)],
        (3, 3, 30_0000),
    ),
    Case(
        "3 états",
        "all five",
        [sales("2025-10-03;B;1;1", "2025-10-07;Z;1;1"), ("ventes_2025-10-04.csv", HEADER)],
        ONE,
        look=states,
    ),
    Case(
        "3 refaire",
        "all was lost but the archive",
        [sales(*TWO, "2025-10-18;A;1;2")],
        (3, 4, 31_5000),
        look=made_again,
    ),
    Case(
        "5 fuseau",
        "half past midnight",
        [sales(BASE), new_year],
        (2, 2, 20_0000),
        {3: "date_future"},
    ),
    Case(
        "5 en cours", "today", [sales(BASE, "2025-10-20;B;1;1")], (2, 2, 20_0000), look=incomplete
    ),
    Case(
        "5 toute année",
        "1990 to 2025",
        [sales("1990-01-01;B;1;1", "2003-02-28;B;1;1", BASE)],
        (3, 3, 30_0000),
    ),
    Case(
        "6 formules",
        "names, cities, ids",
        [
            (
                "produits.csv",
                PRODUCTS
                + "".join(f"{n},{trap},1,-5\n" for n, trap in enumerate(TRAPS))
                + "=B,=B,10,1\n",
            ),
            ("magasins.csv", STORES + "1,=cmd|' /C calc'!A0,1\n"),
            sales("2025-10-17;=B;-3;1"),
        ],
        (1, -3, -30_0000),
        look=neutral,
    ),
    Case(
        "6 texte",
        "a hostile name",
        [
            (
                "produits.csv",
                PRODUCTS + "B,<script>alert(1)</script>{{ 7*7 }}'; DROP TABLE ventes; --,10,1\n",
            ),
            sales(BASE),
        ],
        ONE,
        look=plain_text,
    ),
    Case(
        "6 texte",
        "a name that gives orders to a terminal",
        [sales(BASE, name="ventes\x1b[2J.csv")],
        ONE,
        look=lambda shop: shop.statuses()[-1] == ("ventes\ufffd[2J.csv", "chargee"),
    ),
    Case(
        "6 formules",
        "the base to take away",
        [
            ("produits.csv", PRODUCTS + "=B,+1,10,1\n"),
            sales("2025-10-17;=B;-3;1"),
        ],
        (1, -3, -30_0000),
        look=neutral_base,
    ),
    Case(
        "6 slug",
        "hostile and alike ids",
        [
            (
                "produits.csv",
                PRODUCTS + "../x,a,1,1\n..\\x,b,1,1\nCON,c,1,1\nçà,d,1,1\nca,e,1,1\nCA,f,1,1\n",
            )
        ],
        NOTHING,
        look=slugs,
    ),
]
