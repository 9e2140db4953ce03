"""§1, the values: quantities, prices, dates, ids, catalogues."""

from __future__ import annotations

from tests.corpus.case import BASE, PRICED, Case, day, price, quantity, sales
from tests.shop import PRODUCTS, STORES, Shop

BAD_Q, BAD_P, BAD_D = "quantite_invalide", "prix_invalide", "date_invalide"
ONE = (1, 1, 10_0000)


def ids(shop: Shop) -> bool:
    found = shop.rows('SELECT DISTINCT "ID_produit" FROM ventes ORDER BY 1')
    return [one for (one,) in found] == ["007", "7", "REF001", "ref001"]


IDS = ("produits.csv", PRODUCTS + "007,a,1,1\n7,b,1,1\nref001,c,1,1\nREF001,d,1,1\n")

CASES = [
    Case(
        "1 espaces", "around every cell", [sales("  2025-10-17\u00a0; B\u202f;\t1 ;\u00a01 ")], ONE
    ),
    Case(
        "1 ids",
        "007 is not 7, ref001 not REF001",
        [IDS, sales(*(f"2025-10-17; {ident} ;1;1" for ident in ("007", "7", "ref001", "REF001")))],
        (4, 4, 4_0000),
        look=ids,
    ),
    Case(
        "1 ids",
        "store 1.0 is not 1",
        [sales("2025-10-17;B;1;1.0", BASE)],
        ONE,
        {2: "magasin_inconnu"},
        said=["magasin inconnu (1.0)"],
    ),
    quantity("1 quantité", "2", 2),
    quantity("1 quantité", "+2", 2),
    quantity("1 quantité", "1 000", 1_000),
    quantity("1 quantité", "1\u202f000", 1_000),
    quantity("1 quantité", "2.0", 2),
    quantity("1 quantité", "2,0", 2),
    quantity("1 quantité", "007", 7),
    quantity("1 quantité", "10000", 10_000),
    quantity("1 retour", "-3", -3),
    quantity("1 quantité non", "0", "quantite_nulle"),
    quantity("1 quantité", "1.5", 1.5),
    quantity("1 quantité", "0,350", 0.35),
    quantity("1 quantité", "(2)", -2),
    quantity("1 quantité", "2-", -2),
    quantity("1 quantité", "\u22122", -2),
    quantity("1 quantité non", "1.2345", BAD_Q),
    quantity("1 quantité non", "deux", BAD_Q),
    quantity("1 quantité non", "1e3", BAD_Q),
    quantity("1 quantité non", "1_000", BAD_Q),
    quantity("1 quantité non", "٣", BAD_Q),
    quantity("1 quantité non", "２", BAD_Q),
    quantity("1 quantité non", "1000001", BAD_Q),
    quantity("1 quantité non", "-1000001", BAD_Q),
    quantity("1 quantité non", "2.000", BAD_Q),
    quantity("1 quantité non", "", "quantite_manquante"),
    price("1 prix", "2.5", 2_5000),
    price("1 prix", "2,5", 2_5000),
    price("1 prix", "2", 2_0000),
    price("1 prix", "1 234,56", 1_234_5600),
    price("1 prix", "2,50 €", 2_5000),
    price("1 prix", "€2.50", 2_5000),
    price("1 prix", "0.1234", 1234),
    price("1 prix", "0.12345", BAD_P),
    price("1 prix", "", 1_5000),  # not given: the catalogue's
    price("1 prix nul", "0", 0, "prix de 0 €"),
    price("1 prix nul", "0,00", 0, "prix de 0 €"),
    price("1 prix deux", "1.234,56", 1_234_5600),
    price("1 prix deux", "1,234.56", 1_234_5600),
    price("1 prix ambigu", "1.234", BAD_P),
    price("1 prix ambigu", "1,234", BAD_P),
    price("1 prix devise", "2 $", "devise_etrangere"),
    price("1 prix devise", "£2", "devise_etrangere"),
    price("1 prix rien", "NaN", 1_5000),
    price("1 prix rien", "N/A", 1_5000),
    price("1 prix rien", "-", 1_5000),
    price("1 prix rien", "NULL", 1_5000),
    Case(
        "1 prix retour",
        "-2",
        [sales("2025-10-17;A;1;1;-2", f"{BASE};", titles=PRICED)],
        (2, 0, 8_0000),
    ),
    price("1 prix non", "1e2", BAD_P),
    price("1 prix non", "inf", BAD_P),
    day("1 date", "2025-10-17", "2025-10-17"),
    day("1 date", "2025/10/17", "2025-10-17"),
    day("1 date", "17/10/2025", "2025-10-17"),
    day("1 date", "17-10-2025", "2025-10-17"),
    day("1 date", "17.10.2025", "2025-10-17"),
    day("1 date", "7/9/2025", "2025-09-07"),
    day("1 date", "2025-10-17 23:59", "2025-10-17"),
    day("1 date fuseau", "2025-10-17T23:30:00Z", "2025-10-18"),
    day("1 date", "17/10/2025 08:05:09", "2025-10-17"),
    day("1 date", "17 octobre 2025", "2025-10-17"),
    day("1 date", "Oct 17, 2025", "2025-10-17"),
    day("1 date fuseau", "2025-10-17T23:30:00+02:00", "2025-10-17"),
    day("1 date ordre", "03/04/2025", "2025-04-03"),
    Case(
        "1 date ordre",
        "one value proves month first",
        [sales("10/17/2025;B;1;1", "03/04/2025;B;1;1")],
        (2, 2, 20_0000),
        said=["mois d’abord (MM/JJ/AAAA)"],
        look=lambda shop: str(shop.sales()[0][0]) == "2025-03-04",
    ),
    Case(
        "1 date mélange",
        "only what reads one way is sure",
        [
            sales(
                "17/10/2025;B;1;1", "10/17/2025;B;1;1", "03/04/2025;B;1;1", "05/05/2025;B;1;1", BASE
            )
        ],
        (3, 3, 30_0000),
        {3: BAD_D, 4: BAD_D},
        said=["un tableur les a sans doute inversées"],
    ),
    *(
        day("1 date non", cell, BAD_D)
        for cell in (
            "2023-02-30",
            "31/02/2025",
            "17/10/25",
            "25-10-17",
            "1989-12-31",
            "45947",
            "20251017",
            "2025-W42-5",
            "hier",
            "17 brumaire 2025",
            "٢٠٢٥-10-17",
            "0000-00-00",
            "2025-10-17T25:00",
        )
    ),
    day("1 date non", "", "date_manquante"),
    day("1 date future", "2025-10-21", "date_future"),
    day("1 date future", "21/10/2025", "date_future"),
    day("1 date future", "2025-10-20", "2025-10-20"),  # today is not
    Case(
        "1 stock",
        "a bad stock",
        [("produits.csv", PRODUCTS + "B,Sac,10,-1\n"), sales(BASE)],
        ONE,
        said=["stocks illisibles, gardés comme inconnus"],
    ),
    Case(
        "1 stock",
        "bad employees",
        [("magasins.csv", STORES + "1,Lyon,deux\n"), sales(BASE)],
        ONE,
        said=["nombres de salariés illisibles"],
    ),
    Case(
        "1 nom vide",
        "no name",
        [("produits.csv", PRODUCTS + "B,,10,1\n"), sales(BASE)],
        ONE,
        said=["produits sans nom"],
    ),
    Case(
        "1 nom vide",
        "no city",
        [("magasins.csv", STORES + "1,,2\n"), sales(BASE)],
        ONE,
        said=["magasins sans ville"],
    ),
    Case(
        "1 id vide", "of a product sold", [sales("2025-10-17;;1;1", BASE)], ONE, {2: "id_manquant"}
    ),
    Case("1 id vide", "of a store", [sales("2025-10-17;B;1; ", BASE)], ONE, {2: "id_manquant"}),
    Case(
        "1 id vide",
        "in a catalogue",
        [("produits.csv", PRODUCTS + ",Sac,10,1\nB,Sac,10,1\n")],
        rejects={2: "id_manquant"},
    ),
    Case(
        "2 raisons",
        "price of a line",
        [sales("2025-10-17;B;1;1;x", f"{BASE};", titles=PRICED)],
        ONE,
        {2: BAD_P},
    ),
]
