"""What a run and a check look like on a terminal. What stays out: deciding anything."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sales_assets.contract.values import printable
from sales_assets.language import _, mark, plural

if TYPE_CHECKING:
    from datetime import datetime

    from sales_assets.loading.backup import Saved
    from sales_assets.loading.preview import Preview
    from sales_assets.loading.rebuilding import Rebuilt
    from sales_assets.loading.summary import Summary

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
_GENRES = {
    "produits": mark("produits"),
    "magasins": mark("magasins"),
    "evenements": mark("événements"),
    "objectifs": mark("objectifs"),
    "historique": mark("historique de ventes"),
    "jour": mark("ventes d’un jour"),
}
_IDS = 5
_NOTES = 10
_LONGEST = 200
"""Characters shown of a line of a file."""


_NEAREST = str.maketrans(
    {"’": "'", "«": '"', "»": '"', "€": "EUR", "→": "->", "←": "<-", "×": "x", "–": "-", "✗": "x"}
)


def fit_the_terminal() -> None:
    """Write what an output's encoding lacks by the nearest signs: no locale stops a command."""
    codecs.register_error("nearest", _nearest)
    for output in (sys.stdout, sys.stderr):
        if isinstance(output, TextIOWrapper):  # else closed by whoever started the command
            output.reconfigure(errors="nearest")


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    signs = (unicodedata.normalize("NFKD", sign.translate(_NEAREST)) for sign in lacking)
    plain = (sign.encode("ascii", "ignore").decode() for sign in signs)
    return "".join(sign or "?" for sign in plain), error.end


def problem(message: str, code: str = "") -> None:
    """Tell a person what went wrong and what to do, on standard error, with its code if any."""
    err.print(f"[bold red]✗[/] {_inert(message)}" + (f" [dim]({code})[/]" if code else ""))


def warning(message: str) -> None:
    """Tell what was odd but taken, on standard error."""
    err.print(f"[yellow]![/] {_inert(message)}")


def notes(messages: Sequence[str]) -> None:
    """Tell what was odd in the files of a run; of many, the first."""
    for message in messages[:_NOTES]:
        warning(message)
    if (left := len(messages) - _NOTES) > 0:
        warning(
            plural(
                "{nombre} autre remarque : etl.log la dit.",
                "{nombre} autres remarques : etl.log les dit toutes.",
                left,
            ).format(nombre=left)
        )


def proposal(entry: str) -> None:
    """Show what the titles of a file may mean, to be checked by whoever knows the till."""
    out.print(
        _(
            "Ses titres veulent peut-être dire ceci. Vérifiez-le, puis mettez-le dans "
            "correspondances.toml, dans le dossier de données (check --write le fait) :"
        )
    )
    out.print(_inert(entry))


def written(file: Path, entry: str) -> None:
    """Tell what was added to the shop's own layouts."""
    out.print(_("Ajouté à {fichier} :").format(fichier=file))
    out.print(_inert(entry))


def _inert(text: str) -> str:
    """Text that may come from a file, as one that neither Rich nor the terminal obeys."""
    lines = (map(printable, line.split("\t")) for line in text.split("\n"))
    return escape("\n".join(map("\t".join, lines)))


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


def summary(found: Summary, ca: str, site: Path | None, address: str | None = None) -> None:
    """The end of a run, in one screen: files, rows, days, the site last.

    `address` is where people reach the site, when it is not by the file `site` itself.
    """
    if found.files:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for title in (_("fichier"), _("état")):
            table.add_column(title)
        for title in (_("lignes"), _("acceptées"), _("en quarantaine")):
            table.add_column(title, justify="right")
        for one in found.files:
            counts = (_number(one.lignes), _number(one.acceptees), _number(one.rejetees))
            table.add_row(_inert(one.nom), _status(one.statut), *counts)
        out.print(table)
        _aside(found)
        identical(sum(one.identiques for one in found.files))
    else:
        out.print(_("Rien de nouveau dans le dossier de données."))
    if found.last_day:
        out.print(
            _("{jours}, du {premier} au {dernier} ; {rejets} en quarantaine.").format(
                jours=counted(found.days, "jour de ventes", "jours de ventes"),
                premier=f"{found.first_day:%d/%m/%Y}",
                dernier=f"{found.last_day:%d/%m/%Y}",
                rejets=counted(found.rejects, "ligne", "lignes"),
            )
        )
        out.print(_("Chiffre d’affaires total : {ca}").format(ca=ca))
    if site is None:
        return
    out.print(_("Site : {adresse}").format(adresse=address or site.as_uri()))
    if address is None:
        out.print(_("Pour l’ouvrir : double-cliquez sur {chemin}").format(chemin=site))


def _aside(found: Summary) -> None:
    """A line for each reason for which rows of a file are set aside."""
    from sales_assets.contract import explain

    names = {one.livraison: one.nom for one in found.files}
    for one in found.aside:
        told = _("{fichier} : {nombre} × {raison} (ligne {ligne})").format(
            fichier=names[one.livraison],
            nombre=_number(one.lignes),
            raison=explain(one.raison, one.colonne).rstrip("."),
            ligne=one.premiere,
        )
        out.print(_inert(told))


def identical(count: int) -> None:
    """How many lines repeat another one: nothing is wrong with them."""
    if count:
        told = plural(
            "{nombre} ligne identique à une autre du même fichier : gardée, c’est une vraie vente.",
            "{nombre} lignes identiques à une autre du même fichier : gardées, ce sont de vraies "
            "ventes.",
            count,
        )
        out.print(told.format(nombre=_number(count)))


def json(found: dict[str, Any]) -> None:
    """The same for a program: days as AAAA-MM-JJ, nothing else on standard output."""
    from json import dumps

    out.out(dumps(found, indent=2, default=str))


def sound(found: Summary) -> None:
    """How much of the base was found to be what the program wrote."""
    days = counted(found.days, "jour de ventes", "jours de ventes")
    out.print(_("La base est saine : {jours}, chaque total contre ses lignes.").format(jours=days))


def went_back(page: Path, published: datetime) -> None:
    """Which release readers see again, and until when."""
    out.print(
        _("{page} montre de nouveau la version publiée le {jour} à {heure}, jusqu’au prochain "
          "passage qui apporte du nouveau.").format(
            page=page, jour=f"{published:%d/%m/%Y}", heure=f"{published:%H:%M:%S}")
    )  # fmt: skip


def rebuilt(done: Rebuilt) -> None:
    """How much of the archive the base was made again from, and what is left to do."""
    deliveries = counted(done.deliveries, "livraison reçue", "livraisons reçues")
    out.print(
        _("La base est refaite depuis l’archive : {livraisons} de nouveau. Le site est à "
          "refaire : sales-assets run").format(livraisons=deliveries)
    )  # fmt: skip
    if done.unrecorded:
        warning(
            _("{nombre} fichiers de l’archive n’ont rien qui dise comment ils sont arrivés : ils "
              "ne sont pas dans la base. S’il en manque, redéposez-les.").format(
                nombre=_number(done.unrecorded))
        )  # fmt: skip


def saved(file: Path, backup: Saved) -> None:
    """What a backup holds, and where it is."""
    size = _number(max(1, backup.octets // 1_000_000))
    out.print(
        _("{fichier} : la base et {origine}, {taille} Mo. Gardez-en une copie sur un autre "
          "disque.").format(fichier=file, origine=_originals(backup), taille=size)
    )  # fmt: skip


def restored(file: Path, backup: Saved) -> None:
    """What was brought back, and what is left to do."""
    out.print(
        _("La base et {origine} sont ceux de {fichier}. Le site montre encore l’état d’avant : "
          "lancez sales-assets run.").format(origine=_originals(backup), fichier=file)
    )  # fmt: skip


def _originals(backup: Saved) -> str:
    return counted(backup.contents, "fichier d’origine", "fichiers d’origine")


def corrections(number: int) -> None:
    """How many totals of a day of a store a run corrected."""
    told = plural(
        "{nombre} total d’un jour d’un magasin corrigé : page Qualité du site.",
        "{nombre} totaux d’un jour d’un magasin corrigés : page Qualité du site.",
        number,
    )
    if not number:
        told = _("Aucun total ne change : ces ventes avaient ce prix, ou portent le leur.")
    out.print(told.format(nombre=_number(number)))


def _number(value: int) -> str:
    from sales_assets.report.formats import whole

    return whole(value)


def counted(number: int, one: str, many: str) -> str:
    """A number and the noun that agrees with it (gettext keyword `compte`)."""
    from sales_assets.report import formats

    return formats.counted(number, one, many)


def _status(statut: str) -> str:
    return {
        "recue": _("reçu"),
        "lue": _("lu"),
        "chargee": _("chargé"),
        "en_attente": "[yellow]" + _("en attente") + "[/]",
        "refusee": "[red]" + _("refusé") + "[/]",
        "doublon": _("déjà reçu"),
    }[statut]


def preview(found: Preview) -> None:
    """What a file is, what it would load, what not and why; what is odd last, as warnings."""
    read = found.reading
    out.print(f"[bold]{_inert(read.name)}[/]")
    for label, value in _facts(found):
        out.print(_("  {nom} : {valeur}").format(nom=label, valeur=_inert(value)))
    _lines(_("À mettre en quarantaine"), found, found.rejets, "")
    _lines(_("En attente"), found, found.attentes, "attente ")
    out.print(f"  {_account(found)}")
    identical(found.identiques)
    if found.jours:
        for message in _unverified(found):
            warning(message)
    for message in read.warnings:
        warning(message)
    if found.recue:
        warning(
            _("{nom} : ce contenu est déjà arrivé sous le nom {autre}, il n’y a rien à charger.")
            .format(nom=read.name, autre=found.recue)
        )  # fmt: skip
    if found.moindres:
        problem(_held(found))


def _unverified(found: Preview) -> Iterator[str]:
    """Which ids could not be compared, and why."""
    missing = {
        _("produits"): not found.catalogue.products,
        _("magasins"): not found.catalogue.stores,
    }
    for what, is_missing in missing.items():
        if is_missing:
            yield _("{nom} : aucun fichier de {quoi} lisible ici : les identifiants n’ont pas été "
                    "comparés.").format(nom=found.reading.name, quoi=what)  # fmt: skip
    for name in found.catalogue.refused:
        told = _("{nom} est là mais refusé : sales-assets check {nom} dit pourquoi.")
        yield told.format(nom=name)


def _held(found: Preview) -> str:
    first = found.moindres[0]
    return _(
        "{nom} serait mis en attente : le {jour}, le magasin {magasin} passerait de {avant} à "
        "{apres} lignes ({nombre} cas)."
    ).format(
        nom=found.reading.name,
        jour=f"{first.jour:%d/%m/%Y}",
        magasin=first.magasin,
        avant=_number(first.avant),
        apres=_number(first.apres),
        nombre=_number(len(found.moindres)),
    )


def _account(found: Preview) -> str:
    """Every line in one of four places; what is none of them is left out."""
    read, waiting = found.reading, found.attentes.total()
    places = [
        (_("{nombre} à charger"), read.acceptees - waiting),
        (_("{nombre} en attente"), waiting),
        (_("{nombre} à mettre en quarantaine"), read.rejetees),
        (plural("{nombre} vide", "{nombre} vides", read.vides), read.vides),
    ]
    told = [text.format(nombre=_number(count)) for text, count in places if count]
    lines = counted(read.lignes, "ligne", "lignes")
    if not told:
        return _("Aucune ligne.")
    return _("{lignes} : {places}.").format(lignes=lines, places=", ".join(told))


def _facts(found: Preview) -> list[tuple[str, str]]:
    read = found.reading
    columns = ", ".join(f"{name} ← {_quoted(written)}" for name, written in read.columns.items())
    facts = [
        (_("genre"), _(_GENRES[read.genre])),
        (_("encodage"), _ENCODINGS[read.encoding]),
        (_("séparateur"), _separator(read.delimiter)),
        (_("colonnes"), columns),
    ]
    if not read.genre.is_sales:
        return facts
    facts.insert(3, (_("dates"), _order(read.date_order)))
    if found.jours:
        span = _("{nombre}, du {premier} au {dernier}").format(
            nombre=_number(len(found.jours)),
            premier=f"{min(found.jours):%d/%m/%Y}",
            dernier=f"{max(found.jours):%d/%m/%Y}",
        )
        facts.append((_("jours"), span))
    return facts


_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
}


def _separator(mark: str) -> str:
    names = {"\t": _("tabulation"), ";": _("point-virgule"), ",": _("virgule"), "|": _("barre")}
    return names[mark] if mark == "\t" else f"{names[mark]} {_quoted(mark)}"


def _quoted(text: str) -> str:
    return _("« {texte} »").format(texte=text)


def _order(order: str | None) -> str:
    return {
        None: _("AAAA-MM-JJ"),
        "jour_mois": _("jour d’abord (JJ/MM/AAAA)"),
        "mois_jour": _("mois d’abord (MM/JJ/AAAA)"),
        "melange": _("jour et mois d’abord mélangés"),
    }[order]


def _lines(title: str, found: Preview, counts: Mapping[str, int], key: str) -> None:
    """The first lines of each reason, the count of the others."""
    from sales_assets.contract import Reason, explain

    for reason, count in counts.items():
        ids = list(found.noms.get(reason, {})) if key else []
        named = f" ({', '.join(ids[:_IDS])}{', …' if len(ids) > _IDS else ''})" if ids else ""
        shown = found.lignes[key + reason]
        unpriced = key and reason == Reason.PRIX_INVALIDE  # the catalogue's price, not the line's
        column = "prix" if unpriced else shown[0].colonne
        told = _inert(f"{explain(reason, column)}{named}")
        out.print(_("  [yellow]{titre}[/] : {nombre} × {raison}").format(
            titre=title, nombre=_number(count), raison=told))  # fmt: skip
        for line in shown:
            where = _("ligne {nombre}").format(nombre=line.ligne)
            at = f"{where}, {line.colonne}" if line.colonne else where
            out.print(f"    {at} | {_inert(_short(line.texte))}")
        if count > len(shown):
            others = counted(count - len(shown), "autre", "autres")
            out.print(_("    … et {autres}").format(autres=others))


def _short(text: str) -> str:
    """A record on one line of the screen, a line end inside it drawn."""
    text = text.replace("\n", "⏎")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
