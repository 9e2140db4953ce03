"""Step three, first half: products and stores, judged, then written; a bad file changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sales_assets.context import Context, Step, note
from sales_assets.contract import Genre
from sales_assets.errors import ArchiveError, Refused
from sales_assets.inbox.stage import catalogue_rows, refuse
from sales_assets.language import _
from sales_assets.loading.verdicts import summary
from sales_assets.rules import Verdict, judge
from sales_assets.warehouse import catalogue, closing, journal, ledger
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.ledger import Delivery

_SHOWN = 3
_OPTIONAL = frozenset({"stock", "nombre_salaries"})
"""What no till's file has to carry."""
_Writer = Callable[[Transaction, int, pd.DataFrame], None]


def load_products(context: Context) -> list[Step]:
    """Load every catalogue of products that was read and not loaded yet."""

    def write(connection: Transaction, livraison: int, rows: pd.DataFrame) -> None:
        catalogue.replace_products(connection, livraison, rows, context.today)

    return _load(context, Genre.PRODUITS, write)


def load_stores(context: Context) -> list[Step]:
    """Load every list of stores that was read and not loaded yet."""
    return _load(context, Genre.MAGASINS, catalogue.replace_stores)


def _load(context: Context, genre: Genre, write: _Writer) -> list[Step]:
    with context.warehouse.read() as connection:
        waiting = ledger.deliveries(connection, genres=[genre.value], statuts=["lue"])
    steps = [_load_one(context, genre, delivery, write) for delivery in waiting]
    return [note(context, step) for step in steps]


def _load_one(context: Context, genre: Genre, delivery: Delivery, write: _Writer) -> Step:
    try:
        reading, rows, _rejects = catalogue_rows(context, delivery)
    except Refused as refusal:
        with context.warehouse.write() as connection:
            return refuse(connection, genre.value, delivery, str(refusal))
    except ArchiveError as error:
        return Step(
            genre.value, delivery.nom, delivery.livraison, "lue", message=str(error), ok=False
        )
    absent = _OPTIONAL - reading.columns.keys()
    verdict = judge(context.suites[genre.value], rows, absent=absent)
    with context.warehouse.write() as connection:
        journal.begin_catalogue(connection, context.today)
        if verdict.blocking or rows.empty:
            step = refuse(connection, genre.value, delivery, _refusal(delivery, verdict))
        else:
            write(connection, delivery.livraison, rows)
            ledger.settle(connection, delivery.livraison, statut="chargee", message="")
            closing.close(connection, delivery=delivery.livraison)
            step = Step(genre.value, delivery.nom, delivery.livraison, "chargee")
            step.lignes, step.acceptees = delivery.lignes, delivery.acceptees
            step.rejetees = delivery.rejetees
        ledger.record_verdict(connection, genre.value, summary([verdict]))
    step.verdicts = [verdict]
    return step


def _refusal(delivery: Delivery, verdict: Verdict) -> str:
    if not verdict.blocking:
        return _(
            "{nom} ne contient aucune ligne utilisable : la version précédente reste en vigueur."
        ).format(nom=delivery.nom)
    worst = verdict.blocking[0]
    sentence = _(
        "{nom} est refusé, la version précédente reste en vigueur. Règle non respectée : {phrase}"
    ).format(nom=delivery.nom, phrase=_(worst.rule.phrase))
    if worst.examples.empty:
        return sentence
    bad = worst.examples.head(_SHOWN)
    shown = ", ".join(f"{line} ({key})" for line, key in bad.iloc[:, :2].itertuples(index=False))
    more = "…" if worst.failed > len(bad) else ""
    advice = _("Lignes : {lignes}. Corrigez-les et déposez le fichier de nouveau.")
    return f"{sentence} {advice.format(lignes=shown + more)}"
