"""What tills export, from the file to the tables: the right euros, or a sentence that helps.

Each case is one small shop, of a kind told by a public report or a public list of columns; its
values are invented. What stays out: one value at a time (`contract/`), the seed's own files
(`corpus/`).
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from tests.shop import Shop, check_books

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Paris"))
PRODUCTS = "Référence;Nom;Prix;Stock\nP1;Savon;3,20;10\nP2;Bougie;12,00;4\nP3;Ruban;2,50;99\n"
STORES = "ID_magasin;Ville;Nombre_de_salaries\nN;Nantes;4\nV;Vannes;2\n"
ONE_STORE = "ID_magasin;Ville\nN;Nantes\n"
FOUR = "Date;Référence;Quantité;Magasin"


@dataclass(frozen=True)
class Export:
    """One file of sales, what it gives, and what is said of it.

    Attributes:
        what: In a few words.
        content: The file.
        sold: Rows, units and euros in `ventes`.
        said: Parts of what a person is told.
        rejects: Reasons of the lines set aside.
        name: Of the file.
        products, stores: The catalogue; none where "".
        ok: Whether nobody must act.
    """

    what: str
    content: str | bytes
    sold: tuple[int, float, float]
    said: Sequence[str] = ()
    rejects: Sequence[str] = ()
    name: str = "ventes_2026-11-20.csv"
    products: str = PRODUCTS
    stores: str = STORES
    ok: bool = True
    more: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Name it in the report of the tests."""
        return self.what


def rows(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def workbook(*, hidden: bool = False) -> bytes:
    """A workbook with a note on its first sheet and the sales, typed, on its second."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("Lisez-moi").write(0, 0, "Export du soir")
        page = book.add_worksheet("Ventes")
        page.write_row(0, 0, ["Date", "Référence", "Quantité", "Magasin", "Montant TTC"])
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for place, row in enumerate([("P1", 2, "N", 6.4), ("P3", 0.35, "V", 0.88)], start=1):
            page.write_datetime(place, 0, datetime(2026, 11, 20), day)  # noqa: DTZ001
            page.write_row(place, 1, row)
        if hidden:
            page.hide()
    return buffer.getvalue()


def zipped(**members: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


PLAIN = rows(FOUR, "20/11/2026;P1;2;N", "20/11/2026;P2;1;V")
EXPORTS = [
    # --- no unread column is innocent
    Export("a voided line", rows(f"{FOUR};Statut", "20/11/2026;P1;2;N;Validée",
           "20/11/2026;P2;9;N;Annulée"), (1, 2, 6.4), rejects=["ligne_annulee"]),
    Export("a voided line, in English", rows("date,sku,qty,store,voided",
           "2026-11-20,P1,2,N,no", "2026-11-20,P2,9,N,yes"), (1, 2, 6.4),
           rejects=["ligne_annulee"]),
    Export("cancelled at", rows("date,sku,qty,store,Cancelled at", "2026-11-20,P1,2,N,",
           "2026-11-20,P2,9,N,2026-11-20 18:00"), (1, 2, 6.4), rejects=["ligne_annulee"]),
    Export("a refund by its type", rows(f"{FOUR};Type", "20/11/2026;P1;3;N;Vente",
           "20/11/2026;P1;1;N;Remboursement"), (2, 2, 6.4), said=["comptées comme des retours"]),
    Export("a refund in English", rows("Date,SKU,Qty,Store,Transaction type",
           "2026-11-20,P1,3,N,sale", "2026-11-20,P2,1,N,refund"), (2, 2, -2.4)),
    Export("a refund already negative", rows(f"{FOUR};Type", "20/11/2026;P1;3;N;Vente",
           "20/11/2026;P1;-1;N;Retour"), (2, 2, 6.4)),
    Export("a type nobody knows", rows(f"{FOUR};Type de ligne", "20/11/2026;P1;3;N;Vente",
           "20/11/2026;P2;1;N;Pourboire"), (1, 3, 9.6), rejects=["type_inconnu"]),
    Export("a status with a remark", rows(f"{FOUR};Statut", "20/11/2026;P1;3;N;Payé",
           "20/11/2026;P2;1;N;Vente (annulée)"), (1, 3, 9.6), rejects=["type_inconnu"]),
    Export("euros by their sign", rows(f"{FOUR};Devise", "20/11/2026;P1;3;N;€",
           "20/11/2026;P2;1;N;$"), (1, 3, 9.6), rejects=["devise_etrangere"]),
    Export("a product of another size", rows(FOUR, "20/11/2026;Savon;1;N"), (0, 0, 0), ok=False,
           products=rows("Référence;Nom;Prix", "P1;Savon (lot de 6);18,00"),
           said=["produit inconnu (Savon)"]),
    Export("a type of goods", rows(f"{FOUR};Type", "20/11/2026;P1;3;N;Cosmétique",
           "20/11/2026;P2;1;N;Décoration"), (2, 4, 21.6)),
    Export("the status of a delivery", rows(f"{FOUR};Statut livraison",
           "20/11/2026;P1;3;N;en route"), (1, 3, 9.6)),
    Export("another currency", rows(f"{FOUR};PU;Devise", "20/11/2026;P1;1;N;3,20;EUR",
           "20/11/2026;P2;1;N;1500;JPY"), (1, 1, 3.2), rejects=["devise_etrangere"]),
    Export("another currency in the cell", rows(f"{FOUR};PU", "20/11/2026;P1;1;N;3,20 €",
           "20/11/2026;P2;1;N;$12.00"), (1, 1, 3.2), rejects=["devise_etrangere"]),
    Export("a discount in per cent", rows(f"{FOUR};PU;Remise %", "20/11/2026;P2;2;N;12,00;25"),
           (1, 2, 18.0)),
    Export("a discount in per cent, no price", rows(f"{FOUR};Remise (%)",
           "20/11/2026;P2;2;N;10", "20/11/2026;P2;-1;N;10"), (2, 1, 10.8)),
    Export("a discount in euros", rows(f"{FOUR};PU;Montant remise", "20/11/2026;P2;2;N;12,00;4,00",
           "20/11/2026;P1;1;N;3,20;"), (2, 3, 23.2)),
    Export("a discount with its sign", rows(f"{FOUR};Remise", "20/11/2026;P2;2;N;50%"),
           (1, 2, 12.0)),
    Export("a discount that may be either", rows(f"{FOUR};PU;Remise", "20/11/2026;P2;2;N;12,00;10",
           "20/11/2026;P1;1;N;3,20;0"), (1, 1, 3.2), rejects=["remise_invalide"]),
    Export("the amount is what was paid", rows(f"{FOUR};Total TTC", "20/11/2026;P1;3;N;9,00",
           "20/11/2026;P2;1;V;11,50"), (2, 4, 20.5)),
    Export("an amount that is not the price's", rows(f"{FOUR};PU;Total TTC",
           "20/11/2026;P1;3;N;3,20;9,60", "20/11/2026;P2;1;N;12,00;10,00"), (2, 4, 19.6),
           said=["écart en tout", "\u22122,00 €"]),
    Export("the total of the ticket on each line", rows(f"{FOUR};PU;Total;Ticket",
           "20/11/2026;P1;2;N;3,20;18,40;T1", "20/11/2026;P2;1;N;12,00;18,40;T1"), (0, 0, 0),
           said=["répète sur chaque ligne le total de son ticket"], ok=False),
    Export("a ticket of two like lines", rows(f"{FOUR};PU;Total;Ticket",
           "20/11/2026;P1;1;N;3,20;3,20;T1", "20/11/2026;P1;1;N;3,20;3,20;T1"), (2, 2, 6.4)),
    Export("a negative amount is a return", rows(f"{FOUR};Montant", "20/11/2026;P1;1;N;-3,20"),
           (1, -1, -3.2)),
    Export("an amount without a quantity", rows("Date;Référence;Magasin;Montant TTC",
           "20/11/2026;P1;N;6,40"), (1, 1, 6.4), said=["un article chacune"]),
    # --- what no till's file carries
    Export("no store column, one store", rows("Date;Référence;Quantité", "20/11/2026;P1;2"),
           (1, 2, 6.4), stores=ONE_STORE),
    Export("the store in the file's name", rows("Date;Référence;Quantité", "20/11/2026;P1;2"),
           (1, 2, 6.4), name="ventes_Vannes_2026-11-20.csv"),
    Export("no store to be found", rows("Date;Référence;Quantité", "20/11/2026;P1;2"),
           (0, 0, 0), said=["rien ne dit de quel magasin"], ok=False),
    Export("a store by its town", rows(FOUR, "20/11/2026;P1;2;NANTES", "20/11/2026;P2;1;vannes"),
           (2, 3, 18.4), said=["lus comme leur identifiant"]),
    Export("a product by its name", rows(FOUR, "20/11/2026;savon;2;N"), (1, 2, 6.4)),
    Export("two stores of one town", rows(FOUR, "20/11/2026;P1;2;Nantes"), (0, 0, 0),
           stores=f"{STORES}M;Nantes;1\n", said=["magasin inconnu (Nantes)"], ok=False),
    Export("no list of stores", PLAIN, (2, 3, 18.4), stores=""),
    Export("no catalogue", rows(f"{FOUR};Libellé;PU", "20/11/2026;X1;2;N;Thé;4,10"),
           (1, 2, 8.2), products=""),
    Export("no catalogue, no price", PLAIN, (0, 0, 0), products="", ok=False,
           said=["produit inconnu"]),
    Export("neither stores nor a store", rows("Date;Référence;Quantité", "20/11/2026;P1;2"),
           (1, 2, 6.4), stores=""),
    Export("no stock", PLAIN, (2, 3, 18.4), products=rows("Référence;Nom;Prix", "P1;Savon;3,20",
           "P2;Bougie;12,00")),
    Export("sizes", rows("Date;Référence;Taille;Quantité;Magasin", "20/11/2026;PULL;S;1;N",
           "20/11/2026;PULL;M;2;N", "20/11/2026;P1;;1;N"), (3, 4, 153.2),
           products=rows("Référence;Taille;Nom;Prix", "PULL;S;Pull;50", "PULL;M;Pull;50",
                         "P1;;Savon;3,20")),
    Export("a size that the catalogue has not", rows("Date;Référence;Couleur;Quantité;Magasin",
           "20/11/2026;P1;bleu;2;N"), (1, 2, 6.4)),
    Export("the day in the file's name only", rows("Référence;Quantité;Magasin", "P1;2;N"),
           (1, 2, 6.4)),
    # --- tills, by the columns that they document
    Export("Square", rows(
        "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,"
        "Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,"
        "Location,Dining Option,Customer ID",
        '2026-11-20,09:15:00,Paris,Bain,Savon,3.0,Regular,P1,,"€9,60","-€1,60","€8,00","€0,00",'
        "T1,A1,iPad,,,Payment,Nantes,,",
        '2026-11-20,17:02:00,Paris,Bain,Savon,-1.0,Regular,P1,,"-€3,20","€0,00","-€3,20","€0,00",'
        "T2,A2,iPad,,,Refund,Nantes,,"), (2, 2, 4.8), said=["export reconnu, Square"]),
    Export("Loyverse", rows(
        "Date,Receipt number,Receipt type,Category,SKU,Item,Variant,Modifiers applied,Quantity,"
        "Gross sales,Discounts,Net sales,Cost of goods,Gross profit,Taxes,POS,Store,Status",
        "20/11/2026 09:15,1-7,Sale,B,P3,Ruban,,,1.250,3.13,0.00,3.13,1,2,0,POS 1,Vannes,Closed",
        "20/11/2026 18:40,1-8,Refund,B,P3,Ruban,,,0.250,0.63,0.00,0.63,1,2,0,POS 1,Vannes,Closed",
        "20/11/2026 18:45,1-9,Sale,B,P1,Savon,,,9.000,28.80,0,28.80,1,2,0,POS 1,Vannes,Cancelled"),
        (2, 1, 2.5), rejects=["ligne_annulee"], said=["export reconnu, Loyverse"]),
    Export("SumUp", rows(
        "Date,Time,Type,Transaction ID,Payment Method,Quantity,Description,Currency,Discount,"
        "Price (Gross),Price (Net),Tax,Tax rate,Account",
        "20/11/2026,09:15,Sale,TX1,Card,2,Bougie,EUR,0.00,24.00,20.00,4.00,20%,Nantes",
        "20/11/2026,10:05,Refund,TX2,Card,1,Bougie,EUR,0.00,12.00,10.00,2.00,20%,Nantes"),
        (2, 1, 12.0), said=["export reconnu, SumUp"]),
    Export("Shopify", rows(
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Total,Discount Code,Discount Amount,"
        "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,"
        "Refunded Amount,Id,Location",
        "#7,a@b.fr,paid,2026-11-20 10:15:00 +0100,EUR,18.40,18.40,,0.00,2026-11-20 10:14:00 +0100,"
        "2,Savon,3.20,P1,,0.00,1,Nantes",
        "#7,a@b.fr,,,,,,,,2026-11-20 10:14:00 +0100,1,Bougie,12.00,P2,,,,Nantes",
        "#8,c@d.fr,voided,,EUR,12.00,12.00,,0.00,2026-11-20 11:00:00 +0100,1,Bougie,12.00,P2,"
        "2026-11-20 11:30:00 +0100,0.00,2,Nantes",
        "#8,c@d.fr,,,,,,,,2026-11-20 11:00:00 +0100,4,Savon,3.20,P1,,,,Nantes"),
        (2, 3, 18.4), rejects=["ligne_annulee", "ligne_annulee"], said=["export reconnu, Shopify"]),
    Export("WooCommerce", rows(
        "Order Number,Order Status,Order Date,Order Currency,SKU,Item Name,Quantity,Item Cost,"
        "Order Line Total",
        "501,Completed,2026-11-20 10:15,EUR,P1,Savon,2,3.20,6.40",
        "502,Cancelled,2026-11-20 10:20,EUR,P2,Bougie,5,12.00,60.00",
        "503,Processing,2026-11-20 10:25,USD,P2,Bougie,1,13.00,13.00"), (1, 2, 6.4),
        stores=ONE_STORE, rejects=["ligne_annulee", "type_inconnu"]),
    Export("PrestaShop", rows(
        "id_order;date_add;product_reference;product_name;product_quantity;unit_price_tax_incl;"
        "total_price_tax_incl;id_shop",
        "12;2026-11-20 09:15:00;P1;Savon;2;3.200000;6.400000;N",
        "12;2026-11-20 09:15:00;P2;Bougie;1;12.000000;12.000000;N"), (2, 3, 18.4)),
    Export("Odoo", rows(
        '"Order Ref","Order Ref/Date","Order Ref/Point of Sale","Product/Internal Reference",'
        '"Product","Quantity","Unit Price","Discount (%)","Tax Incl."',
        '"Shop/7","2026-11-20 09:15:00","Vannes","P2","[P2] Bougie","2.0","12.0","50.0","12.0"',
        '"Shop/7","2026-11-20 09:15:00","Vannes","P1","[P1] Savon","-1.0","3.2","0.0","-3.2"'),
        (2, 1, 8.8), said=["export reconnu, Odoo"]),
    Export("Dolibarr", rows(
        "Réf. facture;Date facturation;Type facture;Réf. produit;Libellé produit;Qté;"
        "Prix unitaire TTC;Remise (%);Total TTC ligne",
        "TC1-7;20/11/2026;Facture;P1;Savon;2;3,20;0;6,40",
        "AV1-1;20/11/2026;Avoir;P2;Bougie;1;12,00;0;12,00"), (2, 1, -5.6), stores=ONE_STORE,
        said=["export reconnu, Dolibarr"]),
    Export("Zettle", rows(
        "Date,Receipt number,Name,Variant,SKU,Quantity,Unit price,Discount,Final price,Store",
        "2026-11-20,31,Savon,,P1,3,3.20,0.60,9.00,Nantes"), (1, 3, 9.0)),
    # --- formats
    Export("a workbook", workbook(), (2, 2.35, 7.28), name="ventes.xlsx", said=["feuille lue"]),
    Export("a gzip", gzip.compress(PLAIN.encode()), (2, 3, 18.4), name="ventes.csv.gz"),
    Export("a zip", zipped(journal__csv=PLAIN), (2, 3, 18.4), name="ventes.zip"),
    Export("a zip of a workbook", zipped(v__xlsx=workbook()), (2, 2.35, 7.28), name="ventes.zip"),
    Export("a zip of two", zipped(a__csv=PLAIN, b__csv=PLAIN), (0, 0, 0), name="ventes.zip",
           said=["un seul fichier", "a.csv, b.csv"], ok=False),
    Export("a zip that is none", b"PK\3\4 nothing", (0, 0, 0), name="ventes.zip", ok=False,
           said=["abîmé"]),
    Export("a workbook that is none", PLAIN, (0, 0, 0), name="ventes.xlsx", ok=False,
           said=["abîmé"]),
    Export("a locked workbook", b"\xd0\xcf\x11\xe0" + bytes(600), (0, 0, 0), name="ventes.xlsx",
           ok=False, said=["mot de passe"]),
    Export("a hidden sheet", workbook(hidden=True), (0, 0, 0), name="ventes.xlsx", ok=False,
           said=["il manque"]),
    Export("tabs", PLAIN.replace(";", "\t"), (2, 3, 18.4), name="ventes.TSV"),
    Export("a PDF", b"%PDF-1.7", (0, 0, 0), name="ventes_2026-11-20.pdf", ok=False,
           said=["ne sont pas lus"]),
    # --- decided once
    Export("kilos", rows(FOUR, "20/11/2026;P3;1,250;N", "20/11/2026;P3;0,5;N"), (2, 1.75, 4.375)),
    Export("three decimals everywhere", rows("Date,SKU,Qty,Store", "2026-11-20,P1,2.000,N",
           "2026-11-20,P2,1.000,N"), (2, 3, 18.4)),
    Export("one number of three decimals", rows("Date,SKU,Qty,Store", "2026-11-20,P1,1.000,N"),
           (0, 0, 0), rejects=["quantite_invalide"], ok=False, said=["aucune de ses lignes"]),
    Export("dots for thousands", rows(f"{FOUR};PU", "20/11/2026;P1;1;N;1.250",
           "20/11/2026;P2;1;N;12,50"), (2, 2, 1262.5)),
    Export("apostrophes for thousands", rows(f"{FOUR};PU", "20/11/2026;P1;1;N;1'250.00"),
           (1, 1, 1250.0)),
    Export("minus after", rows(FOUR, "20/11/2026;P1;3;N", "20/11/2026;P1;1-;N"), (2, 2, 6.4)),
    Export("two-digit years", rows(FOUR, "19.11.26;P1;1;N", "20.11.26;P1;1;N"), (2, 2, 6.4)),
    Export("two-digit years that cannot come first", rows(FOUR, "20-11-26;P1;1;N",
           "30-11-26;P1;1;N"), (1, 1, 3.2), rejects=["date_future"]),
    Export("two-digit years of any order", rows(FOUR, "20-11-26;P1;1;N"), (0, 0, 0),
           rejects=["date_invalide"], ok=False),
    Export("months in letters", rows(FOUR, "20 nov. 2026;P1;1;N", "Nov 19, 2026;P1;1;N"),
           (2, 2, 6.4)),
    Export("zones", rows(FOUR, "2026-11-19T23:15:00Z;P1;1;N", "2026-11-20T23:15:00+01:00;P1;1;N"),
           (2, 2, 6.4), said=["fuseau"]),
    # --- ids
    Export("protected ids", rows("Date,SKU,Qty,Store", '2026-11-20,"=""P1""",1,"=""N"""',
           "2026-11-20,'P1,1,N"), (2, 2, 6.4)),
    Export("shortened ids", rows(FOUR, "20/11/2026;3,76012E+12;1;N"), (0, 0, 0), ok=False,
           products=rows("EAN;Nom;Prix", "3760123456789;Savon;3,20"),
           said=["tableur", "3760123456789", "n’ajoutez pas"]),
    Export("lost zeros", rows(FOUR, "20/11/2026;123;1;N"), (0, 0, 0), ok=False,
           products=rows("EAN;Nom;Prix", "00123;Savon;3,20"), said=["tableur", "00123"]),
    # --- one bad byte, and what stands around the lines
    Export("one line of Windows", f"{FOUR};Libellé\n20/11/2026;P1;1;N;Café\n".encode()
           + "20/11/2026;P1;1;N;Thé\n".encode("cp1252"), (2, 2, 6.4), said=["autre codage"]),
    Export("lines in quotes", rows('"Date,SKU,Qty,Store"', '"2026-11-20,P1,2,N"'), (1, 2, 6.4)),
    Export("titles above", rows("Ma boutique;;;", "Du 20/11/2026 au 20/11/2026;;;", "", FOUR,
           "20/11/2026;P1;2;N"), (1, 2, 6.4), said=["lignes de titre"]),
    Export("the date on the first line of a ticket", rows(f"{FOUR};Ticket",
           "20/11/2026;P1;1;N;T1", ";P2;1;;T1", "20/11/2026;P1;1;V;T2"), (3, 3, 18.4),
           said=["première ligne de leur ticket"]),
    Export("the status on the first line of a ticket", rows(f"{FOUR};Ticket;Statut",
           "20/11/2026;P1;1;N;T1;annulé", "20/11/2026;P2;1;N;T1;", "20/11/2026;P1;1;V;T2;payé"),
           (1, 1, 3.2), rejects=["ligne_annulee", "ligne_annulee"]),
    Export("two titles nobody reads", rows(f"{FOUR};Note;Note", "20/11/2026;P1;2;N;a;b"),
           (1, 2, 6.4)),
    Export("two ids", rows("product_id,sku,qty,store,date", "77,P1,2,N,2026-11-20"), (1, 2, 6.4),
           said=["« sku » est lue"]),
    Export("two prices", rows(f"{FOUR};Prix;Prix TTC", "20/11/2026;P1;1;N;2,67;3,20"),
           (1, 1, 3.2)),
]  # fmt: skip


def test_what_a_file_need_not_carry_is_no_fault(tmp_path: Path) -> None:
    shop = Shop(tmp_path, now=NOON)
    shop.drop("produits.csv", rows("Référence;Nom;Prix", "P1;Savon;3,20"))
    shop.drop("magasins.csv", ONE_STORE)
    shop.run()
    judged = (
        "SELECT regle, reussi, juges FROM controles "
        "WHERE regle LIKE '%stock%' OR regle LIKE '%salaries%'"
    )
    assert [(ok, count) for _rule, ok, count in shop.rows(judged)] == [(1, 0)] * 4
    shop.drop("magasins.csv", STORES.replace(";2", ";"))
    shop.run()
    known = "SELECT reussi, juges FROM controles WHERE regle = 'magasins_salaries_connus'"
    assert shop.rows(known) == [(0, 2)]
    shop.close()


@pytest.mark.parametrize("export", EXPORTS, ids=str)
def test_an_export_gives_its_euros_or_is_told(tmp_path: Path, export: Export) -> None:
    shop = Shop(tmp_path, now=NOON)
    for name, content in (("produits.csv", export.products), ("magasins.csv", export.stores)):
        if content:
            shop.drop(name, content)
    shop.drop(export.name, export.content)
    steps = shop.run()
    said = " ".join(text for step in steps for text in (step.message, *step.warnings))
    found = shop.rows(
        "SELECT count(*), coalesce(sum(quantite), 0), coalesce(sum(total_e4), 0) FROM ventes"
    )
    assert found == [
        (export.sold[0], pytest.approx(export.sold[1]), round(export.sold[2] * 10_000))
    ]
    for part in export.said:
        assert part in said.replace("\u00a0", " ").replace("\u202f", " "), said
    reasons = [reason for (reason,) in shop.rows("SELECT raison FROM rejets ORDER BY ligne")]
    if export.rejects:
        assert reasons == list(export.rejects)
    told = [step for step in steps if step.nom == export.name]
    assert all(step.ok for step in told) is export.ok, said
    days = {day for (day,) in shop.rows("SELECT DISTINCT date FROM ventes")}
    assert days <= {str(date(2026, 11, one)) for one in (19, 20)}
    check_books(shop)
    shop.close()
