"""Step one: what is new in the data folder enters the archive and the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sales_assets.context import Context, Step, note
from sales_assets.contract import own_layouts
from sales_assets.contract.names import Genre, alone, stores_in
from sales_assets.inbox import archive, files, records
from sales_assets.language import _, cause
from sales_assets.warehouse import catalogue, closing, journal, ledger, quarantine
from sales_assets.warehouse.engine import Transaction
from sales_assets.warehouse.journal import Receipt
from sales_assets.warehouse.ledger import Delivery

SALES = (Genre.HISTORIQUE.value, Genre.JOUR.value)
_ALIVE = ("recue", "lue", "chargee", "en_attente")


def receive(context: Context) -> list[Step]:
    """Archive every file whose content is new under its name; report what cannot be taken.

    Raises:
        BaseBehind: The archive knows what the base does not: nothing is received into it.
    """
    records.follow(context.warehouse, context.archive_dir)  # a killed run may not have
    if not context.data_dir.is_dir():
        return [note(context, _folder_trouble(context, _("n’existe pas")))]
    try:
        found, problems = files.scan(context.data_dir)
    except OSError:
        return [note(context, _folder_trouble(context, _("ne peut pas être lu")))]
    steps = [_refused(problem.nom, problem.message) for problem in problems]
    archived, troubles = _archive(context, found)
    here = {one.nom for one in found} | {one.nom for one in problems}
    with context.warehouse.write() as connection:
        _forget_removed(connection, here)
        entered = [_enter(context, connection, one) for one in archived]
        told = zip(entered, archived, strict=True)
        archive.settle(context.archive_dir, {one.sha256 for step, one in told if step is not None})
    records.follow(context.warehouse, context.archive_dir)
    steps += [*troubles, *(step for step in entered if step is not None)]
    if not found and not problems:
        steps.append(_folder_trouble(context, _("ne contient aucun fichier à charger")))
    return [note(context, step) for step in steps]


def _forget_removed(connection: Transaction, here: Collection[str]) -> None:
    """Ask for nothing more of the refused files that the shop has taken out of the folder."""
    for one in ledger.deliveries(connection, statuts=["refusee"]):
        if one.message and one.nom not in here:
            ledger.settle(connection, one.livraison, message="")


def _folder_trouble(context: Context, what: str) -> Step:
    message = _(
        "Le dossier {dossier} {quoi}. Déposez-y produits.csv, magasins.csv et ventes.csv, ou "
        "indiquez le bon dossier par SALES_DATA_DIR."
    ).format(dossier=context.data_dir, quoi=what)
    return _refused("", message)


@dataclass(frozen=True)
class _Archived:
    """A file whose content is in the archive."""

    found: files.Found
    sha256: str
    octets: int


def _archive(context: Context, found: Iterable[files.Found]) -> tuple[list[_Archived], list[Step]]:
    """Keep the content of each file, outside of any transaction: a large one takes its time."""
    archived, troubles = [], []
    for one in found:
        try:
            sha256 = archive.fingerprint(one.path)
            octets = archive.keep(one.path, sha256, context.archive_dir)
        except archive.StillGrowing:
            message = _growing(one.nom)
            troubles.append(Step("livraisons", one.nom, None, "attendue", message=message))
        except OSError as error:
            message = _("{nom} ne peut pas être lu ou archivé : {cause}.").format(
                nom=one.nom, cause=cause(error)
            )
            troubles.append(_refused(one.nom, message))
        else:
            archived.append(_Archived(one, sha256, octets))
    return archived, troubles


def _refused(name: str, message: str) -> Step:
    return Step("livraisons", name, None, "refusee", message=message, ok=False)


def _enter(context: Context, connection: Transaction, archived: _Archived) -> Step | None:
    """Enter a file in the ledger; None when it is the one already known under this name.

    A refused one is news when the shop says another thing of it: its meaning then is kept too.
    """
    found, sha256 = archived.found, archived.sha256
    said = own_layouts.written(found.own) if found.own is not None else None
    last = ledger.latest_named(connection, found.nom)
    if last is not None and last.sha256 == sha256:
        if last.statut != "refusee":
            return None
        if last.correspondances == said:  # its cause may be gone: it is read again
            ledger.settle(connection, last.livraison, statut="recue", message="")
            return None
    return enter(
        connection,
        Receipt(
            livraison=journal.extent(connection)[0] + 1,
            nom=found.nom,
            sha256=sha256,
            genre=found.genre.value,
            jour=found.jour,
            octets=archived.octets,
            recue_le=context.now,
            correspondances=said,
        ),
    )


def enter(connection: Transaction, receipt: Receipt) -> Step:
    """Enter a file in the ledger, as a duplicate where its content is known."""
    twin = _twin(connection, receipt)
    entry = ledger.record(
        connection,
        receipt,
        statut="doublon" if twin else "recue",
        message=_("Contenu déjà reçu sous le nom {nom}.").format(nom=twin.nom) if twin else "",
    )
    if twin:  # what came between the two may be put right by that
        closing.close(connection)
        ledger.keep_verdicts(connection, "ventes", quarantine.blocked_days(connection))
    return Step("livraisons", entry.nom, entry.livraison, entry.statut, message=entry.message)


def _other_store(connection: Transaction, one: str, other: str) -> bool:
    """Whether these names of files are of different stores."""
    stores, towns = catalogue.store_numbers(connection), catalogue.store_towns(connection)
    named = [stores_in(name, stores, alone(towns)) for name in (one, other)]
    return all(named) and not named[0] & named[1]


def _growing(name: str) -> str:
    return _("{nom} est encore en cours d’écriture : il sera lu au prochain passage.").format(
        nom=name
    )


def _twin(connection: Transaction, receipt: Receipt) -> Delivery | None:
    """The delivery that makes this content a duplicate.

    Sales already delivered once change nothing under any name, but that of another store. A
    catalogue counts only if it is the one in force: going back to an earlier list of prices is
    news.
    """
    genre, sha256 = Genre(receipt.genre), receipt.sha256
    if genre.is_sales:
        same = ledger.latest_with_content(connection, sha256, SALES)
        if same is None or same.statut not in _ALIVE:
            return None
        return None if _other_store(connection, same.nom, receipt.nom) else same
    waiting = ledger.deliveries(connection, genres=[genre.value], statuts=["recue", "lue"])
    in_force = ledger.latest_loaded(connection, genre.value)
    latest = waiting[-1] if waiting else in_force
    return latest if latest is not None and latest.sha256 == sha256 else None
