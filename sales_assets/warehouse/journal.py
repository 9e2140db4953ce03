"""What is needed to make the base again: each delivery as it was received, each pass over them.

A pass comes after a delivery and before the next one. It has its day, for what is to come becomes
due, and what a person decided. What stays out: where this is kept beside the base
(`inbox/records.py`), and doing it all again (`loading/rebuilding.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select

from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.schema import livraisons, metadata, passages

_SOME = 400
_CATALOGUE = "catalogue"
_LIMITS = "limits"


@dataclass(frozen=True)
class Receipt:
    """A file content as it was received.

    `jour` is the day in its name; `correspondances` what the shop said of such files then
    (`own_layouts.written`), None where that is not known.
    """

    livraison: int
    nom: str
    sha256: str
    genre: str
    jour: date | None
    octets: int
    recue_le: datetime
    correspondances: str | None = None


@dataclass(frozen=True)
class Pass:
    """A pass on a day, after the delivery `apres`.

    Attributes:
        decisions: What a person decided, by the names of `loading.passes.Decisions`.
        catalogue: Whether it stopped at the catalogue.
    """

    passage: int
    apres: int
    jour: date
    decisions: dict[str, Any] = field(default_factory=dict)

    @property
    def catalogue(self) -> bool:
        """See above."""
        return _CATALOGUE in self.decisions


def begin(connection: Transaction, today: date, decisions: dict[str, Any]) -> None:
    """Note that a pass begins; a second one of the day with nothing new nor decided is the same."""
    lasting = decisions.keys() <= {_LIMITS}
    if not lasting or _last(connection) != (*_now(connection, today), decisions):
        _add(connection, today, decisions)


def begin_catalogue(connection: Transaction, today: date, limits: dict[str, Any]) -> None:
    """Note that a catalogue is loaded, ahead of the pass: a price holds from that day."""
    last = _last(connection)
    if last is None or last[:2] != _now(connection, today):
        _add(connection, today, {_CATALOGUE: True, **({_LIMITS: limits} if limits else {})})


def limits(connection: Transaction) -> dict[str, Any]:
    """The limits of the last pass that went beyond the catalogue."""
    written = select(passages.c.decisions).order_by(passages.c.passage.desc())
    for text in connection.execute(written).scalars():
        decisions = json.loads(text)
        if _CATALOGUE not in decisions:
            return dict(decisions.get(_LIMITS, {}))
    return {}


def _last(connection: Transaction) -> tuple[int, date, dict[str, Any]] | None:
    """After which delivery, on which day and with what the last pass was."""
    columns = (passages.c.apres, passages.c.jour, passages.c.decisions)
    query = select(*columns).order_by(passages.c.passage.desc()).limit(1)
    found = connection.execute(query).one_or_none()
    return (found[0], found[1], json.loads(found[2])) if found else None


def _now(connection: Transaction, today: date) -> tuple[int, date]:
    return extent(connection)[0], today


def _add(connection: Transaction, today: date, decisions: dict[str, Any]) -> None:
    after, number = extent(connection)
    record(connection, [Pass(number + 1, after, today, decisions)])


def record(connection: Transaction, found: Iterable[Pass]) -> None:
    """Enter passes under their numbers, or the next ones where these are taken."""
    following = extent(connection)[1] + 1
    rows = [
        {**vars(one), "passage": max(one.passage, number), "decisions": json.dumps(one.decisions)}
        for number, one in enumerate(found, following)
    ]
    if rows:
        connection.execute(insert(passages), rows)


def extent(connection: Transaction) -> tuple[int, int]:
    """The numbers of the last delivery and of the last pass; 0 before the first."""
    ends = (func.max(livraisons.c.livraison), func.max(passages.c.passage))
    delivery, number = (connection.execute(select(end)).scalar() or 0 for end in ends)
    return delivery, number


def touched(connection: Transaction, delivery: int, number: int) -> set[str]:
    """The contents received, or passed over, after this delivery and this pass: their SHA-256."""
    later = select(passages.c.apres).where(passages.c.passage > number)
    new = or_(livraisons.c.livraison > delivery, livraisons.c.livraison.in_(later))
    return set(connection.execute(select(livraisons.c.sha256).where(new)).scalars())


def told(
    connection: Transaction, contents: Iterable[str]
) -> dict[str, list[tuple[Receipt, list[Pass]]]]:
    """Each receipt of these contents, with the passes between it and the next delivery."""
    names = list(Receipt.__dataclass_fields__)
    found: dict[str, list[tuple[Receipt, list[Pass]]]] = {}
    asked = sorted(contents)
    for some in (asked[start : start + _SOME] for start in range(0, len(asked), _SOME)):
        query = select(*(livraisons.c[name] for name in names)).order_by(livraisons.c.livraison)
        mine = livraisons.c.sha256.in_(some)
        receipts = [Receipt(*row) for row in connection.execute(query.where(mine))]
        after = passages.c.apres.in_(select(livraisons.c.livraison).where(mine))
        rows = connection.execute(select(passages).where(after).order_by(passages.c.passage))
        passed: dict[int, list[Pass]] = {}
        for number, apres, day, decisions in rows:
            passed.setdefault(apres, []).append(Pass(number, apres, day, json.loads(decisions)))
        for one in receipts:
            found.setdefault(one.sha256, []).append((one, passed.get(one.livraison, [])))
    return found


def forget(connection: Transaction) -> None:
    """Empty every table, for a base to be made again."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))


def contents(connection: Transaction) -> set[str]:
    """The SHA-256 of every content ever received."""
    return set(connection.execute(select(livraisons.c.sha256)).scalars())


def content_of(connection: Transaction, delivery: int) -> str | None:
    """The SHA-256 of what came as this delivery."""
    query = select(livraisons.c.sha256).where(livraisons.c.livraison == delivery)
    return connection.execute(query).scalar()
