"""What was checked, what was set aside and where it came from, in sentences and in euros.

What stays out: the rules (`rules`), the reasons' wording (`contract.reasons`), HTML. The raw text
of a rejected row is not shown: it may hold what its owner does not want on a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sales_assets.contract import reasons
from sales_assets.indicators import days, quality
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.rendering import Cell, Column, Table, escaped, own

SHOWN_REJECTS = 200


def build(context: Context) -> Iterator[Page]:
    """Return the page of checks, rejects, deliveries and day states."""
    snap = context.snap
    passed, run = context.controles
    failed = snap.controles[~snap.controles["reussi"].astype(bool)]
    body = rendering.render(
        "qualite.html",
        reussis=passed,
        faits=run,
        echecs=controls_table(failed),
        bloquants=int((failed["severite"] == "critical").sum()),
        controles=controls_table(_whole_first(snap.controles)),
        quarantaine=quality.quarantine(snap.rejets, snap.prix),
        raisons=_reasons(context),
        rejets=rejects_table(context, context.rejets.tail(SHOWN_REJECTS)),
        rejets_total=len(snap.rejets),
        rejets_montres=min(len(snap.rejets), SHOWN_REJECTS),
        rectifications=_corrections(context),
        livraisons=deliveries_table(snap.livraisons.iloc[::-1]),
        etats=_states(context),
    )
    words = _("Contrôles, lignes en quarantaine, livraisons.")
    yield Page("qualite.md", _("Qualité"), body, (), words, "qualite.html")


def _whole_first(controls: pd.DataFrame) -> pd.DataFrame:
    return controls.sort_values(["reussi", "asset", "regle", "portee"], kind="stable")


def controls_table(controls: pd.DataFrame) -> Table:
    """Return checks as sentences with their verdict: columns of `Snapshot.controles`."""
    columns = [
        Column(_("Règle")),
        Column(_("Verdict")),
        Column(_("Jugées"), _("lignes"), number=True),
        Column(_("Fautives"), _("lignes"), number=True),
        Column(_("Portée"), wide=True),
    ]
    rows = [
        [
            Cell(own(str(escaped(row.phrase)) + _examples(row.exemples))),
            _verdict(bool(row.reussi), str(row.severite)),
            rendering.whole(row.juges),
            rendering.whole(row.fautifs),
            Cell(_scope(row.asset, row.portee)),
        ]
        for row in rendering.records(controls)
    ]
    return Table(columns, rows, id="controles", sortable=len(rows) > 3)


def _verdict(passed: bool, severity: str) -> Cell:
    if passed:
        return Cell(
            own(f'<span class="v-verdict"><span class="v-point"></span> {_("réussi")}</span>')
        )
    words = _("échec, bloquant") if severity == "critical" else _("à regarder")
    mark = '<span class="v-point v-point--alerte"></span>'
    return Cell(own(f'<span class="v-verdict v-verdict--rouge">{mark} {words}</span>'))


def _scope(asset: object, scope: object) -> str:
    if formats.undefined(scope) or not str(scope):
        return str(asset)
    try:
        return f"{asset}, {formats.jour_moyen(date.fromisoformat(str(scope)))}"
    except ValueError:
        return f"{asset}, {scope}"


def _examples(text: object) -> str:
    """Return at most three failing rows in small print; the column holds a JSON list."""
    try:
        found = text if isinstance(text, list) else json.loads(str(text or "[]"))
    except ValueError:
        return ""
    shown = []
    for example in found[:3] if isinstance(found, list) else []:
        pairs = example.items() if isinstance(example, dict) else [("", example)]
        shown.append(", ".join(f"{key} {value}".strip() for key, value in pairs))
    if not shown:
        return ""
    label = _("par exemple")
    return f'<br><span class="v-ref">{label} {escaped(" ; ".join(shown))}</span>'


def explained(code: object) -> str:
    """Return the sentence of a reason; the code itself when it is not known here."""
    try:
        return reasons.explain(str(code))
    except ValueError:
        return str(code)


def _reasons(context: Context) -> Table:
    grouped = context.rejets.groupby("raison", sort=True)
    rows = []
    for reason, found in sorted(grouped, key=lambda pair: (-len(pair[1]), str(pair[0]))):
        known = found["montant"].dropna()
        shown = formats.euros(int(known.sum())) if len(known) else _("non chiffrable")
        value = int(known.sum()) if len(known) else None
        rows.append(
            [Cell(explained(reason)), rendering.whole(len(found)), rendering.number(shown, value)]
        )
    columns = [
        Column(_("Raison et remède")),
        Column(_("Lignes"), number=True),
        Column(_("CA concerné"), number=True),
    ]
    return Table(columns, rows)


def rejects_table(context: Context, rejects: pd.DataFrame, prefix: str = "") -> Table:
    """Return rejected rows (of `Context.rejets`): where they are, why, what they are worth."""
    names = dict(
        zip(context.snap.livraisons["livraison"], context.snap.livraisons["nom"], strict=True)
    )
    columns = [
        Column(_("Fichier")),
        Column(_("Ligne"), number=True),
        Column(_("Raison")),
        Column(_("Jour"), wide=True),
        Column(_("Montant"), number=True),
    ]
    rows = [
        [
            Cell(names.get(row.livraison, row.livraison)),
            rendering.whole(row.ligne),
            Cell(explained(row.raison)),
            _day(context, row.date, prefix),
            _worth(row.montant),
        ]
        for row in rendering.records(rejects)
    ]
    return Table(columns, rows, id="rejets", sortable=True, page=25)


def _worth(value: Any) -> Cell:
    if formats.undefined(value):
        return Cell(_("non chiffrable"), "")
    return rendering.euros(value)


def _day(context: Context, stamp: Any, prefix: str) -> Cell:
    if formats.undefined(stamp):
        return Cell(_("illisible"), "")
    day = formats.as_date(stamp)
    shown = formats.jour_court(day)
    if day not in context.fiches_connues:
        return Cell(own(shown), day.isoformat())
    return Cell(own(f'<a href="{context.lien_jour(day, prefix)}">{shown}</a>'), day.isoformat())


STATUSES = {
    "recue": "reçue",
    "lue": "lue",
    "chargee": "chargée",
    "en_attente": "en attente d’accord",
    "refusee": "refusée",
    "doublon": "déjà reçue",
}


def deliveries_table(deliveries: pd.DataFrame) -> Table:
    """Return deliveries with their digest and the account of their rows."""
    columns = [
        Column(_("Fichier")),
        Column(_("État")),
        Column(_("Lignes"), number=True),
        Column(_("Acceptées"), number=True, wide=True),
        Column(_("Rejetées"), number=True),
        Column(_("Vides"), number=True, wide=True),
        Column("SHA-256", wide=True),
    ]
    rows = [
        [
            Cell(own(_file(row.nom, row.message))),
            Cell(STATUSES.get(str(row.statut), str(row.statut))),
            rendering.whole(row.lignes),
            rendering.whole(row.acceptees),
            rendering.whole(row.rejetees),
            rendering.whole(row.vides),
            _digest(str(row.sha256)),
        ]
        for row in rendering.records(deliveries)
    ]  # fmt: skip
    return Table(columns, rows, id="livraisons", sortable=len(rows) > 3, page=25)


def _digest(sha256: str) -> Cell:
    whole, short = escaped(sha256), escaped(sha256[:12])
    return Cell(own(f'<code title="{whole}">{short}…</code>'), sha256)


def _file(name: object, message: object) -> str:
    text = "" if formats.undefined(message) else str(message)
    small = f'<br><span class="v-note">{escaped(text)}</span>' if text else ""
    return f"{escaped(str(name))}{small}"


def _corrections(context: Context) -> Table:
    frame = context.snap.rectifications
    columns = [
        Column(_("Jour")),
        Column(_("Magasin")),
        Column(_("CA avant"), number=True),
        Column(_("CA après"), number=True),
        Column(_("Écart"), number=True),
    ]
    rows = [
        [
            _day(context, row.date, ""),
            Cell(context.nom_magasin(str(row.ID_magasin))),
            rendering.euros(row.ca_avant_e4),
            rendering.euros(row.ca_apres_e4),
            rendering.number(
                formats.euros(int(row.ca_apres_e4) - int(row.ca_avant_e4), signe=True),
                int(row.ca_apres_e4) - int(row.ca_avant_e4),
            ),
        ]
        for row in rendering.records(frame.iloc[::-1].head(SHOWN_REJECTS))
    ]
    return Table(columns, rows, id="rectifications", sortable=True, page=25)


@dataclass(frozen=True)
class States:
    """How many known days are in each state, and which ones miss their file."""

    comptes: list[tuple[str, int]]
    manquants: list[date]
    taux: Any
    du: date
    au: date


def _states(context: Context) -> States | None:
    etats = context.snap.etats
    known = days.known(etats)
    if known is None:
        return None
    counts = etats["etat"].value_counts()
    names = [
        ("vendu", _("jours vendus")),
        ("zero", _("jours sans aucune vente (vrais zéros)")),
        ("ferme", _("jours fermés")),
        ("absent", _("jours dont le fichier manque")),
        ("quarantaine", _("jours en quarantaine")),
    ]
    return States(
        [(words, int(counts.get(state, 0))) for state, words in names],
        days.missing_days(etats, *known),
        quality.completeness(etats, *known),
        *known,
    )
