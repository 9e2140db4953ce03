"""What a person is told of a load: which file, which line, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from sales_assets.contract import Reason, explain
from sales_assets.language import _, plural
from sales_assets.loading.plan import Shrinks
from sales_assets.loading.resolving import NOWHERE
from sales_assets.rules import Suite
from sales_assets.warehouse import quarantine
from sales_assets.warehouse.ledger import Delivery
from sales_assets.warehouse.quarantine import Open, Waiting

NAMES = 4
"""Ids to look for: one more than are shown."""
_SHOWN = NAMES - 1


def loaded(
    delivery: Delivery,
    waiting: Sequence[Waiting],
    blocked: Mapping[date, str],
    suite: Suite,
    fits: Mapping[str, str],
) -> str:
    """What needs attention in a delivery that was loaded; empty when nothing does.

    Args:
        delivery: The delivery.
        waiting: What its rows wait for.
        blocked: The days held back and the rule that holds them.
        suite: The rules on sales.
        fits: By damaged id, the one of the catalogue that it was; "" when none or several fit.
    """
    parts = [_waits(delivery, one, suite, fits) for one in waiting]
    if blocked:
        parts.append(_blocked(delivery, blocked, suite))
    return " ".join(parts)


def _waits(delivery: Delivery, waiting: Waiting, suite: Suite, fits: Mapping[str, str]) -> str:
    if waiting.raison is Reason.HORS_REGLE:
        return _disbelieved(delivery, waiting, suite)
    return _unknown(delivery, waiting, fits)


def _disbelieved(delivery: Delivery, waiting: Waiting, suite: Suite) -> str:
    """Say of lines that a rule does not believe what to do, whether they are right or wrong."""
    limits = {rule.limit for rule in suite.rules if rule.limit and rule.name in waiting.noms}
    sentence = _(
        "{nom}, ligne {ligne} : {lignes} en quarantaine. Règle non respectée : {phrases} Si c’est "
        "une erreur, corrigez le fichier et déposez-le de nouveau."
    ).format(
        nom=delivery.nom,
        ligne=waiting.premiere,
        lignes=_lines(waiting.lignes),
        phrases=" ".join(_phrase(suite, name) for name in waiting.noms),
    )
    if not limits:
        return sentence
    accept = _("{phrase} Si c’est juste : sales-assets accept {livraison}, ou relevez {reglages}.")
    return accept.format(
        phrase=sentence, livraison=delivery.livraison, reglages=", ".join(sorted(limits))
    )


def _phrase(suite: Suite, name: str) -> str:
    """A rule's sentence, or that of what no rule need say, since it cannot be summed."""
    known = {rule.name: _(rule.phrase) for rule in suite.rules}
    known["remise"] = _("Aucune remise ne dépasse le prix de sa ligne.")
    return known.get(name, _("Aucune ligne ne dépasse 1 000 000 000 €."))


def _blocked(delivery: Delivery, blocked: Mapping[date, str], suite: Suite) -> str:
    day = min(blocked)
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
        phrase=_phrase(suite, blocked[day]),
    )


def nothing_usable(delivery: Delivery) -> str:
    """Say that a list of which no line is left changes nothing."""
    return _(
        "{nom} ne contient aucune ligne utilisable : la version précédente reste en vigueur."
    ).format(nom=delivery.nom)


def set_aside(delivery: Delivery, row: Open) -> str:
    """Say that nothing of a delivery could be loaded, and why of its first row."""
    return _(
        "{nom} : aucune de ses lignes n’a pu être chargée ({lignes} en quarantaine). Ligne {ligne}"
        "{colonne} : {phrase}"
    ).format(
        nom=delivery.nom,
        lignes=_lines(delivery.rejetees),
        ligne=row.ligne,
        colonne=_(", colonne {nom}").format(nom=row.colonne) if row.colonne else "",
        phrase=explain(row.raison, row.colonne),
    )


def instead_of(delivery: Delivery, before: Delivery | None) -> list[str]:
    """Say that a file takes the place of another one, where their names do not tell."""
    if before is None or before.nom == delivery.nom:
        return []
    return [
        _(
            "{nom} remplace {autre} : le dernier fichier arrivé dit tout, le précédent ne compte "
            "plus. Pour garder les deux, réunissez-les en un seul."
        ).format(nom=delivery.nom, autre=before.nom)
    ]


def read_as(delivery: Delivery, told: Mapping[str, str]) -> list[str]:
    """Say which names were taken for which ids."""
    if not told:
        return []
    pairs = [f"« {text} » = {ident}" for text, ident in sorted(told.items())]
    shown = ", ".join(pairs[:_SHOWN]) + ("…" if len(pairs) > _SHOWN else "")
    return [
        _("{nom} : noms reconnus, lus comme leur identifiant : {paires}.").format(
            nom=delivery.nom, paires=shown
        )
    ]


def _lines(count: int) -> str:
    return plural("{nombre} ligne", "{nombre} lignes", count).format(nombre=count)


def _unknown(delivery: Delivery, waiting: Waiting, fits: Mapping[str, str]) -> str:
    shown = ", ".join(waiting.noms[:_SHOWN]) + ("…" if len(waiting.noms) > _SHOWN else "")
    if waiting.raison is Reason.ID_ABIME:
        return _damaged(delivery, waiting, shown, fits)
    if waiting.raison is Reason.MAGASIN_INCONNU and waiting.noms == [NOWHERE]:
        return _(
            "{nom}, ligne {ligne} : rien ne dit de quel magasin sont ces ventes ; {lignes} en "
            "quarantaine. Mettez l’identifiant ou la ville du magasin dans le nom du fichier, ou "
            "ajoutez une colonne ID_magasin."
        ).format(nom=delivery.nom, ligne=waiting.premiere, lignes=_lines(waiting.lignes))
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
    return sentence.format(
        nom=delivery.nom,
        ligne=waiting.premiere,
        noms=shown,
        lignes=_lines(waiting.lignes),
    )


def _damaged(delivery: Delivery, waiting: Waiting, shown: str, fits: Mapping[str, str]) -> str:
    found = [fits[text] for text in waiting.noms[:_SHOWN] if fits.get(text)]
    known = (
        _(" Au catalogue, c’est sans doute {ids}.").format(ids=", ".join(found)) if found else ""
    )
    return _(
        "{nom}, ligne {ligne}, colonne ID_produit : un tableur a abîmé ce code ({noms}) ; {lignes} "
        "en quarantaine.{connu} Exportez de nouveau le fichier de la caisse et déposez-le sans "
        "l’ouvrir dans un tableur ; n’ajoutez pas ce code au catalogue."
    ).format(
        nom=delivery.nom,
        ligne=waiting.premiere,
        noms=shown,
        lignes=_lines(waiting.lignes),
        connu=known,
    )


def held(delivery: Delivery, shrinks: Shrinks, suite: Suite) -> str:
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
    waiting = [_waits(delivery, one, suite, {}) for one in _summed(shrinks.rejects)]
    return " ".join([message, *waiting, *([unread] if delivery.rejetees else [])])


def _summed(rejects: pd.DataFrame) -> list[Waiting]:
    found = []
    for reason, column in quarantine.WAITS_FOR.items():
        some = rejects[rejects["raison"] == reason.value]
        if len(some):
            names = [str(name) for name in some[column.name].unique()[:NAMES]]
            found.append(Waiting(reason, len(some), int(some["ligne"].min()), names))
    return found
