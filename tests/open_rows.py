"""Which quarantined rows nothing has put right: an oracle, which derives it from the other tables.

It knows nothing of `rejets.clos_par` nor of the code that fills it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Row = tuple[int, int]
Ask = Callable[[str], list[tuple[Any, ...]]]
"""Answers a query with its rows."""

_ROWS = """
SELECT r.livraison, r.ligne, r.date, r."ID_magasin", r.raison, r.colonne,
       l.nom, l.genre, l.jour, l.acceptees, r.clos_par
FROM rejets AS r JOIN livraisons AS l ON l.livraison = r.livraison
"""
_CELLS = 'SELECT date, "ID_magasin", livraison FROM totaux_magasin_jour'
_FILES = "SELECT livraison, nom, genre, statut, sha256 FROM livraisons"
_GATE = ("produit_inconnu", "magasin_inconnu", "hors_regle", "controle_bloquant", "date_future")


def noted_open(ask: Ask) -> set[Row]:
    """The rows that the table says are open."""
    return {(row[0], row[1]) for row in ask(_ROWS) if row[10] is None}


def derived_open(ask: Ask) -> set[Row]:
    """The rows that are open by what the tables hold now."""
    rows = ask(_ROWS)
    cells = {(day, store): owner for day, store, owner in ask(_CELLS)}
    files = ask(_FILES)
    contents = {number: sha256 for number, _nom, _genre, _statut, sha256 in files}

    def put_right(row: tuple[Any, ...], newer: tuple[Any, ...]) -> bool:
        number, _line, day, store, reason, _column, name, kind, named_day, accepted, _by = row
        newer_number, newer_name, newer_kind, state, sha256 = newer
        if kind not in ("historique", "jour"):
            return newer_kind == kind and state == "chargee"
        if any(
            held_day == day
            and owner != number
            and contents[owner] == sha256
            and (held_store == store or newer_name == name)
            for (held_day, held_store), owner in cells.items()
        ):
            return True
        if (day, store) not in cells and state == "chargee":
            for other in rows:
                waits = other[4] in _GATE or (other[4], other[5]) == ("prix_invalide", "prix")
                if waits and other[0] == newer_number and (day, store) == (other[2], other[3]):
                    return day is not None and store is not None
        return (
            newer_name == name
            and state in ("chargee", "doublon")
            and (day is None or reason == "date_future")
            and (kind == "historique" or named_day is not None or accepted > 0)
            and number not in cells.values()
        )

    return {
        (row[0], row[1])
        for row in rows
        if not any(one[0] > row[0] and put_right(row, one) for one in files)
    }
