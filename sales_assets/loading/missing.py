"""What was never delivered: without it nothing can be loaded, and the message says what to do."""

from __future__ import annotations

from sales_assets.context import Context, Step, note
from sales_assets.contract import Genre
from sales_assets.language import _
from sales_assets.warehouse import ledger


def missing(context: Context) -> list[Step]:
    """One step, not ok, for each of products, stores and sales of which no file ever came.

    A file that was refused did come: its own message says what is wrong with it.
    """
    with context.warehouse.read() as connection:
        came = {Genre(one.genre) for one in ledger.deliveries(connection)}
    sentences = {
        Genre.PRODUITS: _(
            "Aucun fichier de produits n’est jamais arrivé : déposez produits.csv dans {dossier}. "
            "Les ventes attendent en quarantaine jusque-là."
        ),
        Genre.MAGASINS: _(
            "Aucun fichier de magasins n’est jamais arrivé : déposez magasins.csv dans {dossier}. "
            "Les ventes attendent en quarantaine jusque-là."
        ),
    }
    if not any(genre.is_sales for genre in came):
        sentences[Genre.HISTORIQUE] = _(
            "Aucun fichier de ventes n’est jamais arrivé : déposez ventes.csv dans {dossier}."
        )
    return [
        note(context, _step(genre, sentence.format(dossier=context.data_dir)))
        for genre, sentence in sentences.items()
        if genre not in came
    ]


def _step(genre: Genre, message: str) -> Step:
    name = "ventes" if genre.is_sales else genre.value
    return Step(name, "", None, "absente", message=message, ok=False)
