"""The door of the room: a file of a known kind to a stream of typed rows and rejects.

What goes in: `read`, its `Reading`, and the raw text of chosen records. What stays out: finding
files and keeping them (`inbox`), knowing products and stores (`loading`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sales_assets.contract import dialect as dialects
from sales_assets.contract import rows, tape
from sales_assets.contract.dialect import Dialect
from sales_assets.contract.encoding import undecodable
from sales_assets.contract.headers import quoted
from sales_assets.contract.names import Genre, recognise
from sales_assets.contract.privacy import public_text
from sales_assets.contract.rows import Block, Typist
from sales_assets.contract.sheet import Sheet, lay_out
from sales_assets.contract.values import DateOrder, day_month_readings
from sales_assets.errors import Refused
from sales_assets.language import _, cause, mark


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
        path: Path,
        name: str,
        genre: Genre,
        dialect: Dialect,
        *,
        today: date,
        max_quantity: int,
        block_rows: int,
    ) -> None:
        """Keep what reading needs; nothing of the rows is read yet."""
        self.path = path
        self.name = name
        self.genre = genre
        self.dialect = dialect
        self._today = today
        self._limit = max_quantity
        self._block_rows = block_rows
        self._order: DateOrder | None = None
        self._start()

    def _start(self) -> None:
        found = recognise(self.name)
        jour = found.jour if found else None
        self._typist = Typist(self.name, self._today, self._limit, jour)
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
        return self._order

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
        return batches(self.path, self.name, self.dialect, self._block_rows)

    def _type(self, sheet: Sheet) -> Block:
        if self.genre is Genre.PRODUITS:
            return rows.products(sheet, self._typist)
        if self.genre is Genre.MAGASINS:
            return rows.stores(sheet, self._typist)
        if self._order is None and any(map(day_month_readings, sheet.columns["date"].texts)):
            self._order = self._decide_order()
        return rows.sales(sheet, self._typist, self._order or DateOrder.JOUR_MOIS)

    def _decide_order(self) -> DateOrder:
        """Read the date column of the whole file, since one late value may decide it."""
        place = self.dialect.header.places["date"]
        day_only = month_only = 0
        for batch in self._batches():
            for text in batch.column(place).texts:
                day_first, month_first = day_month_readings(text) or (None, None)
                day_only += month_first is None and day_first is not None
                month_only += day_first is None and month_first is not None
        return DateOrder.decide(day_only, month_only)

    def _check_conflict(self, sheet: Sheet) -> None:
        for place in sheet.batch.odd:
            if dialects.is_conflict(sheet.batch.raw(place)):
                raise dialects.conflict(self.name, int(sheet.batch.starts[place]))

    def _about_file(self) -> Iterator[str]:
        if self.ignored:
            yield _("{nom} : colonnes ignorées, jamais enregistrées : {colonnes}.").format(
                nom=self.name, colonnes=quoted(self.ignored)
            )
        if self.dialect.mixed:
            yield _(
                "{nom} : des accents semblent abîmés (« Ã© » pour « é »). Enregistrez le fichier "
                "en « CSV UTF-8 »."
            ).format(nom=self.name)
        if self._order is DateOrder.MOIS_JOUR:
            yield _(
                "{nom} : les dates sont lues mois d’abord (MM/JJ/AAAA), car certaines ne peuvent "
                "se lire qu’ainsi."
            ).format(nom=self.name)
        if self._order is DateOrder.MELANGE:
            yield _(
                "{nom} : des dates sont écrites jour d’abord et d’autres mois d’abord (un tableur "
                "les a sans doute inversées). Celles qui ne sont pas sûres sont mises de côté. "
                "Exportez le fichier de nouveau avec des dates AAAA-MM-JJ."
            ).format(nom=self.name)
        if self._ended and self.lignes == self.vides:
            yield _(
                "{nom} : le fichier n’a que son en-tête, aucune ligne. Rien n’est changé."
            ).format(nom=self.name)


def read(
    path: Path,
    *,
    name: str,
    genre: Genre,
    today: date,
    max_quantity: int = 1_000_000,
    block_rows: int = 150_000,
) -> Reading:
    """Open a file as what its name says it is.

    Args:
        path: where its content is (an archive may have another name).
        name: its name, for messages and for the day it may carry.
        genre: its kind.
        today: civil day of the shop; a later date is future.
        max_quantity: largest quantity of a line, either way.
        block_rows: most rows a block.

    Raises:
        Refused: no regular or readable file, no CSV, or a header that does not agree.
    """
    dialect = _detect(path, name, genre)
    return Reading(
        path,
        name,
        genre,
        dialect,
        today=today,
        max_quantity=max_quantity,
        block_rows=block_rows,
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


def raw_lines(path: Path, reading: Reading, wanted: set[int]) -> dict[int, str]:
    """Return the raw text of the records that start at the wanted physical lines."""
    found: dict[int, str] = {}
    header = reading.dialect.header
    for batch in batches(path, reading.name, reading.dialect, 100_000):
        for place, line in enumerate(batch.starts.tolist()):
            if line in wanted:
                found[line] = public_text(batch.raw(place), header, reading.delimiter)
        if len(found) == len(wanted):
            break
    return found


def _detect(path: Path, name: str, genre: Genre) -> Dialect:
    try:
        if not path.is_file() and (path.exists() or path.is_symlink()):
            raise Refused(
                mark(
                    "{nom} : ce n’est pas un fichier ordinaire (dossier, lien cassé…). "
                    "Déposez un fichier CSV."
                ),
                "pas_un_fichier",
                nom=name,
            )
        return dialects.detect(path, name, genre)
    except OSError as error:
        raise _unreadable(name, error) from error


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
