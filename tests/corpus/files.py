"""§1, the file: its name, its header, how it is written."""

from __future__ import annotations

import os
from pathlib import Path

from sales_assets.inbox import archive
from tests.corpus.case import BASE, NOTHING, TITLES, Case, named, refused, sales
from tests.shop import Shop

ONE = (1, 1, 10_0000)
FILE = f"{TITLES}\n{BASE}\n"
CAFE = "Date;ID_produit;Quantité;ID_Magasin;Remarque\n2025-10-17;B;1;1;Café\n"
XLSX = b"PK\x03\x04" + bytes(60)


def beside(shop: Shop) -> Path:
    """What is not a file stands beside a good one."""
    (shop.data / "ventes_dossier.csv").mkdir()
    os.mkfifo(shop.data / "ventes_tube.csv")
    (shop.data / "ventes_lien.csv").symlink_to("/etc/hostname")
    (shop.data / "ventes_perdu.csv").symlink_to("nulle-part.csv")
    return shop.data


def linked(shop: Shop) -> None:
    (shop.data / "export.txt").write_text(FILE)
    (shop.data / "ventes.csv").symlink_to("export.txt")
    shop.run()


def ignored(shop: Shop) -> None:
    for name in (".ventes.csv", "ventes.csv.part", "ventes.tmp", "~$ventes.csv", "ventes.db"):
        shop.drop(name, FILE)


def growing(shop: Shop) -> bool:
    path = shop.drop("ventes_jour.csv", FILE)
    try:
        archive.keep(path, "0" * 64, shop.data / "archive")
    except archive.StillGrowing:
        return not list((shop.data / "archive").glob("0000*/*"))
    return False


CASES = [
    refused(
        "1 nom",
        "sales in produits.csv",
        FILE,
        "ressemblent à un fichier de ventes",
        name="produits.csv",
    ),
    refused(
        "1 nom",
        "products in magasins.csv",
        "id;name;price;stock\nA;x;1;1\n",
        "ressemblent à un fichier de produits",
        name="magasins.csv",
    ),
    refused(
        "1 nom",
        "stores in ventes.csv",
        "id;city;employees\n1;Lyon;2\n",
        "ressemblent à un fichier de magasins",
    ),
    named("1 produits", "products.csv", "produits"),
    named("1 produits", "PRODUITS 2025.CSV", "produits"),
    named("1 magasins", "Stores_v2.csv", "magasins"),
    named("1 magasins", "MAGASINS.csv", "magasins"),
    named("1 historique", "sales_2024.csv", "historique"),
    named("1 historique", "Ventes.csv", "historique"),
    named("1 jour", "ventes_jour (2).csv", "jour"),
    named("1 jour", "DAILY.csv", "jour"),
    named("1 jour", "sales_day.csv", "jour"),
    named("1 jour", "ventes_2025-10-17.csv", "jour"),
    Case(
        "1 plusieurs",
        "two files, one with two days",
        [
            sales(BASE, name="ventes_jour.csv"),
            sales("2025-10-18;B;1;1", "2025-10-19;B;1;1", name="daily.csv"),
        ],
        (3, 3, 30_0000),
    ),
    named("1 mot", "Données brief data engineer - ventes.csv", "historique"),
    Case(
        "1 mot",
        "no known word",
        [("export.csv", FILE)],
        NOTHING,
        said=["ce nom ne dit pas"],
        statut="-",
    ),
    Case(
        "1 fichier",
        "folder, pipe, links that lead away or nowhere",
        [beside, sales(BASE)],
        ONE,
        said=["n’est pas un fichier", "hors du dossier", "ne mène à aucun fichier"],
    ),
    Case("1 fichier", "a link inside the folder", [linked], ONE),
    Case(
        "1 ignorés",
        "five of them",
        [ignored, sales(BASE)],
        ONE,
        look=lambda shop: len(shop.statuses()) == 3,
    ),
    Case("1 croissance", "it changed while it was copied", [sales(BASE)], ONE, look=growing),
    *(
        Case("1 titres", titles, [sales(BASE, titles=titles)], ONE)
        for titles in (
            "DATE;id produit;QUANTITÉ;Id-Magasin",
            "date_vente;ID Référence produit;qty;store_id",
            "sale_date;sku;quantity;store id",
            "Date ;id_reference_produits;Qté;« ID_Magasin »",
            "Date;Reference_produit;quantite_vendue;ID_MAGASIN",
        )
    ),
    Case(
        "1 titres",
        "a catalogue",
        [("produits.csv", "SKU;NAME;Price;Stock\nB;Sac;12;1\n"), sales(BASE)],
        (1, 1, 12_0000),
    ),
    Case(
        "1 titres",
        "stores",
        [
            ("magasins.csv", "store_id;city;number of employees\n7;Metz;2\n"),
            sales("2025-10-17;B;1;7"),
        ],
        ONE,
    ),
    Case(
        "1 ordre",
        "reversed",
        [sales("1;1;B;2025-10-17", titles="ID_Magasin;Quantite;ID_produit;Date")],
        ONE,
    ),
    Case(
        "1 inconnues",
        "two",
        [sales(f"{BASE};x;y", titles=f"{TITLES};Client;E-mail")],
        ONE,
        said=["colonnes ignorées, jamais enregistrées : « Client », « E-mail »"],
    ),
    refused(
        "1 manque",
        "no quantity",
        "Date;ID_produit;ID_Magasin\n2025-10-17;B;1\n",
        "il manque « quantite »",
        "Colonnes lues : « Date », « ID_produit », « ID_Magasin »",
    ),
    refused(
        "1 manque",
        "two ids",
        "Date;ID_produit;sku;Quantite;ID_Magasin\n1;2;3;4;5\n",
        "« ID_produit » (nᵒ 2) et « sku » (nᵒ 3) disent la même chose",
        "Colonnes lues : « Date », « ID_produit », « sku », « Quantite », « ID_Magasin »",
    ),
    refused(
        "1 manque",
        "the same title twice",
        "Date;Date;ID_produit;Quantite;ID_Magasin\n",
        "« Date » (nᵒ 1) et « Date » (nᵒ 2)",
    ),
    Case("1 entête", "sep=;", [("ventes.csv", f"sep=;\r\n{TITLES}\r\n{BASE}\r\n")], ONE),
    Case("1 entête", "sep=| wins", [("ventes.csv", "sep=|\n" + FILE.replace(";", "|"))], ONE),
    Case(
        "1 au-dessus",
        "title rows",
        [("ventes.csv", f"Ventes d’octobre\n\n{FILE}")],
        ONE,
        said=["lignes de titre au-dessus de l’en-tête"],
    ),
    refused("1 au-dessus", "data at once", f"{BASE}\n{BASE}\n", "ce sont déjà des données"),
    refused("1 au-dessus", "conflict on line 1", f"<<<<<<< HEAD\n{FILE}", "marques de conflit"),
    refused("1 au-dessus", "conflict below", f"{FILE}<<<<<<< HEAD\n", "ligne 3", "conflit"),
    Case(
        "1 répétée",
        "header, total, empty cells",
        [sales(BASE, TITLES, ";;;", "", "Total;;1;")],
        ONE,
        {3: "entete_repetee", 6: "ligne_total"},
        blank=2,
    ),
    *(
        Case("1 encodage", codec, [("ventes.csv", CAFE.encode(codec))], ONE)
        for codec in ("utf-8", "utf-8-sig", "utf-16", "cp1252")
    ),
    *(
        Case("1 séparateur", repr(mark), [("ventes.csv", FILE.replace(";", mark))], ONE)
        for mark in ",;\t|"
    ),
    *(
        Case("1 fins", repr(end), [("ventes.csv", FILE.replace("\n", end).encode())], ONE)
        for end in ("\n", "\r\n", "\r")
    ),
    Case("1 fins", "no final newline", [("ventes.csv", FILE.rstrip("\n"))], ONE),
    Case(
        "1 guillemets",
        "a newline in a cell",
        [sales('2025-10-17;B;1;1;"une\nnote"', "hier;B;1;1;", titles=f"{TITLES};Note")],
        ONE,
        {4: "date_invalide"},
    ),
    refused(
        "1 ouvert",
        "on line 3",
        f'{FILE}2025-10-17;"B;1;1\n' + f"{BASE}\n" * 9,
        "ligne 3",
        "un guillemet est ouvert",
    ),
    refused("1 pas du texte", "a workbook", XLSX, "classeur Excel"),
    refused("1 pas du texte", "NUL everywhere", FILE.encode() + bytes(400), "données binaires"),
    refused(
        "1 pas du texte",
        "bytes of no alphabet",
        FILE.encode() + b"\x81\x8d\xff\n",
        "caractères sont illisibles",
    ),
    refused("1 pas du texte", "a page of the web", "<!DOCTYPE html><html></html>", "page web"),
    refused("1 pas du texte", "nothing at all", "", "le fichier est vide"),
]
