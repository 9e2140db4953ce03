"""What a run and a check look like on a terminal. What stays out: deciding anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sales_assets.language import _, mark

if TYPE_CHECKING:
    from sales_assets.contract import Reading
    from sales_assets.loading.backup import Saved
    from sales_assets.loading.summary import Summary

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
_GENRES = {
    "produits": mark("produits"),
    "magasins": mark("magasins"),
    "historique": mark("historique"),
    "jour": mark("jour"),
}


def problem(message: str) -> None:
    """Tell a person what went wrong and what to do, on standard error."""
    err.print(f"[bold red]✗[/] {escape(message)}")


def warning(message: str) -> None:
    """Tell what was odd but taken, on standard error."""
    err.print(f"[yellow]![/] {escape(message)}")


@dataclass
class Steps:
    """A line a step while a run goes on; a bar on a terminal only."""

    total: int
    done: int = 0
    _progress: Progress | None = field(default=None, repr=False)

    def start(self, name: str) -> None:
        """A step begins."""
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], description=name)

    def finish(self) -> None:
        """A step is over, well or not."""
        self.done += 1
        if self._progress is not None:
            self._progress.advance(self._progress.task_ids[0])


@contextmanager
def steps(total: int) -> Iterator[Steps]:
    """Show the steps of a run while it goes on."""
    if not sys.stderr.isatty():
        yield Steps(total)
        return
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    # A way of its own to the terminal: Dagster turns standard error to a file during each step.
    with os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8") as terminal:
        screen = Console(file=terminal, highlight=False)
        with Progress(*columns, console=screen, transient=True) as progress:
            progress.add_task("", total=total)
            yield Steps(total, _progress=progress)


def summary(found: Summary, ca: str, site: Path | None) -> None:
    """The end of a run, in one screen: files, rows, days, the site last."""
    if found.files:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for title in (_("fichier"), _("état")):
            table.add_column(title)
        for title in (_("lignes"), _("acceptées"), _("en quarantaine")):
            table.add_column(title, justify="right")
        for one in found.files:
            counts = (_number(one.lignes), _number(one.acceptees), _number(one.rejetees))
            table.add_row(escape(one.nom), _status(one.statut), *counts)
        out.print(table)
        identical(sum(one.identiques for one in found.files))
    else:
        out.print(_("Rien de nouveau dans le dossier de données."))
    if found.last_day:
        out.print(
            _("{jours} jours de ventes, du {premier} au {dernier} ; {rejets} ligne(s) en "
              "quarantaine.").format(
                jours=_number(found.days),
                premier=f"{found.first_day:%d/%m/%Y}",
                dernier=f"{found.last_day:%d/%m/%Y}",
                rejets=_number(found.rejects),
            )
        )  # fmt: skip
        out.print(_("Chiffre d’affaires total : {ca}").format(ca=ca))
    if site is not None:
        out.print(_("Site : {adresse}").format(adresse=site.as_uri()))
        out.print(_("Pour l’ouvrir : double-cliquez sur {chemin}").format(chemin=site))


def identical(count: int) -> None:
    """How many lines repeat another one: nothing is wrong with them."""
    if count:
        told = _("{nombre} ligne(s) identique(s) à une autre du même fichier : gardée(s), ce sont "
                 "de vraies ventes.")  # fmt: skip
        out.print(told.format(nombre=_number(count)))


def saved(file: Path, backup: Saved) -> None:
    """What a backup holds, and where it is."""
    size = _number(max(1, backup.octets // 1_000_000))
    out.print(
        _("{fichier} : la base et {nombre} fichier(s) d’origine, {taille} Mo. Gardez-en une copie "
          "sur un autre disque.").format(
            fichier=file, nombre=_number(backup.contents), taille=size)
    )  # fmt: skip


def restored(file: Path, backup: Saved) -> None:
    """What was brought back, and what is left to do."""
    out.print(
        _("La base et {nombre} fichier(s) d’origine sont ceux de {fichier}. Le site montre encore "
          "l’état d’avant : lancez sales-assets run.").format(
            nombre=_number(backup.contents), fichier=file)
    )  # fmt: skip


def corrections(number: int) -> None:
    """How many totals of a day of a store a run corrected."""
    told = _("{nombre} total(aux) d’un jour d’un magasin corrigé(s) : page Qualité du site.")
    if not number:
        told = _("Aucun total ne change : ces ventes avaient ce prix, ou portent le leur.")
    out.print(told.format(nombre=_number(number)))


def _number(value: int) -> str:
    from sales_assets.report.formats import entier

    return entier(value)


def _status(statut: str) -> str:
    return {
        "recue": _("reçu"),
        "lue": _("lu"),
        "chargee": _("chargé"),
        "en_attente": "[yellow]" + _("en attente") + "[/]",
        "refusee": "[red]" + _("refusé") + "[/]",
        "doublon": _("déjà reçu"),
    }[statut]


def reading(name: str, read: Reading) -> None:
    """What was recognised of a file, before its lines."""
    columns = ", ".join(f"{canonical} ← {written}" for canonical, written in read.columns.items())
    out.print(f"[bold]{escape(name)}[/]")
    facts: list[tuple[str, str]] = [
        (_("genre"), _(_GENRES[read.genre])),
        (_("encodage"), read.encoding),
        (_("séparateur"), {"\t": _("tabulation")}.get(read.delimiter, read.delimiter)),
        (_("dates"), str(read.date_order or "-")),
        (_("colonnes"), columns),
        (_("colonnes ignorées"), ", ".join(read.ignored) or "-"),
    ]
    for label, value in facts:
        out.print(_("  {nom} : {valeur}").format(nom=label, valeur=escape(value)))


def rejects(rows: Iterable[tuple[int, str, str]]) -> None:
    """The lines that would not load: line, why, raw text."""
    for line, why, text in rows:
        label = "[yellow]" + _("ligne") + f" {line}[/]"
        said = f"{escape(why)} | {escape(text)}"
        out.print(_("  {nom} : {valeur}").format(nom=label, valeur=said))


def reading_end(read: Reading) -> None:
    """The counts of a reading, once it is over."""
    out.print(
        _("  {lignes} ligne(s) : {acceptees} à charger, {rejetees} à mettre en quarantaine, "
          "{vides} vide(s).").format(
            lignes=_number(read.lignes),
            acceptees=_number(read.acceptees),
            rejetees=_number(read.rejetees),
            vides=_number(read.vides),
        )
    )  # fmt: skip
    for message in read.warnings:
        warning(message)
