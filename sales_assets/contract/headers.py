"""Which column is which: the one alias table, and the check of a header against a kind of file.

What goes in: titles as written, compared without case, accents, spaces and punctuation.
What stays out: finding the header in the file (`dialect`), the cells below it (`rows`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sales_assets.contract.errors import Refused
from sales_assets.contract.names import Genre
from sales_assets.language import _

_PRODUCT_ID = (
    "ID_produit, id_reference, ID Référence produit, id_reference_produits, Reference_produit, "
    "reference_produits, produit_id, code_produit, ref_produit, référence, réf, product_id, "
    "product_ref, product_code, product_reference, sku, produit, product"
)
_STORE_ID = (
    "ID_Magasin, ID_magasins, magasin_id, code_magasin, numero_magasin, n_magasin, ref_magasin, "
    "store_id, store_code, store_number, id_store, magasin, store, boutique, id_boutique, shop_id"
)
_PRICE = "Prix, prix_unitaire, prix_unitaire_ttc, prix_de_vente, prix_vente, prix_ttc, tarif, pu"
_PRICE_EN = "price, unit_price, sale_price, selling_price"

_SALES = {
    "date": "Date, date_vente, date_de_vente, date_ventes, jour, sale_date, sales_date, day, "
    "date_ticket, order_date",
    "ID_produit": _PRODUCT_ID + ", id_product",
    "quantite": "Quantité, quantites, quantite_vendue, qte, qté, qte_vendue, nombre_unites, "
    "quantity, qty, units, quantity_sold",
    "ID_magasin": _STORE_ID,
    "prix_unitaire": f"{_PRICE}, {_PRICE_EN}",
    "ticket": "ticket, ticket_id, id_ticket, numero_ticket, n_ticket, no_ticket, num_ticket, "
    "receipt, receipt_id, order_id, id_commande, numero_commande",
}
_ALIASES: dict[Genre, dict[str, str]] = {
    Genre.PRODUITS: {
        "ID_produit": _PRODUCT_ID.removesuffix(", produit, product") + ", id_product, id",
        "nom": "Nom, nom_produit, nom_du_produit, designation, désignation, libellé, produit, "
        "name, product_name, product, title",
        "prix": f"{_PRICE}, {_PRICE_EN}, prix_produit",
        "stock": "Stock, stocks, stock_disponible, quantite_en_stock, quantite_stock, en_stock, "
        "stock_quantity, units_in_stock, in_stock",
    },
    Genre.MAGASINS: {
        "ID_magasin": _STORE_ID + ", id",
        "ville": "Ville, ville_magasin, commune, city, town, store_city",
        "nombre_salaries": "Nombre_de_salaries, Nombre_de_salarié, nombre_salaries, "
        "nombre_salarie, nb_salarie, nb_salaries, nb_de_salaries, salaries, effectif, effectifs, "
        "employes, nombre_employes, nombre_d_employes, nb_employes, employees, "
        "number_of_employees, employee_count, nb_employees, staff",
    },
    Genre.HISTORIQUE: _SALES,
    Genre.JOUR: _SALES,
}
_OPTIONAL = frozenset({"prix_unitaire", "ticket"})


@dataclass(frozen=True)
class Header:
    """A header that agrees with its kind of file.

    Attributes:
        titles: every title as written, in file order.
        places: canonical column name to its place in the row.
        ignored: titles of the columns that are not read, unnamed ones left out.
    """

    titles: tuple[str, ...]
    places: dict[str, int]
    ignored: tuple[str, ...]


def normalise(title: str) -> str:
    """Return a title without case, accents, spaces, underscores or punctuation."""
    letters = unicodedata.normalize("NFKD", title.replace("°", "o")).casefold()
    return re.sub(r"[^0-9a-z]+", "", letters)


_TABLE: dict[Genre, dict[str, str]] = {
    genre: {normalise(alias): name for name, text in columns.items() for alias in text.split(",")}
    for genre, columns in _ALIASES.items()
}


def required(genre: Genre) -> list[str]:
    """Return the canonical columns that a file of this kind must have."""
    return [column for column in _ALIASES[genre] if column not in _OPTIONAL]


def known(genre: Genre, titles: Sequence[str]) -> set[str]:
    """Return the canonical columns of `genre` found among the titles."""
    table = _TABLE[genre]
    return {table[key] for key in map(normalise, titles) if key in table}


def missing(genre: Genre, titles: Sequence[str]) -> list[str]:
    """Return the required canonical columns of `genre` absent from the titles."""
    found = known(genre, titles)
    return [column for column in required(genre) if column not in found]


def match(name: str, genre: Genre, titles: Sequence[str]) -> Header:
    """Return the places of the columns; Refused when one is missing, doubled, or of another kind.

    Args:
        name: the file's name, for messages.
        genre: what the name says.
        titles: the header's cells as written.
    """
    other = looks_like(genre, titles)
    if other is not None:
        raise _wrong_kind(name, genre, other)
    absent = missing(genre, titles)
    if absent:
        raise _missing(name, genre, absent, titles)
    _check_doubles(name, genre, titles)
    table = _TABLE[genre]
    keys = [normalise(title) for title in titles]
    places = {table[key]: place for place, key in enumerate(keys) if key in table}
    ignored = [t for t, key in zip(titles, keys, strict=True) if key not in table and t]
    return Header(tuple(titles), places, tuple(ignored))


def looks_like(genre: Genre, titles: Sequence[str]) -> Genre | None:
    """Return the other kind whose columns are all there, None when the header fits its name."""
    complete = not missing(genre, titles)
    if complete and genre.is_sales:
        return None
    # a complete catalogue that also holds every column of a sale is a sale with its product
    others = [Genre.HISTORIQUE] if complete else [Genre.HISTORIQUE, Genre.PRODUITS, Genre.MAGASINS]
    return next((other for other in others if not missing(other, titles)), None)


def label(genre: Genre) -> str:
    """Return how a kind of file is called in messages."""
    return {
        Genre.PRODUITS: _("des produits"),
        Genre.MAGASINS: _("des magasins"),
        Genre.HISTORIQUE: _("des ventes"),
        Genre.JOUR: _("des ventes"),
    }[genre]


def quoted(texts: Sequence[str]) -> str:
    """Return texts between French quotes, commas between them."""
    return ", ".join(f"« {text} »" for text in texts)


def _check_doubles(name: str, genre: Genre, titles: Sequence[str]) -> None:
    table = _TABLE[genre]
    seen: dict[str, str] = {}
    for title in titles:
        key = normalise(title)
        key = table.get(key, key or title)
        if key and key in seen:
            raise Refused(
                _(
                    "{nom} : les colonnes « {une} » et « {autre} » disent la même chose. "
                    "Gardez-en une seule, puis redéposez le fichier."
                ).format(nom=name, une=seen[key], autre=title),
                "colonne_en_double",
            )
        seen[key] = title


def _wrong_kind(name: str, genre: Genre, other: Genre) -> Refused:
    example = {Genre.PRODUITS: "produits.csv", Genre.MAGASINS: "magasins.csv"}
    return Refused(
        _(
            "{nom} : d’après son nom, ce fichier contient {attendu}, mais ses colonnes "
            "ressemblent à {vu}. Renommez-le (par exemple {exemple}) ou redéposez le bon fichier."
        ).format(
            nom=name,
            attendu=label(genre),
            vu={
                Genre.PRODUITS: _("un fichier de produits"),
                Genre.MAGASINS: _("un fichier de magasins"),
            }.get(other, _("un fichier de ventes")),
            exemple=example.get(other, "ventes.csv"),
        ),
        "mauvais_genre",
    )


def _missing(name: str, genre: Genre, absent: list[str], titles: Sequence[str]) -> Refused:
    accepted = " ; ".join(
        _("pour « {colonne} » : {noms}").format(
            colonne=column, noms=", ".join(_ALIASES[genre][column].split(", ")[:4])
        )
        for column in absent
    )
    return Refused(
        _(
            "{nom} : il manque {colonnes} sur la ligne d’en-tête. Colonnes lues : {lues}. "
            "Ajoutez ou renommez la colonne (titres acceptés {titres}), puis redéposez le fichier."
        ).format(
            nom=name,
            colonnes=quoted(absent),
            lues=quoted([title for title in titles if title]) or _("aucune"),
            titres=accepted,
        ),
        "colonne_manquante",
    )
