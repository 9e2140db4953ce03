"""What the archive says of itself: beside each content, how it was received and what followed.

With it a lost base is made again (`loading/rebuilding.py`). A record is written once the base has
it, so one that the base does not know tells that the base is not the one of before: lost, emptied,
or an older copy. `dernier.json` has the last delivery and pass recorded, so that a run looks at one
file. What stays out: the contents (`archive.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sales_assets.errors import BaseBehind
from sales_assets.inbox import archive, sealed
from sales_assets.language import mark
from sales_assets.warehouse import journal
from sales_assets.warehouse.engine import Transaction, Warehouse
from sales_assets.warehouse.journal import Pass, Receipt

_RECORD = "registre.json"
_LAST = "dernier.json"
_PUT_ASIDE = "registre.ecarte.json"


@dataclass(frozen=True)
class _Last:
    """The last delivery recorded, its content, and the last pass."""

    livraison: int
    sha256: str
    passage: int


def follow(warehouse: Warehouse, folder: Path) -> None:
    """Record what the base knows and the archive does not yet.

    Raises:
        BaseBehind: The archive knows what the base does not.
    """
    last = _last(folder)
    with warehouse.read() as connection:
        _check(connection, folder, last)
        _record(connection, folder, journal.touched(connection, last.livraison, last.passage))


def check(warehouse: Warehouse, folder: Path) -> None:
    """Check that the base knows all that the archive has recorded.

    Raises:
        BaseBehind: It does not.
    """
    last = _last(folder)
    with warehouse.read() as connection:
        _check(connection, folder, last)


def verify(warehouse: Warehouse, folder: Path) -> None:
    """Check every content of the ledger, and write every record again.

    Raises:
        BaseBehind: The archive knows what the base does not.
        ArchiveError: A content is missing or damaged.
    """
    last = _last(folder)
    with warehouse.read() as connection:
        _check(connection, folder, last)
        known = journal.contents(connection)
        _record(connection, folder, known)
        told = journal.told(connection, known)
    for sha256, receipts in sorted(told.items()):
        archive.verify(folder, sha256, receipts[-1][0].nom)


def adopt(warehouse: Warehouse, folder: Path) -> None:
    """Take the base for the truth, as after a restoration: what it does not know is put aside."""
    (folder / _LAST).unlink(missing_ok=True)
    with warehouse.read() as connection:
        known = journal.contents(connection)
        for path in folder.glob(f"*/{_RECORD}"):
            if path.parent.name not in known:
                path.replace(path.with_name(_PUT_ASIDE))
        _record(connection, folder, known)


def read(folder: Path) -> tuple[list[Receipt], list[Pass]]:
    """All that the archive has recorded, in order."""
    found = list(_read(folder))
    receipts = sorted((one for one, _passes in found), key=lambda one: one.livraison)
    passes = sorted((one for _receipt, some in found for one in some), key=lambda one: one.passage)
    return receipts, passes


def unrecorded(folder: Path) -> int:
    """How many contents of the archive have no record that can be read."""
    contents = folder.glob(f"*/{archive.NAME}")
    return sum(sealed.read(path.with_name(_RECORD)) is None for path in contents)


def _last(folder: Path) -> _Last:
    """The last thing recorded; out of all the records where it is not told."""
    found = sealed.read(folder / _LAST)
    if found is not None:
        return _Last(**found)
    receipts, passes = read(folder)
    if not receipts:
        return _Last(0, "", 0)
    number = max((one.passage for one in passes), default=0)
    return _Last(receipts[-1].livraison, receipts[-1].sha256, number)


def _check(connection: Transaction, folder: Path, last: _Last) -> None:
    delivery, number = journal.extent(connection)
    if last.livraison == 0:
        return
    same = journal.content_of(connection, last.livraison) == last.sha256
    if same and number >= last.passage:
        return
    known = journal.contents(connection)
    unknown = [one for one in read(folder)[0] if one.sha256 not in known]
    raise BaseBehind(
        mark(
            "La base n’est plus celle d’avant : perdue, vidée ou remplacée par une plus ancienne. "
            "L’archive a noté {notees} livraisons, la base en connaît {connues}{exemple}. Refaites "
            "la base depuis l’archive : sales-assets rebuild. D’ici là rien n’est chargé, et le "
            "dernier site publié reste en place."
        ),
        notees=last.livraison,
        connues=delivery,
        exemple=f" ({unknown[-1].nom})" if unknown else "",
    )


def _record(connection: Transaction, folder: Path, contents: set[str]) -> None:
    """Write the records of these contents, then what the last thing recorded is."""
    if not contents:
        return
    for sha256, receipts in journal.told(connection, contents).items():
        place = folder / sha256
        if place.is_dir():  # else it was received by another machine
            written = [_written(*one) for one in receipts]
            sealed.write(place / _RECORD, {"sha256": sha256, "receptions": written})
    delivery, number = journal.extent(connection)
    content = journal.content_of(connection, delivery)
    last = {"livraison": delivery, "sha256": content, "passage": number}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed.write(folder / _LAST, last)
    os.sync()


def _written(receipt: Receipt, passes: list[Pass]) -> dict[str, Any]:
    named = {name: value for name, value in vars(receipt).items() if name != "sha256"}
    followed = [
        {"passage": one.passage, "jour": one.jour.isoformat(), "decisions": one.decisions}
        for one in passes
    ]
    day = receipt.jour.isoformat() if receipt.jour else None
    return {**named, "jour": day, "recue_le": receipt.recue_le.isoformat(), "passages": followed}


def _read(folder: Path) -> Iterator[tuple[Receipt, list[Pass]]]:
    for path in sorted(folder.glob(f"*/{_RECORD}")):
        record = sealed.read(path)
        if record is None or record["sha256"] != path.parent.name:
            continue
        for one in record["receptions"]:
            passes = one.pop("passages")
            day = date.fromisoformat(one["jour"]) if one["jour"] else None
            received = datetime.fromisoformat(one["recue_le"])
            fields = {**one, "jour": day, "recue_le": received, "sha256": record["sha256"]}
            receipt = Receipt(**fields)
            yield receipt, [_pass(receipt, found) for found in passes]


def _pass(receipt: Receipt, found: dict[str, Any]) -> Pass:
    day = date.fromisoformat(found["jour"])
    return Pass(found["passage"], receipt.livraison, day, found["decisions"])
