"""Records of one batch to typed rows and rejects, per kind of file.

What goes in: which parser each column takes, in which order the reasons of a row are looked for,
and the shape of the frames. What stays out: cutting records (`tape`), one value (`values`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sales_assets.contract import cells, layouts, meaning
from sales_assets.contract.cells import Column, Mask, Parsed
from sales_assets.contract.headers import quoted
from sales_assets.contract.layouts import normalise
from sales_assets.contract.meaning import Kind
from sales_assets.contract.notes import Note, Notes
from sales_assets.contract.own_layouts import NONE, OwnLayout
from sales_assets.contract.reasons import Reason
from sales_assets.contract.sheet import Sheet, rejects, set_missing_ids_aside, set_totals_aside
from sales_assets.contract.styles import Styles
from sales_assets.contract.tickets import Runs, repeats_total
from sales_assets.contract.values import (
    NumberStyle,
    has_zone,
    is_nothing,
    parse_amount,
    parse_count,
    parse_moment,
    parse_price,
    parse_quantity,
    parse_rate,
    parse_time,
    parse_vat,
)
from sales_assets.errors import Refused
from sales_assets.language import mark

VARIANT = " / "
"""What joins a product's id and its variants."""


@dataclass(frozen=True)
class Block:
    """Typed rows of consecutive records, and those set aside.

    Attributes:
        rows: accepted rows (a product without a readable price is here and in `rejects`). All have
            `ligne` int64, the physical line where the record starts. Sales: `date` datetime64[s],
            `ID_produit`, `nom_produit` and `ID_magasin` str (NA: the file has none), `quantite_e3`
            int64 (1/1000 unit, negative for a return), and what the line says of its worth, Int64:
            `prix_unitaire_e4`, `montant_e4` (of the whole line, signed as the quantity),
            `remise_e4`, `taux_remise_e4` (1/10 000); `ticket` str. Where the file tells them, and
            only there: `minute` of the day, `cout_e4` of the whole line, signed as the quantity,
            `cout_unitaire_e4` of a unit, `taux_tva_e4` (1/10 000), Int64; `rayon` str; `ttc` bool,
            whether its title says that what was paid has its tax. Products: `ID_produit`, `nom`
            str, `prix_e4`, `stock` Int64, and the same way `rayon`, `fournisseur`, `cout_e4` of a
            unit, `taux_tva_e4`, `ttc`.
            Stores: `ID_magasin`, `ville` str, `nombre_salaries` Int64. NA is « not given ».
        rejects: `ligne` int64, `colonne` str (canonical, NA for the whole row), `raison` str,
            `texte` str, and what could be read: `date`, `ID_magasin`, `ID_produit`, `quantite_e3`,
            `prix_unitaire_e4`.
    """

    rows: pd.DataFrame
    rejects: pd.DataFrame


@dataclass
class Typist:
    """What typing needs to know of the file, and what it remembers between batches.

    Attributes:
        name: the file's name, for messages.
        today: last day that is not in the future.
        limit: largest quantity, either way.
        jour: the day in the file's name, None without one.
        notes: warnings.
        zone: the shop's time zone.
        workbook: whether the cells come from a workbook, which keeps 20 % as 0.2.
        own: what the shop says of such files.
        repeated: products' ids that stand on several lines, to be told apart by their variants.
        seen: per product or store id, the line and the content of its first row.
        ticket: the ticket of the last line read.
        carried: what the first line of that ticket says for the others, by column.
    """

    name: str
    today: date
    limit: int
    jour: date | None
    zone: tzinfo | None = None
    workbook: bool = False
    own: OwnLayout = NONE
    repeated: frozenset[str] = frozenset()
    notes: Notes = field(default_factory=Notes)
    ticket: str = ""
    carried: dict[str, str] = field(default_factory=dict)
    seen: dict[str, tuple[int, tuple[Any, ...]]] = field(default_factory=dict)


def sales(sheet: Sheet, typist: Typist, styles: Styles) -> Block:
    """Type a batch of sales."""
    lines = sheet.batch.starts
    _complete_tickets(sheet, typist)
    columns = sheet.columns
    kind = _kinds(sheet, styles, typist)
    day, minute = cells.parse_moments(
        columns["date"], lambda text: parse_moment(text, styles.dates)
    )
    future = day.known & (day.values > np.datetime64(typist.today, "s"))
    quantity, price, paid = (_signed(sheet, name, styles, typist) for name in _SIGNED)
    gross = _optional(sheet, "brut", parse_amount, styles)
    off, rate = _discount(sheet, styles, typist)
    set_totals_aside(sheet, next(iter(sheet.dialect.header.places)))
    for title, found in kind.items():
        sheet.set_aside_where(title, found == Kind.VOID, Reason.LIGNE_ANNULEE)
    for title, found in kind.items():
        sheet.set_aside_where(title, found == Kind.UNKNOWN, Reason.TYPE_INCONNU)
    sheet.set_aside("date", day.reasons)
    sheet.set_aside_where("date", future, Reason.DATE_FUTURE)
    set_missing_ids_aside(sheet, "ID_produit")
    sheet.set_aside("quantite", quantity.reasons)
    if "ID_magasin" in sheet.dialect.header.places:
        set_missing_ids_aside(sheet, "ID_magasin")
    for title, family, column in sheet.meaning:
        if family == "currency":
            foreign = column.spread([meaning.foreign(text) for text in column.texts])
            sheet.set_aside_where(title, foreign, Reason.DEVISE_ETRANGERE)
    sheet.set_aside("prix_unitaire", price.reasons)
    sheet.set_aside("montant", paid.reasons)
    sheet.set_aside("brut", gross.reasons)
    sheet.set_aside("remise", off.reasons)
    sheet.set_aside("taux_remise", rate.reasons)
    refunded = np.zeros(len(lines), np.bool_)
    for found in kind.values():
        refunded |= found == Kind.REFUND
    worth = _worth((quantity, price, paid, gross), off, refunded)
    kept = sheet.kept
    rows = pd.DataFrame(
        {
            "ligne": lines[kept],
            "date": day.values[kept],
            "ID_produit": cells.texts(_with_variants(sheet), kept),
            "nom_produit": cells.texts(sheet.column("nom_produit"), kept),
            "ID_magasin": cells.texts(sheet.column("ID_magasin"), kept),
            "quantite_e3": worth.quantity[kept],
            "prix_unitaire_e4": price.with_values(np.abs(price.values)).integers(kept),
            "montant_e4": worth.paid.integers(kept),
            "remise_e4": off.integers(kept),
            "taux_remise_e4": rate.integers(kept),
            "ticket": cells.texts(sheet.column("ticket"), kept),
            **_time(sheet, typist, minute),
            **_costs(sheet, typist, styles, worth.quantity),
            **_told(sheet, typist, styles),
        }
    )
    _note_sales(sheet, typist, rows, refunded)
    free = price.known[kept] & (price.values[kept] == 0)
    typist.notes.add(Note.PRIX_NUL, lines[kept][free])
    if typist.jour is not None:
        other = day.values[kept] != np.datetime64(typist.jour, "s")
        typist.notes.add(Note.AUTRE_JOUR, lines[kept][other])
    return Block(rows, rejects(sheet, day=day, quantity=quantity, price=price))


def _time(sheet: Sheet, typist: Typist, beside: Parsed) -> dict[str, Any]:
    """Return the minute of the day, from its own column, else from what stands beside the day."""
    if "heure" not in sheet.columns:
        return {"minute": beside.integers(sheet.kept)} if beside.known.any() else {}
    own = _maybe(sheet, "heure", parse_time, typist, Note.HEURE_ILLISIBLE)
    return {"minute": own.or_else(beside).integers(sheet.kept)}


def _costs(
    sheet: Sheet, typist: Typist, styles: Styles, quantity: npt.NDArray[np.int64]
) -> dict[str, Any]:
    """Return what whole lines cost the shop, and what a unit of them does, where they say it."""
    found = {}
    if "cout_ligne" in sheet.columns:
        line = _cost(sheet, typist, styles, "cout_ligne")
        signed = line.with_values(np.sign(quantity) * line.values)
        found["cout_e4"] = signed.integers(sheet.kept)
    if "cout" in sheet.columns:
        unit = _cost(sheet, typist, styles, "cout")
        found["cout_unitaire_e4"] = unit.integers(sheet.kept)
    return found


def _unit_cost(sheet: Sheet, typist: Typist, styles: Styles) -> dict[str, Any]:
    if "cout" not in sheet.columns:
        return {}
    return {"cout_e4": _cost(sheet, typist, styles, "cout").integers(sheet.kept)}


def _cost(sheet: Sheet, typist: Typist, styles: Styles, name: str) -> Parsed:
    style = styles.of(name)

    def read(text: str) -> int | None:
        value = parse_amount(text, style)
        if isinstance(value, Reason):
            return None
        value = abs(value) if name == "cout_ligne" else value  # of a refund: signed as it is
        return None if value < 0 else value

    return _maybe(sheet, name, read, typist, Note.COUT_ILLISIBLE)


def _told(sheet: Sheet, typist: Typist, styles: Styles) -> dict[str, Any]:
    """Return what sales and catalogues tell alike: department, supplier, VAT, tax in the price."""
    kept, found = sheet.kept, dict[str, Any]()
    for name in ("rayon", "fournisseur"):
        if name in sheet.columns:
            found[name] = cells.texts(sheet.columns[name], kept)
    if "taux_tva" in sheet.columns:
        style = styles.of("taux_tva")
        rate = _maybe(
            sheet, "taux_tva", lambda text: parse_vat(text, style), typist, Note.TVA_INCONNUE
        )
        found["taux_tva_e4"] = rate.integers(kept)
    if layouts.tax(sheet.dialect.header.paid) == "ttc":
        found["ttc"] = np.ones(len(kept), np.bool_)
    return found


def _maybe(
    sheet: Sheet, name: str, parse: Callable[[str], int | None], typist: Typist, note: Note
) -> Parsed:
    """Read what a line may go without: where it is unreadable, the line is kept, and it is said."""
    column = sheet.column(name)
    values = cells.parse_integers(column, lambda text: None if is_nothing(text) else parse(text))
    told = column.spread([not is_nothing(text) for text in column.texts])
    bad = np.zeros(len(told), np.bool_)
    bad[sheet.kept] = (told & ~values.known)[sheet.kept]
    typist.notes.add(note, sheet.batch.starts[bad])
    return values


_SIGNED = ("quantite", "prix_unitaire", "montant")
_TICKET_WIDE = ("date", "ID_magasin")
"""What a till writes on the first line of a ticket only, beside the meaning of its lines."""


def _complete_tickets(sheet: Sheet, typist: Typist) -> None:
    """Give a line what only the first line of its ticket says: its day, its store, its status."""
    ticket = sheet.columns.get("ticket")
    if ticket is None or not len(ticket.codes):
        return
    runs = Runs.of(ticket, typist.ticket)
    day_missing = sheet.columns["date"].empty
    for name in _TICKET_WIDE:
        if name in sheet.columns and name not in sheet.dialect.constants:
            sheet.columns[name] = runs.filled(sheet.columns[name], typist.carried, name)
    sheet.meaning = [
        (title, family, runs.filled(column, typist.carried, title))
        for title, family, column in sheet.meaning
    ]
    typist.ticket = ticket.texts[ticket.codes[-1]]
    done = day_missing & ~sheet.columns["date"].empty & ~sheet.blank
    typist.notes.add(Note.DATE_DU_TICKET, sheet.batch.starts[done])


def _kinds(sheet: Sheet, styles: Styles, typist: Typist) -> dict[str, npt.NDArray[np.int8]]:
    """Return what each column that may say it makes of each line."""
    said = typist.own.values
    return {
        title: np.array(meaning.kinds(family, column, said.get(normalise(title), {})), np.int8)[
            column.codes
        ]
        for title, family, column in sheet.meaning
        if family in ("status", "void", "refund") and title not in styles.goods
    }


def _signed(sheet: Sheet, name: str, styles: Styles, typist: Typist) -> Parsed:
    """Read a number whose sign says which way goods and money went."""
    if name != "quantite":
        return _optional(sheet, name, parse_amount, styles, invalid=_INVALID[name])
    if "quantite" in sheet.columns:
        style = styles.of(name)
        return cells.parse_integers(
            sheet.columns[name], lambda text: parse_quantity(text, typist.limit, style)
        )
    return cells.parse_integers(sheet.column(name), lambda _text: None)


_INVALID = {"prix_unitaire": Reason.PRIX_INVALIDE, "montant": Reason.MONTANT_INVALIDE}


def _optional(
    sheet: Sheet,
    name: str,
    parse: Callable[[str, NumberStyle], int | Reason],
    styles: Styles,
    *,
    invalid: Reason = Reason.MONTANT_INVALIDE,
) -> Parsed:
    """Read a column that may be absent or say nothing."""
    style = styles.of(name)

    def read(text: str) -> int | Reason | None:
        value = None if is_nothing(text) else parse(text, style)
        return invalid if value is Reason.MONTANT_INVALIDE else value

    return cells.parse_integers(sheet.column(name), read)


def _discount(sheet: Sheet, styles: Styles, typist: Typist) -> tuple[Parsed, Parsed]:
    """Read what is taken off a line: euros (1/10 000 €), or a share of its price (1/10 000).

    A bare "Remise" of 20 may be either: it is euros where one of its values has cents, or where the
    title says so; a share where it is written with its sign.
    """
    place = sheet.dialect.header.places.get("remise")
    title = "" if place is None else sheet.dialect.header.titles[place]
    bare = normalise(title) in _BARE and "€" not in title
    written = sheet.column("remise")
    style = styles.of("remise")

    def euros(text: str) -> int | Reason | None:
        if is_nothing(text) or "%" in text:
            return None
        value = parse_amount(text, style)
        if isinstance(value, Reason):
            return value if value is Reason.DEVISE_ETRANGERE else Reason.REMISE_INVALIDE
        sure = not bare or styles.cents or not value or "montant" in sheet.columns
        return abs(value) if sure else Reason.REMISE_INVALIDE

    def share(text: str) -> int | Reason | None:
        if is_nothing(text):
            return None
        value = parse_rate(text, styles.of("taux_remise"))
        # a workbook keeps 20 % as 0.2, and does not say which of the two it shows
        doubtful = typist.workbook and not isinstance(value, Reason) and 0 < value <= 100
        return Reason.REMISE_INVALIDE if doubtful else value

    off = cells.parse_integers(written, euros)
    rate = cells.parse_integers(sheet.column("taux_remise"), share)
    signed = cells.parse_integers(
        written, lambda text: parse_rate(text, style) if "%" in text else None
    )
    for title_, family, column in sheet.meaning:
        if family == "discount" and "montant" not in sheet.columns:
            some = column.spread([_is_some(text) for text in column.texts])
            sheet.set_aside_where(title_, some, Reason.REMISE_INVALIDE)
    return off, rate.or_else(signed)


_BARE = frozenset(layouts.titles(layouts.SALES)["remise"].vague)


def _is_some(text: str) -> bool:
    return not is_nothing(text) and parse_amount(text.removesuffix("%")) != 0


@dataclass(frozen=True)
class Worth:
    """What lines say of goods and money, with one sign for both: negative is a return."""

    quantity: npt.NDArray[np.int64]
    paid: Parsed


def _worth(read: tuple[Parsed, ...], off: Parsed, refunded: Mask) -> Worth:
    """Give quantities and amounts the sign that the line says in one of its ways."""
    quantity, _price, paid, gross = read
    less = np.where(off.known, off.values, 0)
    total = np.where(paid.known, np.abs(paid.values), np.abs(gross.values) - less)
    known = paid.known | gross.known
    back = refunded.copy()
    for one in read:
        back |= one.known & (one.values < 0)
    units = np.where(quantity.known, np.abs(quantity.values), 1000 * known)
    sign = np.where(back, -1, 1)
    return Worth(sign * units, Parsed(sign * total, known, paid.reasons))


def _with_variants(sheet: Sheet) -> Column:
    """Return the products' ids, each completed by its variants."""
    column = sheet.columns["ID_produit"]
    if not sheet.variants:
        return column
    parts = [np.array(one.texts, dtype=object)[one.codes] for one in (column, *sheet.variants)]
    return cells.column([VARIANT.join(filter(None, row)) for row in zip(*parts, strict=True)])


def _note_sales(sheet: Sheet, typist: Typist, rows: pd.DataFrame, refunded: Mask) -> None:
    """Note what was read otherwise than as written, and amounts that are not the price's."""
    kept, lines = sheet.kept, sheet.batch.starts
    if typist.zone is not None:
        dates = sheet.columns["date"]
        zoned = dates.spread([has_zone(text) for text in dates.texts])
        typist.notes.add(Note.FUSEAU, lines[kept][zoned[kept]])
    typist.notes.add(Note.REMBOURSEMENT, lines[kept][refunded[kept]])
    if "quantite" not in sheet.columns:
        typist.notes.add(Note.QUANTITE_SUPPOSEE, lines[kept])
    if "ticket" in sheet.columns:
        typist.notes.add(Note.TICKET_SUR_DEUX_JOURS, lines[kept][_over_midnight(rows)])
    if not {"montant", "prix_unitaire"} <= sheet.columns.keys():
        return
    number = {
        name: rows[name].astype("Float64") for name in rows.columns if name.endswith(("_e3", "_e4"))
    }
    gross = number["quantite_e3"].abs() * number["prix_unitaire_e4"] / 1000
    share = gross * number["taux_remise_e4"] / 10_000
    expected = gross - number["remise_e4"].fillna(share).fillna(0)
    gap = number["montant_e4"].abs() - expected
    # a price and an amount are rounded to the cent, each unit of it too
    slack = 50 * (number["quantite_e3"].abs() / 1000 + 1)
    wrong = (gap.abs() > slack).fillna(False).to_numpy(np.bool_)
    if wrong.any() and repeats_total(rows["ticket"], number["montant_e4"].abs(), expected):
        raise _total_of_ticket(sheet, typist)
    typist.notes.add(Note.ECART_DE_MONTANT, lines[kept][wrong])
    typist.notes.gap_e4 += int(gap[wrong].sum()) if wrong.any() else 0


def _over_midnight(rows: pd.DataFrame) -> Mask:
    """Tell which lines go on a ticket of another day; the first of a day is one of its own."""
    keys = rows[["ticket", "ID_magasin", "date"]]
    same = (keys == keys.shift()).fillna(False).astype("bool")
    over = same["ticket"] & same["ID_magasin"] & ~same["date"]
    return (over & (rows["ticket"].str.lstrip("0") != "1")).to_numpy(np.bool_)


def _total_of_ticket(sheet: Sheet, typist: Typist) -> Refused:
    title = sheet.dialect.header.titles[sheet.dialect.header.places["montant"]]
    return Refused(
        mark(
            "{nom} : la colonne {titre} répète sur chaque ligne le total de son ticket : les "
            "compter toutes compterait plusieurs fois la même vente. Exportez le montant de "
            "chaque ligne, ou retirez cette colonne."
        ),
        "total_de_ticket",
        nom=typist.name,
        titre=quoted([title]),
    )


def products(sheet: Sheet, typist: Typist, styles: Styles) -> Block:
    """Type a batch of products; one without a readable price is both kept and set aside."""
    columns = sheet.columns
    style = styles.of("prix")
    price = cells.parse_integers(columns["prix"], lambda text: parse_price(text, style))
    stock = cells.parse_integers(sheet.column("stock"), parse_count)
    set_totals_aside(sheet, "ID_produit")
    set_missing_ids_aside(sheet, "ID_produit")
    kept = sheet.kept
    sheet.set_aside("prix", price.reasons)
    lines = sheet.batch.starts[kept]
    rows = pd.DataFrame(
        {
            "ligne": lines,
            "ID_produit": cells.texts(_told_apart(sheet, typist), kept),
            "nom": cells.texts(columns["nom"], kept),
            "prix_e4": price.integers(kept),
            "stock": stock.integers(kept),
            **_unit_cost(sheet, typist, styles),
            **_told(sheet, typist, styles),
        }
    )
    typist.notes.add(Note.NOM_VIDE, lines[rows["nom"].isna().to_numpy()])
    if "stock" in columns:
        typist.notes.add(Note.STOCK_INCONNU, lines[~stock.known[kept]])
    typist.notes.add(Note.PRIX_NUL, lines[price.known[kept] & (price.values[kept] == 0)])
    return Block(_once(rows, "ID_produit", typist), rejects(sheet, price=price))


def _told_apart(sheet: Sheet, typist: Typist) -> Column:
    """Return the ids of products, completed by their variants where one id stands on many lines."""
    plain = sheet.columns["ID_produit"]
    if not typist.repeated:
        return plain
    whole = _with_variants(sheet)
    pairs = zip(plain.codes.tolist(), whole.codes.tolist(), strict=True)
    return cells.column(
        [
            whole.texts[full] if plain.texts[short] in typist.repeated else plain.texts[short]
            for short, full in pairs
        ]
    )


def stores(sheet: Sheet, typist: Typist) -> Block:
    """Type a batch of stores."""
    columns = sheet.columns
    staff = cells.parse_integers(sheet.column("nombre_salaries"), parse_count)
    set_totals_aside(sheet, "ID_magasin")
    set_missing_ids_aside(sheet, "ID_magasin")
    kept = sheet.kept
    lines = sheet.batch.starts[kept]
    rows = pd.DataFrame(
        {
            "ligne": lines,
            "ID_magasin": cells.texts(columns["ID_magasin"], kept),
            "ville": cells.texts(columns["ville"], kept),
            "nombre_salaries": staff.integers(kept),
        }
    )
    typist.notes.add(Note.VILLE_VIDE, lines[rows["ville"].isna().to_numpy()])
    if "nombre_salaries" in columns:
        typist.notes.add(Note.SALARIES_INCONNUS, lines[~staff.known[kept]])
    return Block(_once(rows, "ID_magasin", typist), rejects(sheet))


def _once(rows: pd.DataFrame, key: str, typist: Typist) -> pd.DataFrame:
    """Keep one row an id; Refused when two rows of one id differ."""
    new = np.ones(len(rows), np.bool_)
    ids = rows[key].tolist()
    lines = rows["ligne"].tolist()
    contents = zip(*(rows[name].tolist() for name in rows.columns[2:]), strict=True)
    for place, (ident, line, content) in enumerate(zip(ids, lines, contents, strict=True)):
        # NA equals nothing, not even itself: its text stands for it
        content = tuple(None if value is pd.NA or value != value else value for value in content)
        first = typist.seen.setdefault(ident, (line, content))
        if first[0] == line:
            continue
        if first[1] != content:
            raise Refused(
                mark(
                    "{nom}, lignes {une} et {autre} : l’identifiant {id} est donné deux fois "
                    "avec des contenus différents. Gardez une seule des deux lignes, puis "
                    "redéposez le fichier."
                ),
                "id_en_double",
                nom=typist.name,
                une=first[0],
                autre=line,
                id=quoted([ident]),
            )
        new[place] = False
        typist.notes.add(Note.DOUBLON, [line])
    return rows if new.all() else rows[new].reset_index(drop=True)
