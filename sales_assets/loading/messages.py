"""What a person is told of a load: which file, which line, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from sales_assets.contract import Reason
from sales_assets.language import _, plural
from sales_assets.loading.plan import Shrinks
from sales_assets.rules import Suite
from sales_assets.warehouse import quarantine
from sales_assets.warehouse.ledger import Delivery
from sales_assets.warehouse.quarantine import Waiting

NAMES = 4
"""Ids to look for: one more than are shown."""
_SHOWN = NAMES - 1


def loaded(
    delivery: Delivery, waiting: Sequence[Waiting], blocked: Mapping[date, str], suite: Suite
) -> str:
    """What needs attention in a delivery that was loaded; empty when nothing does.

    Args:
        delivery: The delivery.
        waiting: What its rows wait for.
        blocked: The days held back and the rule that holds them.
        suite: The rules on sales.
    """
    parts = [_unknown(delivery, one) for one in waiting]
    if blocked:
        parts.append(_blocked(delivery, blocked, suite))
    return " ".join(parts)


def _blocked(delivery: Delivery, blocked: Mapping[date, str], suite: Suite) -> str:
    day = min(blocked)
    phrases = {rule.name: _(rule.phrase) for rule in suite.rules}
    too_large = _("Aucune ligne ne dépasse 1 000 000 000 €.")
    return plural(
        "{nom} : {nombre} jour non publié, le {jour}. Règle non respectée : {phrase} Corrigez le "
        "fichier et déposez-le de nouveau.",
        "{nom} : {nombre} jours non publiés, dont le {jour}. Règle non respectée : {phrase} "
        "Corrigez le fichier et déposez-le de nouveau.",
        len(blocked),
    ).format(
        nom=delivery.nom,
        nombre=len(blocked),
        jour=f"{day:%d/%m/%Y}",
        phrase=phrases.get(blocked[day], too_large),
    )


def _unknown(delivery: Delivery, waiting: Waiting) -> str:
    shown = ", ".join(waiting.noms[:_SHOWN]) + ("…" if len(waiting.noms) > _SHOWN else "")
    sentence = {
        Reason.PRODUIT_INCONNU: _(
            "{nom}, ligne {ligne}, colonne ID_produit : produit inconnu ({noms}) ; {lignes} en "
            "quarantaine. Ajoutez le produit à produits.csv : la reprise est automatique."
        ),
        Reason.MAGASIN_INCONNU: _(
            "{nom}, ligne {ligne}, colonne ID_magasin : magasin inconnu ({noms}) ; {lignes} en "
            "quarantaine. Ajoutez le magasin à magasins.csv : la reprise est automatique."
        ),
        Reason.PRIX_INVALIDE: _(
            "{nom}, ligne {ligne} : produit sans prix valable ({noms}) ; {lignes} en quarantaine. "
            "Corrigez son prix dans produits.csv : la reprise est automatique."
        ),
    }[waiting.raison]
    lines = plural("{nombre} ligne", "{nombre} lignes", waiting.lignes)
    return sentence.format(
        nom=delivery.nom,
        ligne=waiting.premiere,
        noms=shown,
        lignes=lines.format(nombre=waiting.lignes),
    )


def held(delivery: Delivery, shrinks: Shrinks) -> str:
    """Why a delivery waits, what of it could not be read or known, and how to accept it."""
    shrunk = shrinks.cells
    worst = shrunk.sort_values(["date", "ID_magasin"]).iloc[0]
    message = _(
        "{nom} est en attente, rien n’a été remplacé : le {jour}, le magasin {magasin} passerait "
        "de {avant} à {apres} lignes ({nombre} cas). Si c’est voulu : sales-assets accept "
        "{livraison}."
    ).format(
        nom=delivery.nom,
        jour=f"{worst['date']:%d/%m/%Y}",
        magasin=worst["ID_magasin"],
        avant=int(worst["lignes"]),
        apres=int(worst["lignes_apres"]),
        nombre=len(shrunk),
        livraison=delivery.livraison,
    )
    unread = plural(
        "Une de ses lignes est illisible : sales-assets check la montre.",
        "{nombre} de ses lignes sont illisibles : sales-assets check les montre.",
        delivery.rejetees,
    ).format(nombre=delivery.rejetees)
    waiting = [_unknown(delivery, one) for one in _summed(shrinks.rejects)]
    return " ".join([message, *waiting, *([unread] if delivery.rejetees else [])])


def _summed(rejects: pd.DataFrame) -> list[Waiting]:
    found = []
    for reason, column in quarantine.WAITS_FOR.items():
        some = rejects[rejects["raison"] == reason.value]
        if len(some):
            names = [str(name) for name in some[column.name].unique()[:NAMES]]
            found.append(Waiting(reason, len(some), int(some["ligne"].min()), names))
    return found
