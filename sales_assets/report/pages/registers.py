"""Tables of checks, rejected rows and deliveries, shown on the quality page and on each day.

The raw text of a rejected row is not shown: it may hold what its owner does not want on a page.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
from markupsafe import Markup

from sales_assets.contract import reasons
from sales_assets.language import _, mark, plural
from sales_assets.report import formats
from sales_assets.report.pages import tables
from sales_assets.report.pages.cells import day_link
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rendering import escaped, own, piece
from sales_assets.report.pages.rows import Check, Delivery, Rejected, records
from sales_assets.report.pages.tables import Cell, Column, Table, filled

TITLES = {
    "ID_produit": mark("produit"),
    "ID_magasin": mark("magasin"),
    "ligne": mark("ligne"),
    "nom": mark("nom"),
    "nom_produit": mark("nom"),
    "ville": mark("ville"),
    "rayon": mark("rayon"),
    "fournisseur": mark("fournisseur"),
    "stock": mark("stock"),
    "nombre_salaries": mark("salariés"),
    "lignes": mark("lignes"),
    "quantite": mark("quantité"),
    "prix": mark("prix"),
    "prix_unitaire": mark("prix unitaire"),
    "prix_applique": mark("prix appliqué"),
    "montant": mark("montant"),
    "remise": mark("remise"),
    "taux_remise": mark("taux de remise"),
    "cout": mark("coût d’achat"),
    "cout_unitaire": mark("coût d’achat"),
    "taux_tva": mark("taux de TVA"),
    "ca": mark("CA"),
    "total": mark("total"),
    "ht": mark("montant hors taxes"),
    "tva": mark("TVA"),
    "ticket": mark("ticket"),
    "heure": mark("heure"),
}
"""A column of a failing row, without its scale ("_e4"), in the shop's words; one of the owner's own
rules that is not here keeps its name."""
INTERNAL = frozenset({"numero", "ttc", "produit_connu", "magasin_connu"})
"""What was worked out to judge the row, and is not written in it."""


def controls_table(controls: pd.DataFrame, id: str = "controles") -> Table:
    """Return checks as sentences with their verdict: columns of `Snapshot.controles`."""
    columns = [
        Column.plain(_("Règle")),
        Column.plain(_("Verdict")),
        Column.plain(_("Gravité"), wide=True),
        Column.plain(_("Jugées"), _("lignes"), number=True),
        Column.plain(_("Fautives"), _("lignes"), number=True),
        Column.plain(_("Portée"), wide=True),
    ]
    rows = [
        filled(
            columns,
            Cell(piece("example", _(row.phrase), own(_("par exemple")), _examples(row.exemples))),
            _verdict(bool(row.reussi), str(row.severite)),
            _("bloquante") if row.severite == "critical" else _("avertissement"),
            row.juges,
            row.fautifs,
            _scope(row.asset, row.portee),
        )
        for row in records(controls, Check)
    ]
    return Table(columns, rows, id=id, sortable=len(rows) > 3)


def _verdict(passed: bool, severity: str) -> Cell:
    if passed:
        return Cell(piece("verdict", own(_("réussi")), loud=False))
    words = _("échec, bloquant") if severity == "critical" else _("à regarder")
    return Cell(piece("verdict", own(words), loud=True))


def _scope(asset: object, scope: object) -> str:
    table = _(str(asset))
    if formats.undefined(scope) or not str(scope):
        return table
    try:
        return f"{table}, {formats.medium_day(date.fromisoformat(str(scope)))}"
    except ValueError:
        return f"{table}, {scope}"


def _examples(text: object) -> Markup:
    """Return at most three failing rows in small print; the column holds a JSON list."""
    try:
        found = text if isinstance(text, list) else json.loads(str(text or "[]"))
    except ValueError:
        return own("")
    shown: list[str] = []
    for example in found[:3] if isinstance(found, list) else []:
        pairs = example.items() if isinstance(example, dict) else [("", example)]
        told = (pair for pair in pairs if pair[0] not in INTERNAL and pair[1] is not None)
        shown.append(", ".join(_said(*pair) for pair in told))
    return own(_(" ; ").join(shown))


def _said(column: str, value: object) -> str:
    """A value of a failing row as a person writes it, after the title of its column; encoded."""
    if column == "date":
        return str(escaped(formats.short_day(date.fromisoformat(str(value)[:10]))))
    name = column.removesuffix("_e4").removesuffix("_e3")
    title = escaped(_(TITLES[name])) if name in TITLES else piece("code", name)
    return f"{title} {escaped(_written(column, value))}"


def _written(column: str, value: object) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if not isinstance(value, int | float) or value != int(value):
        return str(value)
    if column.endswith("_e3"):
        return formats.quantity(int(value))
    if column.startswith("taux_"):
        return formats.percent(Fraction(int(value), 10_000))
    return formats.exact_euros(int(value)) if column.endswith("_e4") else formats.whole(int(value))


def explained(code: object, column: object = "") -> str:
    """Return the sentence of a reason; the code itself when it is not known here."""
    try:
        return reasons.explain(str(code), column)
    except ValueError:
        return str(code)


def rejects_table(context: Context, rejects: pd.DataFrame, prefix: str = "") -> Table:
    """Return rejected rows (of `Context.rejets`): where they are, why, what they are worth."""
    names = dict(
        zip(context.snap.livraisons["livraison"], context.snap.livraisons["nom"], strict=True)
    )
    columns = [
        Column.plain(_("Fichier")),
        Column.plain(_("Ligne"), number=True),
        Column.plain(_("Raison")),
        Column.plain(_("Jour"), wide=True),
        Column.of("ca_quarantaine", _("Montant"), proof=False),
    ]
    rows = [
        filled(
            columns,
            names.get(row.livraison, row.livraison),
            row.ligne,
            explained(row.raison, row.colonne),
            day_cell(context, row.date, prefix),
            Cell(_("non chiffrable"), "") if formats.undefined(row.montant) else row.montant,
        )
        for row in records(rejects, Rejected)
    ]
    return Table(columns, rows, id="rejets", sortable=True, page=25)


def day_cell(context: Context, stamp: Any, prefix: str) -> Cell:
    """A cell for a day that may be unreadable, leading to its sheet where it has one."""
    if formats.undefined(stamp):
        return Cell(_("illisible"), "")
    day = formats.as_date(stamp)
    shown = formats.short_day(day)
    return Cell(day_link(context, day, shown, prefix), day.isoformat())


STATUSES = {
    "recue": mark("reçue"),
    "lue": mark("lue"),
    "chargee": mark("chargée"),
    "en_attente": mark("en attente d’accord"),
    "refusee": mark("refusée"),
    "doublon": mark("déjà reçue"),
}


def deliveries_table(deliveries: pd.DataFrame) -> Table:
    """Return deliveries with their digest and the account of their rows."""
    columns = [
        Column.plain(_("Fichier")),
        Column.plain(_("État")),
        Column.plain(_("Lignes"), number=True),
        Column.plain(_("Acceptées"), number=True, wide=True),
        Column.plain(_("Rejetées"), number=True),
        Column.plain(_("Vides"), number=True, wide=True),
        Column.plain(_("Empreinte"), wide=True),
    ]
    rows = [
        filled(
            columns,
            Cell(_file(row)),
            _(STATUSES.get(str(row.statut), str(row.statut))),
            row.lignes,
            row.acceptees,
            row.rejetees,
            row.vides,
            _digest(str(row.sha256)),
        )
        for row in records(deliveries, Delivery)
    ]
    return Table(columns, rows, id="livraisons", sortable=len(rows) > 3, page=25)


def all_deliveries_table(deliveries: pd.DataFrame) -> Table:
    """Return every delivery, with its number and when it was received."""
    known = deliveries_table(deliveries)
    columns = [
        Column.plain(_("N°"), number=True),
        Column.plain(_("Reçue le"), wide=True),
        *known.columns,
    ]
    rows = [
        [tables.whole(number), received(when), *cells]
        for number, when, cells in zip(
            deliveries["livraison"], deliveries["recue_le"], known.rows, strict=True
        )
    ]
    words = _("Chercher un fichier, une empreinte")
    return replace(known, columns=columns, rows=rows, page=50, search=words)


def received(when: Any) -> Cell:
    """A cell for the time at which a file was received."""
    if formats.undefined(when):
        return Cell(own(formats.UNDEFINED), "")
    return Cell(own(f"{formats.short_day(when.date())} {when:%H:%M}"), when.isoformat())


def delivery_digest(name: object, sha256: object) -> Cell:
    """A cell for a delivery: its file and the beginning of its digest."""
    if formats.undefined(sha256):
        return Cell(own(formats.UNDEFINED), "")
    return Cell(piece("delivery", str(name), str(sha256)[:12], str(sha256)), str(name))


def _digest(sha256: str) -> Cell:
    return Cell(piece("code", own(f"{escaped(sha256[:12])}…"), sha256), sha256)


def _file(row: Delivery) -> Markup:
    """The name of a delivery, what needs attention, and how many of its lines are alike."""
    said = row.message or ""
    alike = plural(
        "{nombre} identique à une autre ligne, gardée",
        "{nombre} identiques à une autre ligne, gardées",
        int(row.identiques),
    ).format(nombre=formats.whole(int(row.identiques)))
    notes = [text for text in (said, alike if row.identiques else "") if text]
    return piece("below", row.nom, notes)
