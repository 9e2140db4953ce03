"""Step three, first half: products and stores, judged, then written; a bad file changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sales_assets.context import Context, Step, note
from sales_assets.contract import Genre, Reading, Reason, raw_lines
from sales_assets.inbox.stage import list_rows, refuse
from sales_assets.language import _
from sales_assets.loading import messages
from sales_assets.loading.verdicts import summary
from sales_assets.rules import Outcome, Verdict, judge
from sales_assets.warehouse import catalogue, closing, doubts, journal, ledger, quarantine
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
        waiting = waiting or _believed_now(context, connection, genre)
    steps = [_load_one(context, genre, delivery, write) for delivery in waiting]
    return [note(context, step) for step in steps]


def _load_one(context: Context, genre: Genre, delivery: Delivery, write: _Writer) -> Step:
    found = list_rows(context, delivery)
    if isinstance(found, Step):
        return found
    reading, rows = found
    absent = _OPTIONAL - reading.columns.keys()
    parameters = context.limits.parameters()
    verdict = judge(context.suites[genre.value], rows, absent=absent, **parameters)
    doubtful = [one for one in verdict.blocking if one.rule.limit]
    with context.warehouse.write() as connection:
        journal.begin_catalogue(connection, context.today, context.limits.chosen())
        if len(doubtful) < len(verdict.blocking) or rows.empty:
            step = refuse(connection, genre.value, delivery, _refusal(delivery, verdict))
        else:
            loaded = _set_aside(connection, reading, delivery, rows, doubtful)
            write(connection, delivery.livraison, rows)
            closing.close(connection, delivery=delivery.livraison)
            step = Step.of(genre.value, loaded, loaded.message)
        ledger.record_verdict(connection, genre.value, summary([verdict]))
    step.verdicts = [verdict]
    return step


def _believed_now(context: Context, connection: Transaction, genre: Genre) -> list[Delivery]:
    """The catalogue in force, when a price of it that was in doubt is within the limit now."""
    loaded = ledger.latest_loaded(connection, genre.value)
    price = doubts.cheapest(connection, loaded.livraison) if loaded else None
    limit = context.limits.parameters()["prix_max_e4"]
    return [loaded] if loaded and price is not None and price <= limit else []


def _set_aside(
    connection: Transaction,
    reading: Reading,
    delivery: Delivery,
    rows: pd.DataFrame,
    doubtful: list[Outcome],
) -> Delivery:
    """Take the prices in doubt for unknown, in `rows` too; the delivery, as it is loaded."""
    before = doubts.lines(connection, delivery.livraison)
    quarantine.release(connection, delivery.livraison, before)
    aside = [rows.loc[one.failing].assign(colonne=one.rule.name) for one in doubtful]
    rejects = pd.concat([rows.head(0), *aside]).drop_duplicates("ligne")
    if len(rejects):  # else the file need not be read again for their texts
        texts = raw_lines(reading, set(rejects["ligne"]))
        named = rejects.rename(columns={"prix_e4": "prix_unitaire_e4"})
        quarantine.add(
            connection,
            delivery.livraison,
            named.assign(raison=Reason.HORS_REGLE.value, texte=named["ligne"].map(texts)),
        )
        rows.loc[rejects.index, "prix_e4"] = pd.NA
    return ledger.load(
        connection,
        delivery,
        more_rejected=len(rejects) - len(before),
        message=" ".join(_doubt(delivery, one) for one in doubtful),
    )


def _doubt(delivery: Delivery, outcome: Outcome) -> str:
    return _(
        "{nom} : règle non respectée : {phrase} Lignes : {lignes}. Ces prix ne sont "
        "pas pris, le reste est chargé. Si c’est une erreur, corrigez le fichier et déposez-le de "
        "nouveau ; si c’est juste, relevez {reglage}."
    ).format(
        nom=delivery.nom,
        phrase=_(outcome.rule.phrase),
        lignes=_shown(outcome),
        reglage=outcome.rule.limit,
    )


def _shown(outcome: Outcome) -> str:
    """The first lines at fault, with their ids."""
    bad = outcome.examples.head(_SHOWN)
    shown = ", ".join(f"{line} ({key})" for line, key in bad.iloc[:, :2].itertuples(index=False))
    return shown + ("…" if outcome.failed > len(bad) else "")


def _refusal(delivery: Delivery, verdict: Verdict) -> str:
    if not verdict.blocking:
        return messages.nothing_usable(delivery)
    worst = next(one for one in verdict.blocking if not one.rule.limit)
    sentence = _(
        "{nom} est refusé, la version précédente reste en vigueur. Règle non respectée : {phrase}"
    ).format(nom=delivery.nom, phrase=_(worst.rule.phrase))
    if worst.examples.empty:
        return sentence
    advice = _("Lignes : {lignes}. Corrigez-les et déposez le fichier de nouveau.")
    return f"{sentence} {advice.format(lignes=_shown(worst))}"
