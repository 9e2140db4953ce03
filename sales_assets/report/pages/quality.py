"""What was checked, what was set aside and where it came from, in sentences and in euros.

What stays out: the rules (`rules`), the reasons' wording (`contract.reasons`), HTML. The raw text
of a rejected row is not shown: it may hold what its owner does not want on a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sales_assets.indicators import days, quality
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import grid, rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.registers import (
    controls_table,
    day_cell,
    deliveries_table,
    explained,
    rejects_table,
)
from sales_assets.report.pages.rendering import Scope
from sales_assets.report.pages.rows import Delivery, records
from sales_assets.report.pages.tables import Cell, Column, Table, filled

SHOWN_REJECTS = 200
SHOWN_DELIVERIES = 10


def build(context: Context) -> Iterator[Page]:
    """Return the page of checks, rejects, deliveries and day states."""
    snap = context.snap
    passed, run = context.checks
    failed = snap.controles[~snap.controles["reussi"].astype(bool)]
    squares = grid.grid(context)
    body = rendering.render(
        "qualite.html",
        refus=[row.message for row in records(quality.unsettled(snap.livraisons), Delivery)],
        reussis=passed,
        faits=run,
        echecs=controls_table(failed, "echecs"),
        bloquants=int((failed["severite"] == "critical").sum()),
        controles=controls_table(_whole_first(snap.controles)),
        quarantaine=quality.quarantine(snap.rejets, snap.prix),
        raisons=_reasons(context),
        rejets=rejects_table(context, context.rejected.tail(SHOWN_REJECTS)),
        rejets_total=len(snap.rejets),
        rejets_montres=min(len(snap.rejets), SHOWN_REJECTS),
        rectifications=len(snap.rectifications),
        rectifie_e4=int(
            (snap.rectifications["ca_apres_e4"] - snap.rectifications["ca_avant_e4"]).sum()
        ),
        identiques=int(snap.livraisons["identiques"].sum()),
        livraisons=deliveries_table(snap.livraisons.iloc[::-1].head(SHOWN_DELIVERIES)),
        livraisons_total=len(snap.livraisons),
        etats=_states(context),
        grille=squares,
        a_regarder=_to_watch(context, squares),
    )
    words = _("Contrôles, lignes en quarantaine, livraisons.")
    yield Page("qualite.md", _("Qualité"), body, (), words)


def _whole_first(controls: pd.DataFrame) -> pd.DataFrame:
    return controls.sort_values(["reussi", "asset", "regle", "portee"], kind="stable")


def _reasons(context: Context) -> Table:
    columns = [
        Column.plain(_("Raison et remède")),
        Column.plain(_("Lignes"), number=True),
        Column.of("ca_quarantaine"),
    ]
    grouped = context.rejected.groupby("raison", sort=True)
    rows = []
    for reason, found in sorted(grouped, key=lambda pair: (-len(pair[1]), str(pair[0]))):
        known = found["montant"].dropna()
        worth = int(known.sum()) if len(known) else Cell(_("non chiffrable"), "")
        rows.append(filled(columns, explained(reason), len(found), worth))
    span = days.known(context.snap.etats)
    return Table(columns, rows, scope=Scope(*span) if span else None)


def _to_watch(context: Context, found: grid.Grid | None) -> Table:
    columns = [Column.plain(_("Jour")), Column.plain(_("À regarder"))]
    rows = [
        [_span(context, first, last), Cell(_(" ; ").join(words))]
        for first, last, words in (grid.to_watch(found) if found else ())
    ]
    return Table(columns, rows, page=15, id="jours-a-regarder", sortable=len(rows) > 3)


def _span(context: Context, first: date, last: date) -> Cell:
    """A cell for a day, or for a run of them."""
    return (
        day_cell(context, first, "")
        if first == last
        else Cell(formats.span_words(first, last), first.isoformat())
    )


@dataclass(frozen=True)
class States:
    """How many known days are in each state, and which runs of them miss their file."""

    counts: list[tuple[str, int]]
    missing: list[tuple[date, date]]
    rate: Any
    first: date
    last: date

    @property
    def scope(self) -> Scope:
        """All the days known."""
        return Scope(self.first, self.last)


def _states(context: Context) -> States | None:
    states = context.snap.etats
    known = days.known(states)
    if known is None:
        return None
    counts = states["etat"].value_counts()
    names = [
        ("vendu", _("jours vendus")),
        ("zero", _("jours sans aucune vente (vrais zéros)")),
        ("ferme", _("jours fermés")),
        ("absent", _("jours dont le fichier manque")),
        ("quarantaine", _("jours en quarantaine")),
    ]
    return States(
        [(words, int(counts.get(state, 0))) for state, words in names],
        days.runs(days.missing_days(states, *known)),
        quality.completeness(states, *known),
        *known,
    )
