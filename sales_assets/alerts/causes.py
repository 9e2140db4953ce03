"""What a person is told about, each with the key by which it is the same tomorrow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sales_assets.language import _

_FILES = "assets/deliveries"


@dataclass(frozen=True)
class Alert:
    """One cause and what to say of it.

    `key` stays the same as long as the cause does. `dagster` and `page` are pages of Dagster and of
    the site, each relative to its address: empty, the first is Dagster's home, the second is none.
    """

    key: str
    title: str
    text: str
    dagster: str = ""
    page: str = ""


def of_deliveries(unsettled: Iterable[tuple[int, str, str, str]]) -> list[Alert]:
    """Files refused or held: (delivery, name, ledger state, message)."""
    titles = {"refusee": _("Fichier refusé : {nom}"), "en_attente": _("Fichier en attente : {nom}")}
    return [
        Alert(f"livraison {number}", titles[state].format(nom=name), text, _FILES, "qualite.html")
        for number, name, state, text in unsettled
    ]


def of_checks(messages: Iterable[tuple[str, str]], told: Sequence[Alert]) -> list[Alert]:
    """Failed checks: (message, run). One that only repeats what a delivery says is left out."""
    said = {alert.text for alert in told}
    return [
        Alert(
            f"controle {_digest(text)}",
            _("Contrôle non respecté"),
            text,
            f"runs/{run}",
            "qualite.html",
        )
        for text, run in messages
        if text not in said
    ]


def of_failed_run(job: str, run: str, messages: Iterable[str]) -> list[Alert]:
    """The last run failed; the same words with other numbers are the same cause."""
    texts = list(messages)
    if not texts:
        return []
    text = " ".join(texts)
    key = f"echec {job} {_digest(re.sub(r'[0-9]+', '', text))}"
    return [Alert(key, _("Le traitement a échoué"), text, f"runs/{run}")]


def of_cancelled_run(job: str, run: str) -> Alert:
    """The last run was stopped before its end, by a person or for want of time."""
    text = _(
        "Le lancement {job} a été arrêté avant la fin. Ce qui restait à faire le sera au "
        "prochain : Re-execute dans Dagster, ou sales-assets run."
    ).format(job=job)
    return Alert(f"arret {run}", _("Lancement arrêté"), text, f"runs/{run}")


def of_late_day(day: date, latest: date, hour: str) -> Alert:
    """The sales of `day` are not there at `hour`; one cause until none are late any more."""
    text = _(
        "Les ventes du {jour} ne sont pas arrivées à {heure}. Le dernier jour connu est le "
        "{dernier}. Déposez le fichier dans le dossier de données ; si la boutique était fermée, "
        "ajoutez le jour à SALES_CLOSED."
    ).format(jour=f"{day:%d/%m/%Y}", heure=hour, dernier=f"{latest:%d/%m/%Y}")
    return Alert("retard", _("Ventes en retard"), text, "assets/ventes", "jours.html")


def fold(alerts: Sequence[Alert]) -> Alert:
    """Many causes of one moment as one message."""
    text = "\n".join(f"- {alert.title}\n  {alert.text}" for alert in alerts)
    title = _("{nombre} points demandent votre attention").format(nombre=len(alerts))
    return Alert("", title, text, page="qualite.html")


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
