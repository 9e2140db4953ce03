"""Step one: what is new in the data folder enters the archive and the ledger."""

from __future__ import annotations

from sales_assets import deliveries
from sales_assets.contract.names import Genre
from sales_assets.language import _, cause
from sales_assets.loading.context import Context, Step, note
from sales_assets.warehouse import ledger, quarantine
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.ledger import Delivery

SALES = (Genre.HISTORIQUE.value, Genre.JOUR.value)
_ALIVE = ("recue", "lue", "chargee", "en_attente")


def receive(context: Context) -> list[Step]:
    """Archive every file whose content is new under its name; report what cannot be taken."""
    if not context.data_dir.is_dir():
        return [note(context, _folder_trouble(context, _("n’existe pas")))]
    try:
        found, problems = deliveries.scan(context.data_dir)
    except OSError:
        return [note(context, _folder_trouble(context, _("ne peut pas être lu")))]
    steps = [
        Step("livraisons", problem.nom, None, "refusee", message=problem.message, ok=False)
        for problem in problems
    ]
    for one in found:
        step = _receive_one(context, one)
        if step is not None:
            steps.append(step)
    if not found and not problems:
        steps.append(_folder_trouble(context, _("ne contient aucun fichier à charger")))
    return [note(context, step) for step in steps]


def _folder_trouble(context: Context, what: str) -> Step:
    message = _(
        "Le dossier {dossier} {quoi}. Déposez-y produits.csv, magasins.csv et ventes.csv, ou "
        "indiquez le bon dossier par SALES_DATA_DIR."
    ).format(dossier=context.data_dir, quoi=what)
    return Step("livraisons", "", None, "refusee", message=message, ok=False)


def _receive_one(context: Context, found: deliveries.Found) -> Step | None:
    """Enter one file in the ledger; None when it is the one already known under this name."""
    try:
        sha256 = deliveries.fingerprint(found.path)
        with context.warehouse.write() as connection:
            last = ledger.latest_named(connection, found.nom)
            if last is not None and last.sha256 == sha256:
                deliveries.archive(found.path, sha256, context.archive_dir)  # if it was lost
                if last.statut == "refusee":  # its cause may be gone: it is read again
                    ledger.settle(connection, last.livraison, statut="recue", message="")
                return None
            twin = _twin(connection, found, sha256)
            octets = deliveries.archive(found.path, sha256, context.archive_dir)
            entry = ledger.record(
                connection,
                nom=found.nom,
                sha256=sha256,
                genre=found.genre.value,
                jour=found.jour,
                octets=octets,
                recue_le=context.now,
                statut="doublon" if twin else "recue",
                message=_("Contenu déjà reçu sous le nom {nom}.").format(nom=twin.nom)
                if twin
                else "",
            )
            if twin:  # what came between the two may be put right by that
                ledger.keep_verdicts(connection, "ventes", quarantine.blocked_days(connection))
    except deliveries.StillGrowing:
        return Step("livraisons", found.nom, None, "attendue", message=_growing(found.nom))
    except OSError as error:
        message = _("{nom} ne peut pas être lu ou archivé : {cause}.").format(
            nom=found.nom, cause=cause(error)
        )
        return Step("livraisons", found.nom, None, "refusee", message=message, ok=False)
    return Step("livraisons", found.nom, entry.livraison, entry.statut, message=entry.message)


def _growing(name: str) -> str:
    return _("{nom} est encore en cours d’écriture : il sera lu au prochain passage.").format(
        nom=name
    )


def _twin(connection: Transaction, found: deliveries.Found, sha256: str) -> Delivery | None:
    """The delivery that makes this content a duplicate.

    Sales already delivered once change nothing under any name. A catalogue counts only if it is
    the one in force: going back to an earlier list of prices is news.
    """
    if found.genre.value in SALES:
        same = ledger.latest_with_content(connection, sha256, SALES)
        return same if same is not None and same.statut in _ALIVE else None
    waiting = ledger.deliveries(connection, genres=[found.genre.value], statuts=["recue", "lue"])
    in_force = ledger.latest_loaded(connection, found.genre.value)
    latest = waiting[-1] if waiting else in_force
    return latest if latest is not None and latest.sha256 == sha256 else None
