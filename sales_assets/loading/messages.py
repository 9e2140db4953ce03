"""What a person is told of a load: which file, which line, what is wrong, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from sales_assets.contract import Reason
from sales_assets.language import _
from sales_assets.rules import Outcome
from sales_assets.warehouse.ledger import Delivery

_SHOWN = 3


@dataclass
class Waiting:
    """The rows that wait for a product, a price or a store: how many, the first, some names."""

    counts: Counter[Reason] = field(default_factory=Counter)
    first: dict[Reason, int] = field(default_factory=dict)
    names: dict[Reason, list[str]] = field(default_factory=dict)

    def add(self, rejects: pd.DataFrame) -> None:
        """Count more of them (ligne, raison, ID_produit, ID_magasin); no row is kept."""
        for reason, column in _UNKNOWN.items():
            rows = rejects[rejects["raison"] == reason]
            if rows.empty:
                continue
            self.counts[reason] += len(rows)
            line = int(rows["ligne"].min())
            self.first[reason] = min(line, self.first.get(reason, line))
            names = [*self.names.get(reason, []), *rows[column].astype("str").unique().tolist()]
            self.names[reason] = list(dict.fromkeys(names))[: _SHOWN + 1]


def loaded(delivery: Delivery, blocked: Mapping[date, Sequence[Outcome]], waiting: Waiting) -> str:
    """What needs attention in a delivery that was loaded; empty when nothing does.

    Args:
        delivery: The delivery.
        blocked: The days held back and the rules that hold them.
        waiting: Its rows that wait.
    """
    parts = [_unknown(delivery, waiting, reason) for reason in _UNKNOWN if waiting.counts[reason]]
    if blocked:
        parts.append(_blocked(delivery, blocked))
    return " ".join(parts)


def _blocked(delivery: Delivery, blocked: Mapping[date, Sequence[Outcome]]) -> str:
    day = min(blocked)
    return _(
        "{nom} : {nombre} jour(s) non publié(s), dont le {jour}. Règle non respectée : {phrase} "
        "Corrigez le fichier et déposez-le de nouveau."
    ).format(
        nom=delivery.nom,
        nombre=len(blocked),
        jour=f"{day:%d/%m/%Y}",
        phrase=blocked[day][0].rule.phrase,
    )


_UNKNOWN = {
    Reason.PRODUIT_INCONNU: "ID_produit",
    Reason.MAGASIN_INCONNU: "ID_magasin",
    Reason.PRIX_INVALIDE: "ID_produit",
}


def _unknown(delivery: Delivery, waiting: Waiting, reason: Reason) -> str:
    names = waiting.names[reason]
    shown = ", ".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
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
    }[reason]
    return sentence.format(
        nom=delivery.nom,
        ligne=waiting.first[reason],
        noms=shown,
        nombre=waiting.counts[reason],
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
