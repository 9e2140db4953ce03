"""What a person is told of a load: which file, which line, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from sales_assets.contract import Reason
from sales_assets.language import _
from sales_assets.rules import Suite
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
    return _(
        "{nom} : {nombre} jour(s) non publié(s), dont le {jour}. Règle non respectée : "
        "{phrase} Corrigez le fichier et déposez-le de nouveau."
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
            "{nom}, ligne {ligne}, colonne ID_produit : produit inconnu ({noms}) ; {nombre} "
            "ligne(s) en quarantaine. Ajoutez le produit à produits.csv : elles seront reprises."
        ),
        Reason.MAGASIN_INCONNU: _(
            "{nom}, ligne {ligne}, colonne ID_magasin : magasin inconnu ({noms}) ; {nombre} "
            "ligne(s) en quarantaine. Ajoutez le magasin à magasins.csv : elles seront reprises."
        ),
        Reason.PRIX_INVALIDE: _(
            "{nom}, ligne {ligne} : produit sans prix valable ({noms}) ; {nombre} ligne(s) en "
            "quarantaine. Corrigez son prix dans produits.csv : elles seront reprises."
        ),
    }[waiting.raison]
    return sentence.format(
        nom=delivery.nom,
        ligne=waiting.premiere,
        noms=shown,
        nombre=waiting.lignes,
    )


def held(delivery: Delivery, shrunk: pd.DataFrame) -> str:
    """Why a delivery waits, and how to accept it."""
    worst = shrunk.sort_values(["date", "ID_magasin"]).iloc[0]
    return _(
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
