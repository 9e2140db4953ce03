"""What stands behind every figure, as one script that pages load when a reader asks for it.

What goes in: indicators in words, their checks' last result, the deliveries that gave each day, the
state of each day. What stays out: the figures, which the pages hold with their indicator and
perimeter (`rendering.preuve`), and the panel (`site/theme/assets/preuve.js`). Linear in days,
deliveries and names: days that one delivery gave are one run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from sales_assets.indicators import days, registry, year_before
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Extra, script_json
from sales_assets.warehouse.snapshot import Snapshot

PATH = "preuves.js"
_STATES = {"vendu": "v", "zero": "z", "ferme": "f", "absent": "a", "quarantaine": "q"}


def build(context: Context) -> Extra:
    """Return the script; its name is the same at each publication, as the sheets name it."""
    return Extra(PATH, f"ventes.preuves({script_json(data(context))});\n".encode())


def data(context: Context) -> dict[str, Any]:
    """Return what the panel says, keyed in French as the panel reads it."""
    snap = context.snap
    known = days.known(snap.etats)
    return {
        "mots": _words(),
        "indicateurs": _indicators(context),
        "controles": _checks(snap),
        "livraisons": _deliveries(snap),
        "catalogues": _catalogues(snap),
        "debut": known[0].isoformat() if known else None,
        "etats": "".join(_STATES[state] for state in snap.etats["etat"]),
        "reculs": _own_days(snap),
        "sources": _sources(snap),
        "magasins": _names(context.store_names),
        "produits": _names(context.product_names),
    }


def _indicators(context: Context) -> dict[str, Any]:
    return {
        entry.key: {
            "nom": entry.label,
            "formule": entry.formula,
            "reserve": entry.caveat,
            "controles": list(entry.checks),
            "depuis": entry.since,
            "duree": entry.days,
            "recul": entry.back,
        }
        for _title, chapter in registry.chapters(context.told)
        for entry in chapter
    }


def _own_days(snap: Snapshot) -> dict[int, int]:
    """The days whose N-1 is not 364 days before: how many days it is.

    Both are counted in days, the first from the first known one.
    """
    known = days.known(snap.etats)
    found = year_before.apart(*known, snap.fetes) if known else {}
    return {(day - known[0]).days: (day - before).days for day, before in found.items()}  # type: ignore[index]


def _checks(snap: Snapshot) -> dict[str, list[Any]]:
    """Each rule: its sentence, whether it passed wherever it ran, rows judged and at fault."""
    rules: Any = snap.controles.groupby("regle", sort=True)
    return {
        str(rule): [
            _(str(rows["phrase"].iloc[0])),
            bool(rows["reussi"].all()),
            int(rows["juges"].sum()),
            int(rows["fautifs"].sum()),
        ]
        for rule, rows in rules
    }


def _deliveries(snap: Snapshot) -> dict[int, list[Any]]:
    """Each delivery: name, SHA-256, when it was received, rows read, accepted, rejected."""
    frame = snap.livraisons
    columns = ["nom", "sha256", "recue_le", "lignes", "acceptees", "rejetees"]
    return {
        int(row[0]): [
            formats.clean(str(row[1])),
            str(row[2]),
            f"{row[3]:%Y-%m-%dT%H:%M}",
            *(None if formats.undefined(count) else int(count) for count in row[4:]),
        ]
        for row in frame[["livraison", *columns]].itertuples(index=False, name=None)
    }


def _catalogues(snap: Snapshot) -> dict[str, int]:
    """The delivery that today's products, and stores, come from."""
    loaded = snap.livraisons[snap.livraisons["statut"] == "chargee"]
    found = {}
    for kind in ("produits", "magasins"):
        numbers = loaded.loc[loaded["genre"] == kind, "livraison"]
        if len(numbers):
            found[kind] = int(numbers.max())
    return found


Source = tuple[int, tuple[str, ...]]


def _sources(snap: Snapshot) -> list[list[Any]]:
    """Runs of days and what gave them: first and last day (counted from the first known), delivery.

    A fourth item names the stores where a delivery gave only some of those that sold.
    """
    known = days.known(snap.etats)
    if known is None:
        return []
    found = _by_day(snap)
    runs: list[list[Any]] = []
    for given, same in groupby(sorted(found.items()), key=lambda pair: pair[1]):
        stretch = [day for day, _given in same]
        first, last = ((day - known[0]).days for day in (stretch[0], stretch[-1]))
        runs += [[first, last, number, *([list(stores)] if stores else [])]
                 for number, stores in given]  # fmt: skip
    return runs


def _by_day(snap: Snapshot) -> dict[Any, list[Source]]:
    """Each day with valid data: its deliveries, with their stores where there are several."""
    zero = snap.etats.loc[snap.etats["etat"] == "zero", "date"]
    empty = snap.livraisons[
        (snap.livraisons["statut"] == "chargee") & snap.livraisons["jour"].isin(zero)
    ]
    found: dict[Any, list[Source]] = {}
    for stamp, number in zip(empty["jour"], empty["livraison"], strict=True):
        found.setdefault(stamp.date(), []).append((int(number), ()))
    cells: Any = snap.magasins_jour.groupby(["date", "livraison"], sort=True)["ID_magasin"]
    for (stamp, number), stores in cells:
        found.setdefault(stamp.date(), []).append((int(number), _slugs(stores)))
    return {day: _alone(given) for day, given in found.items()}


def _alone(given: list[Source]) -> list[Source]:
    """One delivery for the whole day needs no list of stores."""
    return [(given[0][0], ())] if len(given) == 1 else given


def _slugs(identifiers: Iterable[object]) -> tuple[str, ...]:
    return tuple(formats.slug(str(identifier)) for identifier in identifiers)


def _names(names: Mapping[str, str]) -> dict[str, str]:
    return {formats.slug(key): formats.clean(name) for key, name in names.items()}


def _words() -> dict[str, str]:
    return {
        "calcul": _("Comment il est calculé"),
        "perimetre": _("Sur quoi il porte"),
        "source": _("D’où il vient"),
        "controles": _("Ce qui le garde"),
        "jour": _("Jour"),
        "periode": _("Période"),
        "plage": _("du {du} au {au}"),
        "magasin": _("Magasin"),
        "produit": _("Produit"),
        "compare": _("Comparé à"),
        "deux_fois": _("Comptés deux fois"),
        "valides": _("Jours valides"),
        "suite": _("Les autres livraisons (+{nombre})"),
        "sur": _("{jours} sur {attendus}"),
        "manquent": _("Jours manquants"),
        "autres": _("et {nombre} de plus"),
        "avant": _("avant le premier jour connu : {nombre} j"),
        "absent": _("fichier absent"),
        "quarantaine": _("en quarantaine"),
        "recue": _("reçu le {jour} à {heure}"),
        "comptes": _("lignes : {lignes}, acceptées : {acceptees}, en quarantaine : {rejetees}"),
        "catalogue": _("catalogue d’aujourd’hui"),
        "rien": _("Aucune livraison n’a donné ces jours."),
        "empreinte": _("Empreinte du fichier"),
        "copier": _("Copier"),
        "copie": _("Copié"),
        "reussi": _("réussi"),
        "echec": _("à regarder"),
        "fautives": _("{fautives} sur {jugees}"),
        "sans": _("Ce contrôle n’a pas encore tourné : {regle}"),
        "aucun": _("Aucun contrôle propre à ce chiffre."),
        "fiche": _("Fiche du jour"),
        "qualite": _("Qualité"),
        "glossaire": _("Glossaire"),
        "fermer": _("Fermer"),
    }
