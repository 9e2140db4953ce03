"""Which column is which: the one alias table, and the check of a header against a kind of file.

What goes in: titles as written, compared without case, accents, spaces and punctuation.
What stays out: finding the header in the file (`dialect`), the cells below it (`rows`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sales_assets.contract.names import Genre
from sales_assets.contract.values import printable
from sales_assets.errors import Refused
from sales_assets.language import _, mark

_PRODUCT_ID = (
    "ID_produit, id_reference, ID Référence produit, id_reference_produits, Reference_produit, "
    "reference_produits, produit_id, code_produit, ref_produit, no_produit, numero_produit, "
    "référence, réf, code_article, ref_article, id_article, reference_article, product_id, "
    "id_product, product_ref, product_code, product_reference, item_id, sku"
)
_STORE_ID = (
    "ID_Magasin, ID_magasins, magasin_id, code_magasin, numero_magasin, no_magasin, n_magasin, "
    "ref_magasin, num_magasin, store_id, store_code, store_number, id_store, id_boutique, "
    "code_boutique, boutique_id, shop_id"
)
_PRICE = (
    "prix_unitaire, prix_unitaire_ttc, prix_de_vente, prix_vente, prix_ttc, pu, unit_price, "
    "sale_price, selling_price, ~Prix, ~price, ~tarif"
)

_SALES = {
    "date": "Date, date_vente, date_de_vente, date_ventes, date_ticket, date_commande, sale_date, "
    "sales_date, order_date, ~jour, ~day",
    "ID_produit": f"{_PRODUCT_ID}, ~produit, ~article, ~product",
    "quantite": "Quantité, quantites, quantite_vendue, qte, qte_vendue, nombre_unites, "
    "quantity, qty, quantity_sold, ~units",
    "ID_magasin": f"{_STORE_ID}, ~magasin, ~boutique, ~store, ~shop",
    "prix_unitaire": _PRICE,
    "ticket": "ticket, ticket_id, id_ticket, numero_ticket, n_ticket, no_ticket, num_ticket, "
    "receipt_id, ~receipt, ~order_id, ~id_commande, ~numero_commande",
}
_ALIASES: dict[Genre, dict[str, str]] = {
    Genre.PRODUITS: {
        "ID_produit": f"{_PRODUCT_ID}, ~id",
        "nom": "Nom, nom_produit, nom_du_produit, name, product_name, ~designation, ~libellé, "
        "~produit, ~article, ~product, ~title",
        "prix": f"prix_produit, {_PRICE}",
        "stock": "Stock, stocks, stock_disponible, quantite_en_stock, quantite_stock, en_stock, "
        "stock_quantity, units_in_stock, in_stock",
    },
    Genre.MAGASINS: {
        "ID_magasin": f"{_STORE_ID}, ~id, ~magasin, ~boutique, ~store, ~shop",
        "ville": "Ville, ville_magasin, city, store_city, ~commune, ~town",
        "nombre_salaries": "Nombre_de_salaries, Nombre_de_salarié, nombre_salaries, "
        "nombre_salarie, nb_salarie, nb_salaries, nb_de_salaries, salaries, effectif, effectifs, "
        "employes, nombre_employes, nombre_d_employes, nb_employes, employees, "
        "number_of_employees, employee_count, nb_employees, ~staff",
    },
    Genre.HISTORIQUE: _SALES,
    Genre.JOUR: _SALES,
}
"""Titles per canonical column. One after « ~ » is vague: it counts only where no other title of the
file stands for that column (a store's name in « Magasin » beside its « ID_magasin »)."""
_OPTIONAL = frozenset({"prix_unitaire", "ticket"})
_SHOWN = 30
_LONGEST = 60
"""Columns named in a message, and characters of each."""


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


def _table(genre: Genre, *, vague: bool) -> dict[str, str]:
    return {
        normalise(alias): column
        for column, aliases in _ALIASES[genre].items()
        for alias in aliases.split(", ")
        if alias.startswith("~") is vague
    }


_CLEAR = {genre: _table(genre, vague=False) for genre in Genre}
_VAGUE = {genre: _table(genre, vague=True) for genre in Genre}


def required(genre: Genre) -> list[str]:
    """Return the canonical columns that a file of this kind must have."""
    return [column for column in _ALIASES[genre] if column not in _OPTIONAL]


def aliases(genre: Genre) -> dict[str, tuple[str, ...]]:
    """Return the titles known for each canonical column, the clear ones first."""
    return {
        column: tuple(alias.removeprefix("~") for alias in titles.split(", "))
        for column, titles in _ALIASES[genre].items()
    }


def find(genre: Genre, titles: Sequence[str]) -> dict[str, list[int]]:
    """Return the places where each canonical column of `genre` is found among the titles."""
    clear = _places(_CLEAR[genre], titles)
    return _places(_VAGUE[genre], titles) | clear


def _places(table: dict[str, str], titles: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, title in enumerate(titles):
        column = table.get(normalise(title))
        if column is not None:
            places.setdefault(column, []).append(place)
    return places


def missing(genre: Genre, titles: Sequence[str]) -> list[str]:
    """Return the required canonical columns of `genre` absent from the titles."""
    found = find(genre, titles)
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
    found = find(genre, titles)
    _check_doubles(name, found, titles)
    places = {column: found[column][0] for column in _ALIASES[genre] if column in found}
    read = set(places.values())
    ignored = [title for place, title in enumerate(titles) if title and place not in read]
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
    """Return texts from a file between quotes, made short and printable."""
    shown = [_("« {texte} »").format(texte=_short(text)) for text in texts[:_SHOWN]]
    return ", ".join(shown) + (", …" if len(texts) > _SHOWN else "")


def _short(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _check_doubles(name: str, found: dict[str, list[int]], titles: Sequence[str]) -> None:
    same = [places for places in found.values() if len(places) > 1]
    alike: dict[str, list[int]] = {}
    for place, title in enumerate(titles):
        if title:
            alike.setdefault(normalise(title) or title, []).append(place)
    same += [places for places in alike.values() if len(places) > 1]
    if same:
        one, other = same[0][:2]
        raise Refused(
            mark(
                "{nom} : les colonnes {une} (nᵒ {a}) et {autre} (nᵒ {b}) disent la même chose. "
                "Colonnes lues : {lues}. Gardez-en une seule, puis redéposez le fichier."
            ),
            "colonne_en_double",
            nom=name,
            une=quoted([titles[one]]),
            a=one + 1,
            autre=quoted([titles[other]]),
            b=other + 1,
            lues=quoted([title for title in titles if title]),
        )


def _wrong_kind(name: str, genre: Genre, other: Genre) -> Refused:
    example = {Genre.PRODUITS: "produits.csv", Genre.MAGASINS: "magasins.csv"}
    seen = {
        Genre.PRODUITS: mark("un fichier de produits"),
        Genre.MAGASINS: mark("un fichier de magasins"),
    }
    return Refused(
        mark(
            "{nom} : d’après son nom, ce fichier contient {attendu}, mais ses colonnes "
            "ressemblent à {vu}. Renommez-le (par exemple {exemple}) ou redéposez le bon fichier."
        ),
        "mauvais_genre",
        nom=name,
        attendu=label(genre),
        vu=_(seen.get(other, mark("un fichier de ventes"))),
        exemple=example.get(other, "ventes.csv"),
    )


def _missing(name: str, genre: Genre, absent: list[str], titles: Sequence[str]) -> Refused:
    accepted = _(" ; ").join(
        _("pour « {colonne} » : {noms}").format(
            colonne=column, noms=", ".join(_ALIASES[genre][column].split(", ")[:3])
        )
        for column in absent
    )
    return Refused(
        mark(
            "{nom} : il manque {colonnes} sur la ligne d’en-tête. Colonnes lues : {lues}. "
            "Ajoutez ou renommez la colonne (titres acceptés {titres}), puis redéposez le fichier."
        ),
        "colonne_manquante",
        nom=name,
        colonnes=quoted(absent),
        lues=quoted([title for title in titles if title]) or _("aucune"),
        titres=accepted,
    )
