"""The door of the room: a file of a known kind to a stream of typed rows and rejects.

What goes in: `read`, its `Reading`, and the raw text of chosen records. What stays out: finding
files and keeping them (`inbox`), knowing products and stores (`loading`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from functools import partial
from pathlib import Path

from sales_assets.contract import dialect as dialects
from sales_assets.contract import layouts, plans, rivals, rows, tape
from sales_assets.contract.dialect import Dialect
from sales_assets.contract.encoding import scan, undecodable
from sales_assets.contract.headers import missing, quoted
from sales_assets.contract.layouts import normalise
from sales_assets.contract.names import Genre, recognise
from sales_assets.contract.own_layouts import OwnLayout, of_name
from sales_assets.contract.privacy import public_text
from sales_assets.contract.rows import Block, Typist
from sales_assets.contract.sheet import Sheet, lay_out
from sales_assets.contract.styles import NUMBERS, Evidence, Styles, is_needed, vague_titles
from sales_assets.contract.unpack import Plain, open_plain, straighten
from sales_assets.contract.values import DateOrder, DateStyle
from sales_assets.errors import Refused
from sales_assets.language import _, cause, mark

_LOOK = 20_000
"""Rows looked at to tell which of two columns is meant."""


def _nobody(_column: str) -> Collection[str]:
    return ()


@dataclass(frozen=True)
class Shop:
    """What reading a file takes from the shop it is of.

    Attributes:
        today: its civil day; a later date is future.
        max_quantity: largest quantity of a line, in units, either way.
        zone: its time zone; None leaves every day as written.
        known: gives the ids known of a canonical column; asked only where two columns of a file
            could be it.
        own: its own layouts.
        prices: whether its amounts are "ttc" or "ht"; "" is "ttc", without its VAT being told.
    """

    today: date
    max_quantity: int = 1_000_000
    zone: tzinfo | None = None
    known: Callable[[str], Collection[str]] = _nobody
    own: tuple[OwnLayout, ...] = ()
    prices: str = ""


class Reading:
    """One file being read.

    Attributes:
        name: the file's name, for messages.
        genre: its kind.
        dialect: how it is written.
        lignes: records read so far, header left out = acceptees + rejetees + vides.
        acceptees: records accepted.
        rejetees: records set aside.
        vides: records that hold nothing.
    """

    def __init__(
        self,
        plain: Plain,
        name: str,
        genre: Genre,
        dialect: Dialect,
        shop: Shop,
        block_rows: int,
        strays: int,
    ) -> None:
        """Keep what reading needs; nothing of the rows is read yet."""
        self.plain = plain
        self.name = name
        self.genre = genre
        self.dialect = dialect
        self._shop = shop
        self._block_rows = block_rows
        self._strays = strays
        self._styles: Styles | None = None
        self._repeated: frozenset[str] | None = None
        self._start()

    def _start(self) -> None:
        found = recognise(self.name)
        self._typist = Typist(
            self.name,
            self._shop.today,
            self._shop.max_quantity,
            found.jour if found else None,
            self._shop.zone,
            self.plain.workbook,
            own=of_name(self._shop.own, self.name),
        )
        self.lignes = self.acceptees = self.rejetees = self.vides = 0
        self._ended = False

    @property
    def encoding(self) -> str:
        """Python's name of the encoding."""
        return self.dialect.encoding

    @property
    def delimiter(self) -> str:
        """The character between two cells."""
        return self.dialect.delimiter

    @property
    def columns(self) -> dict[str, str]:
        """Canonical column to its title as written."""
        header = self.dialect.header
        return {name: header.titles[place] for name, place in header.places.items()}

    @property
    def ignored(self) -> list[str]:
        """Titles of the columns that are not read."""
        return list(self.dialect.header.ignored)

    @property
    def date_order(self) -> DateOrder | None:
        """How dates other than ISO are read; None while none was met."""
        return self._styles.dates.order if self._styles and self._styles.has_order else None

    @property
    def warnings(self) -> list[str]:
        """French sentences on what is odd but kept; complete once the blocks are exhausted."""
        return [*self._about_file(), *self._typist.notes.sentences(self.name)]

    def blocks(self) -> Iterator[Block]:
        """Yield typed rows and rejects, block after block; each call reads from the start.

        Raises:
            Refused: something further down makes the whole file unusable.
        """
        self._start()
        for batch in self._batches():
            sheet = lay_out(batch, self.dialect)
            self._check_conflict(sheet)
            block = self._type(sheet)
            self.lignes += len(batch.starts)
            self.vides += int(sheet.blank.sum())
            self.rejetees += int((sheet.why != 0).sum())
            self.acceptees = self.lignes - self.vides - self.rejetees
            yield block
        self._ended = True

    def _batches(self) -> Iterator[tape.Records]:
        return batches(self.plain.path, self.name, self.dialect, self._block_rows)

    def _type(self, sheet: Sheet) -> Block:
        if self.genre is Genre.MAGASINS:
            return rows.stores(sheet, self._typist)
        header = self.dialect.header
        if self._styles is None and is_needed(sheet.columns, header):
            self._styles = self._decide()
        styles = self._styles or Styles({}, DateStyle(zone=self._shop.zone))
        if self.genre is Genre.EVENEMENTS:
            return plans.events(sheet, styles)
        if self.genre is Genre.OBJECTIFS:
            return plans.objectives(sheet, self._typist, styles)
        if self.genre is not Genre.PRODUITS:
            return rows.sales(sheet, self._typist, styles)
        if header.variants:
            self._typist.repeated = self._find_repeated()
        return rows.products(sheet, self._typist, styles)

    def _decide(self) -> Styles:
        """Look at the whole file, since one late value may decide how all are read."""
        header, evidence = self.dialect.header, Evidence()
        places = {name: header.places[name] for name in (*NUMBERS, "date") if name in header.places}
        vague = {
            title: place
            for title, place in vague_titles(header).items()
            if normalise(title) not in self._typist.own.values
        }
        for batch in self._batches():
            evidence.add((name, batch.column(place)) for name, place in places.items())
            for title, place in vague.items():
                evidence.add_words(title, batch.column(place))
        return evidence.styles(header.decimal, self._shop.today, self._shop.zone)

    def _find_repeated(self) -> frozenset[str]:
        """Find the ids that stand on several lines of a catalogue with variants."""
        if self._repeated is None:
            counts: Counter[str] = Counter()
            for batch in self._batches():
                column = batch.column(self.dialect.header.places["ID_produit"])
                counts.update(column.texts[code] for code in column.codes.tolist())
            self._repeated = frozenset(text for text, count in counts.items() if count > 1)
        return self._repeated

    def _check_conflict(self, sheet: Sheet) -> None:
        for place in sheet.batch.odd:
            if dialects.is_conflict(sheet.batch.raw(place)):
                raise dialects.conflict(self.name, int(sheet.batch.starts[place]))

    def _about_file(self) -> Iterator[str]:
        if self.ignored:
            yield _("{nom} : colonnes ignorées, jamais enregistrées : {colonnes}.").format(
                nom=self.name, colonnes=quoted(self.ignored)
            )
        if self.dialect.header.till:
            yield _("{nom} : export reconnu, {caisse}.").format(
                nom=self.name, caisse=self.dialect.header.till
            )
        for left, taken in self.dialect.header.passed_over:
            yield _(
                "{nom} : {prise} est lue, et non {laissee} qui pourrait dire la même chose."
            ).format(nom=self.name, prise=quoted([taken]), laissee=quoted([left]))
        if self.dialect.title_lines:
            yield _(
                "{nom} : lignes de titre au-dessus de l’en-tête, laissées de côté : {nombre}."
            ).format(nom=self.name, nombre=self.dialect.title_lines)
        if self.plain.sheet:
            yield _("{nom} : feuille lue : {feuille}.").format(
                nom=self.name, feuille=quoted([self.plain.sheet])
            )
        if self._strays:
            yield _(
                "{nom} : lignes écrites dans un autre codage que le reste, lues une par une : "
                "{nombre}. Vérifiez-y les accents."
            ).format(nom=self.name, nombre=self._strays)
        if self.date_order is DateOrder.MOIS_JOUR:
            yield _(
                "{nom} : les dates sont lues mois d’abord (MM/JJ/AAAA), car certaines ne peuvent "
                "se lire qu’ainsi."
            ).format(nom=self.name)
        if self.date_order is DateOrder.MELANGE:
            yield _(
                "{nom} : des dates sont écrites jour d’abord et d’autres mois d’abord (un tableur "
                "les a sans doute inversées). Celles qui ne sont pas sûres sont mises de côté. "
                "Exportez le fichier de nouveau avec des dates AAAA-MM-JJ."
            ).format(nom=self.name)
        if self._ended and self.lignes == self.vides:
            yield _(
                "{nom} : le fichier n’a que son en-tête, aucune ligne. Rien n’est changé."
            ).format(nom=self.name)


def read(path: Path, *, name: str, genre: Genre, shop: Shop, block_rows: int = 100_000) -> Reading:
    """Open a file as what its name says it is.

    Args:
        path: where its content is (an archive may have another name).
        name: its name, for messages, its endings, and the day it may carry.
        genre: its kind.
        shop: what reading takes from the shop.
        block_rows: most rows a block.

    Raises:
        Refused: no regular or readable file, no table, or a header that does not agree.
    """
    try:
        _check_regular(path, name)
        return _opened(path, name, genre, shop, block_rows)
    except OSError as error:
        raise _unreadable(name, error) from error


def _opened(path: Path, name: str, genre: Genre, shop: Shop, block_rows: int) -> Reading:
    found = recognise(name)
    day = {"date": found.jour.isoformat()} if genre.is_sales and found and found.jour else {}
    own = of_name(shop.own, name)
    given = day | {**own.constants}
    plain = open_plain(path, name, lambda row: not missing(genre, row, given, own))
    text = scan(plain.path, name)
    strays = text.strays
    if strays:
        straighten(plain, encoding="utf-8", wrapped=False)
        text = scan(plain.path, name)
    dialect = dialects.detect(plain.path, name, genre, text, given, own)
    if dialect.wrapped:
        straighten(plain, encoding=text.encoding, wrapped=True)
        text = scan(plain.path, name)
        dialect = dialects.detect(plain.path, name, genre, text, given, own, unwrapped=True)
    if dialect.header.rivals:
        look = partial(batches, plain.path, name, dialect, _LOOK)
        dialect = replace(dialect, header=rivals.settled(name, dialect.header, look, shop.known))
    _check_tax(name, dialect.header.paid, shop.prices)
    return Reading(plain, name, genre, dialect, shop, block_rows, strays)


def _check_tax(name: str, title: str, prices: str) -> None:
    """Refuse amounts that cannot be added to the shop's: with VAT and without it.

    Raises:
        Refused: the title of what was paid says the other of the two.
    """
    said = layouts.tax(title)
    if said == "ht" != prices:
        raise Refused(
            mark(
                "{nom} : la colonne {titre} est hors taxes ; additionnée à des montants TTC, elle "
                "donnerait un faux chiffre d’affaires. Exportez les montants TTC ; ou, si tous "
                "vos fichiers sont hors taxes, réglez SALES_PRICES=ht."
            ),
            "hors_taxes",
            nom=name,
            titre=quoted([title]),
        )
    if said == "ttc" and prices == "ht":
        raise Refused(
            mark(
                "{nom} : la colonne {titre} est TTC, alors que SALES_PRICES=ht dit que les "
                "montants sont hors taxes. Exportez les montants hors taxes et retirez cette "
                "colonne ; ou, si tous vos fichiers sont TTC, réglez SALES_PRICES=ttc."
            ),
            "ttc",
            nom=name,
            titre=quoted([title]),
        )


def batches(path: Path, name: str, dialect: Dialect, size: int) -> Iterator[tape.Records]:
    """Yield the data records of a file, raising Refused for what the system cannot read."""
    try:
        width = len(dialect.header.titles)
        cutting = tape.Cutting(dialect.encoding, dialect.delimiter, dialect.skip, width)
        yield from tape.batches(path, name, cutting, size)
    except UnicodeDecodeError as error:
        raise undecodable(name) from error
    except OSError as error:
        raise _unreadable(name, error) from error


def raw_lines(reading: Reading, wanted: set[int]) -> dict[int, str]:
    """Return the raw text of the records that start at the wanted physical lines."""
    found: dict[int, str] = {}
    header = reading.dialect.header
    for batch in batches(reading.plain.path, reading.name, reading.dialect, 100_000):
        for place, line in enumerate(batch.starts.tolist()):
            if line in wanted:
                found[line] = public_text(batch.raw(place), header, reading.delimiter)
        if len(found) == len(wanted):
            break
    return found


def _check_regular(path: Path, name: str) -> None:
    if not path.is_file() and (path.exists() or path.is_symlink()):
        raise Refused(
            mark(
                "{nom} : ce n’est pas un fichier ordinaire (dossier, lien cassé…). "
                "Déposez un fichier CSV."
            ),
            "pas_un_fichier",
            nom=name,
        )


def _unreadable(name: str, error: OSError) -> Refused:
    return Refused(
        mark(
            "{nom} : le fichier ne peut pas être lu ({cause}). Vérifiez qu’il existe, qu’aucun "
            "programme ne le tient ouvert et que vous avez le droit de le lire."
        ),
        "illisible",
        nom=name,
        cause=cause(error),
    )
