"""Which column is which: the check of a header against a kind of file.

What goes in: titles as written, the known titles and the layouts of tills (`layouts`). What stays
out: finding the header in the file (`dialect`), the cells below it (`rows`, `meaning`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sales_assets.contract import layouts
from sales_assets.contract.layouts import Till, Titles, normalise
from sales_assets.contract.names import Genre
from sales_assets.contract.own_layouts import NAME, NONE, OwnLayout
from sales_assets.contract.values import printable
from sales_assets.errors import Refused
from sales_assets.language import _, mark

KINDS = {
    Genre.PRODUITS: layouts.PRODUCTS,
    Genre.MAGASINS: layouts.STORES,
    Genre.HISTORIQUE: layouts.SALES,
    Genre.JOUR: layouts.SALES,
    Genre.EVENEMENTS: layouts.EVENTS,
    Genre.OBJECTIFS: layouts.OBJECTIVES,
}
_NEEDED = {
    layouts.SALES: (("date",), ("ID_produit", "nom_produit"), ("quantite", "montant", "brut")),
    layouts.PRODUCTS: (("ID_produit",), ("nom",), ("prix",)),
    layouts.STORES: (("ID_magasin",), ("ville",)),
    layouts.EVENTS: (("date",), ("texte",)),
    layouts.OBJECTIVES: (("periode",), ("montant",)),
}
"""What a file must say: one column of each group."""
_MONEY = ("montant", "brut", "prix_unitaire", "prix")
"""What a sale or a product is worth, the column that counts first."""
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
        meaning: place of each column that may change what a line means, and its family in
            `layouts.meaning`.
        variants: places of the columns that complete the product's id.
        rivals: canonical column to the places of which the values must decide.
        passed_over: titles that could have stood for a column, and the one that does.
        till: the till whose layout this is, "" for none.
        decimal: the decimal mark of that till, "" when it follows the computer's.
    """

    titles: tuple[str, ...]
    places: dict[str, int]
    ignored: tuple[str, ...]
    meaning: dict[int, str] = field(default_factory=dict)
    variants: tuple[int, ...] = ()
    rivals: dict[str, tuple[int, ...]] = field(default_factory=dict)
    passed_over: tuple[tuple[str, str], ...] = ()
    till: str = ""
    decimal: str = ""

    @property
    def paid(self) -> str:
        """The title of the column of money that counts first, "" without one."""
        places = (self.places[column] for column in _MONEY if column in self.places)
        return next((self.titles[place] for place in places), "")

    @property
    def read(self) -> set[int]:
        """Places of the columns that are read."""
        rivals = (place for places in self.rivals.values() for place in places)
        return {*self.places.values(), *self.meaning, *self.variants, *rivals}

    def settle(self, column: str, place: int) -> Header:
        """Return the header with the rival that stands for a column known."""
        left = [self.titles[other] for other in self.rivals[column] if other != place]
        return replace(
            self,
            places={**self.places, column: place},
            rivals={key: found for key, found in self.rivals.items() if key != column},
            passed_over=(*self.passed_over, *((title, self.titles[place]) for title in left)),
            ignored=(*self.ignored, *left),
        )


def required(genre: Genre) -> list[str]:
    """Return the canonical columns that a file of this kind must have, or their substitutes."""
    return [group[0] for group in _NEEDED[KINDS[genre]]]


def aliases(genre: Genre) -> dict[str, Titles]:
    """Return the titles known for each canonical column."""
    return layouts.titles(KINDS[genre])


@dataclass
class _Found:
    """What the titles of a header stand for."""

    places: dict[str, list[int]]
    till: Till | None = None


def find(genre: Genre, titles: Sequence[str], own: OwnLayout = NONE) -> dict[str, list[int]]:
    """Return the places where each canonical column of `genre` is found among the titles."""
    return _find(KINDS[genre], titles, own).places


def _find(kind: str, titles: Sequence[str], own: OwnLayout) -> _Found:
    normal = [normalise(title) for title in titles]
    for till in layouts.tills():
        if own is NONE and till.kind == kind and till.titles <= set(normal):
            return _Found(_of_till(till, normal), till)
    said = {column: _ranked(normal, [normalise(text)]) for column, text in own.columns.items()}
    settled = {place for found in said.values() for place in found}
    normal = ["" if place in settled else title for place, title in enumerate(normal)]
    known = {
        column: given
        for column, given in layouts.titles(kind).items()
        if column not in own.columns and column not in own.constants
    }
    places = {column: _ranked(normal, given.titles) for column, given in known.items()} | said
    places = {column: found for column, found in places.items() if found}
    taken = {place for found in places.values() for place in found}
    for column, given in known.items():
        found = [] if column in places else _ranked(_left(normal, taken), given.vague)
        if found:
            places[column] = found[:1] if given.several != "refuse" else found
            taken.update(places[column])
    if places.keys().isdisjoint(_MONEY):
        left = _left(normal, taken)
        untaxed = {column: _ranked(left, given.untaxed)[:1] for column, given in known.items()}
        places |= {column: found for column, found in untaxed.items() if found}
    return _Found(places)


def _left(normal: Sequence[str], taken: Collection[int]) -> list[str]:
    return ["" if place in taken else title for place, title in enumerate(normal)]


def _of_till(till: Till, normal: Sequence[str]) -> dict[str, list[int]]:
    places = {column: _ranked(normal, wanted) for column, wanted in till.columns.items()}
    return {column: found[:1] for column, found in places.items() if found}


def _ranked(normal: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return the places of the wanted titles, in the order in which they are wanted."""
    rank = {title: place for place, title in reversed(list(enumerate(wanted)))}
    found = [(rank[title], place) for place, title in enumerate(normal) if title in rank]
    return [place for _rank, place in sorted(found)]


def missing(
    genre: Genre,
    titles: Sequence[str],
    given: Collection[str] = (),
    own: OwnLayout = NONE,
) -> list[str]:
    """Return the required canonical columns of `genre` absent from the titles.

    Args:
        genre: the kind of file.
        titles: the header's cells as written.
        given: the columns that something else than the header tells.
        own: what the shop says of such files.
    """
    found = {*find(genre, titles, own), *given}
    return [group[0] for group in _NEEDED[KINDS[genre]] if found.isdisjoint(group)]


def match(
    name: str,
    genre: Genre,
    titles: Sequence[str],
    given: Collection[str] = (),
    own: OwnLayout = NONE,
) -> Header:
    """Return the places of the columns; Refused when one is missing, doubled, or of another kind.

    Args:
        name: the file's name, for messages.
        genre: what the name says.
        titles: the header's cells as written.
        given: the columns that something else than the header tells.
        own: what the shop says of such files.
    """
    _check_own(name, titles, own)
    other = looks_like(genre, titles, own)
    if other is not None:
        raise _wrong_kind(name, genre, other)
    absent = missing(genre, titles, given, own)
    if absent:
        raise _missing(name, genre, absent, titles)
    return _chosen(name, genre, titles, _find(KINDS[genre], titles, own), own)


def _check_own(name: str, titles: Sequence[str], own: OwnLayout) -> None:
    """Refuse a file that has not the titles that the shop says it has."""
    there = {normalise(title) for title in titles}
    for title in own.columns.values():
        if normalise(title) not in there:
            raise Refused(
                mark(
                    "{nom} : {layout} dit que ses titres contiennent {titre}, qui n’y est pas. "
                    "Colonnes lues : {lues}. Corrigez l’un ou l’autre."
                ),
                "correspondance_absente",
                nom=name,
                layout=NAME,
                titre=quoted([title]),
                lues=quoted([text for text in titles if text]),
            )


def _chosen(
    name: str, genre: Genre, titles: Sequence[str], found: _Found, own: OwnLayout
) -> Header:
    known, places = layouts.titles(KINDS[genre]), {}
    variants: tuple[int, ...] = ()
    rivals: dict[str, tuple[int, ...]] = {}
    passed_over = []
    for column, where in found.places.items():
        if len({normalise(titles[place]) for place in where}) < len(where):
            raise doubled(name, where, titles)
        several = known[column].several
        if several == "all":
            variants = tuple(sorted(where))
        elif len(where) == 1 or several == "first":
            places[column] = where[0]
            passed_over += [(titles[other], titles[where[0]]) for other in where[1:]]
        elif several in ("fits", "same"):
            rivals[column] = tuple(where)
        else:
            raise doubled(name, where, titles)
    if "ID_produit" not in places and "ID_produit" not in rivals and "nom_produit" in places:
        places["ID_produit"] = places["nom_produit"]
    order = [column for column in (*known, "ID_produit") if column in places]
    header = Header(
        tuple(titles),
        {column: places[column] for column in order},
        (),
        _meaning(titles, found, own) if genre.is_sales else {},
        variants,
        rivals,
        tuple(passed_over),
        found.till.name if found.till else "",
        found.till.decimal if found.till else "",
    )
    read = header.read
    ignored = [title for place, title in enumerate(titles) if title and place not in read]
    return replace(header, ignored=tuple(dict.fromkeys(ignored)))


def _meaning(titles: Sequence[str], found: _Found, own: OwnLayout) -> dict[int, str]:
    """Return the places of the columns that may change what a line means, with their family."""
    if found.till:
        families = found.till.meaning
        normal = [normalise(title) for title in titles]
        return {place: families[one] for place, one in enumerate(normal) if one in families}
    taken = {place for places in found.places.values() for place in places}
    named = {
        place: "status" if normalise(title) in own.values else _family(title)
        for place, title in enumerate(titles)
        if place not in taken
    }
    return {place: family for place, family in named.items() if family}


def _family(title: str) -> str:
    normal, families = normalise(title), layouts.meaning()
    if not any(word in normal for word in families["other"]):
        for family in ("void", "refund", "currency", "discount", "status"):
            known: Mapping[str, frozenset[str]] = families[family]
            named = normal in known.get("titles", ())
            if named or any(word in normal for word in known.get("words", ())):
                return family
    return ""


def looks_like(genre: Genre, titles: Sequence[str], own: OwnLayout = NONE) -> Genre | None:
    """Return the other kind whose columns are all there, None when the header fits its name."""
    complete = not missing(genre, titles, own.constants, own)
    if complete and genre.is_sales:
        return None
    if complete and own is not NONE:
        return None
    if genre is Genre.MAGASINS and not missing(Genre.PRODUITS, titles):
        return Genre.PRODUITS  # no store has a price
    if complete:
        # a complete catalogue with a day, a quantity and a ticket or a store is a sale of it
        sale = find(Genre.HISTORIQUE, titles)
        also = {"date", "quantite"} <= sale.keys() and {"ID_magasin", "ticket"} & sale.keys()
        return Genre.HISTORIQUE if also and genre is Genre.PRODUITS else None
    others = (Genre.HISTORIQUE, Genre.PRODUITS, Genre.MAGASINS)
    return next(
        (other for other in others if KINDS[other] != KINDS[genre] and not missing(other, titles)),
        None,
    )


def label(genre: Genre) -> str:
    """Return how a kind of file is called in messages."""
    return {
        Genre.PRODUITS: _("des produits"),
        Genre.MAGASINS: _("des magasins"),
        Genre.HISTORIQUE: _("des ventes"),
        Genre.JOUR: _("des ventes"),
        Genre.EVENEMENTS: _("des événements"),
        Genre.OBJECTIFS: _("des objectifs"),
    }[genre]


def quoted(texts: Sequence[str]) -> str:
    """Return texts from a file between quotes, made short and printable."""
    shown = [_("« {texte} »").format(texte=_short(text)) for text in texts[:_SHOWN]]
    return ", ".join(shown) + (", …" if len(texts) > _SHOWN else "")


def _short(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def doubled(name: str, places: Sequence[int], titles: Sequence[str]) -> Refused:
    """Return the refusal of a file of which two columns could be the same thing."""
    one, other = sorted(places)[:2]
    return Refused(
        mark(
            "{nom} : les colonnes {une} (nᵒ {a}) et {autre} (nᵒ {b}) disent la même chose. "
            "Colonnes lues : {lues}. Gardez-en une seule, puis redéposez le fichier."
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
    known = aliases(genre)
    accepted = _(" ; ").join(
        _("pour « {colonne} » : {noms}").format(
            colonne=column, noms=", ".join(known[column].named())
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
