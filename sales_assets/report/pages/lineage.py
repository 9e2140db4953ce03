"""Where the figures come from: assets, deliveries, runs, log.

What stays out: reading the graph, its runs and the log (`graph.lineage`, given as `Context.trace`),
HTML (`site/templates/tracabilite.html`). A name or a message of a file is foreign text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sales_assets.language import _, mark
from sales_assets.report import formats
from sales_assets.report.lineage import lineage_svg
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.registers import all_deliveries_table
from sales_assets.report.pages.rendering import own, piece
from sales_assets.report.pages.tables import Cell, Column, Table
from sales_assets.report.trace import Execution, TracedAsset

LOG_CELLS = 6
GROUPS = {
    "raw": mark("Fichiers"),
    "tables": mark("Tables"),
    "totals": mark("Totaux"),
    "report": mark("Rapport"),
}
STATUSES = {
    "SUCCESS": mark("réussie"),
    "FAILURE": mark("échouée"),
    "CANCELED": mark("annulée"),
}


def build(context: Context) -> Iterator[Page]:
    """Return the page of lineage."""
    trace = context.trace
    assets = tuple(
        replace(asset, group=_(GROUPS.get(asset.group, asset.group))) for asset in trace.assets
    )
    body = rendering.render(
        "tracabilite.html",
        image=lineage_svg(assets, _told(assets)),
        groupes=[(group, [(one, _columns(one)) for one in assets if one.group == group])
                 for group in dict.fromkeys(asset.group for asset in assets)],
        livraisons=all_deliveries_table(context.snap.livraisons.iloc[::-1]),
        executions=_runs(trace.runs),
        journal=_log(trace.log),
    )  # fmt: skip
    words = _("D’où vient chaque chiffre : fichiers, tables, exécutions, journal.")
    yield Page("tracabilite.md", _("Traçabilité"), body, (), words)


def _told(assets: tuple[TracedAsset, ...]) -> str:
    """The picture in words."""
    said = [
        _("{nom} vient de {sources}").format(nom=asset.name, sources=formats.listed(asset.sources))
        for asset in assets
        if asset.sources
    ]
    return _("Lignage : {liens}.").format(liens=_(" ; ").join(said))


def _columns(asset: TracedAsset) -> Table:
    columns = [Column.plain(_("Colonne")), Column.plain(_("Type")), Column.plain(_("Ce que c’est"))]
    rows = [
        [Cell(piece("code", c.name), c.name), Cell(c.type.lower()),
         Cell(_(c.description) if c.description else "")]
        for c in asset.columns
    ]  # fmt: skip
    return Table(columns, rows)


def _runs(runs: tuple[Execution, ...]) -> Table:
    columns = [
        Column.plain(_("Début")),
        Column.plain(_("Durée"), "s", number=True),
        Column.plain(_("État")),
        Column.plain(_("Jours")),
    ]
    rows = [
        [
            Cell(own(f"{formats.short_day(run.started.date())} {run.started:%H:%M:%S}"),
                 run.started.isoformat()),
            tables.number(formats.decimal(run.seconds), run.seconds),
            _status(run.status),
            Cell(_span(run.days)),
        ]
        for run in runs
    ]  # fmt: skip
    return Table(columns, rows, id="executions", sortable=len(rows) > 3, page=25)


def _status(code: str) -> Cell:
    return Cell(piece("verdict", _(STATUSES.get(code, code)), loud=code != "SUCCESS"), code)


def _span(daily: tuple[str, ...]) -> str:
    try:
        found = [date.fromisoformat(day) for day in daily]
    except ValueError:
        return " – ".join(daily)
    if not found:
        return _("sans jour")
    return formats.span_words(found[0], found[-1])


def _log(lines: tuple[str, ...]) -> Table:
    columns = [
        Column.plain(_("Quand")),
        Column.plain(_("Étape")),
        Column.plain(_("Fichier")),
        Column.plain(_("Lignes"), number=True, wide=True),
        Column.plain(_("Résultat")),
        Column.plain(_("Message"), wide=True),
    ]
    rows = [_line(line) for line in reversed(lines)]
    words = _("Chercher dans le journal")
    return Table(columns, rows, id="journal", sortable=len(rows) > 3, page=25, search=words)


def _line(line: str) -> list[Cell]:
    """A line of the log by its cells; one that is not of its form stands whole as a message."""
    cells = line.split(" | ", LOG_CELLS - 1)
    if len(cells) != LOG_CELLS:
        return [*[Cell("")] * (LOG_CELLS - 1), Cell(line)]
    when, step, file, rows, outcome, message = cells
    count = tables.whole(int(rows)) if rows.isdecimal() and len(rows) < 16 else Cell(rows, "")
    shown = Cell(outcome)
    if outcome == "ERREUR":
        shown = Cell(piece("loud", outcome), outcome)
    return [Cell(when), Cell(step), Cell("" if file == "-" else file), count, shown,
            Cell("" if message == "-" else message)]  # fmt: skip
