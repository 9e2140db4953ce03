"""The days: their list, newest first, then the sheet of each (`day_sheet`).

What stays out: the calendar (`calendar`), arithmetic (`indicators`), HTML (`site/templates`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sales_assets.indicators.comparisons import Comparison, rate
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import cells, day_sheet, rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page, Sheet
from sales_assets.report.pages.periods import Periods
from sales_assets.report.pages.rendering import Scope
from sales_assets.report.pages.rows import SheetDay, records
from sales_assets.report.pages.tables import Cell, Column, Table, filled


def build(context: Context) -> Iterator[Page | Sheet]:
    """Return the list, then one sheet a day that has data, newest first."""
    periods = Periods(context)
    body = rendering.render(
        "jours.html",
        table=_table(context, periods) if periods.months else None,
        periodes=periods.around(context.day, context.day) if context.last_day else [],
    )
    words = _("Une fiche par jour de vente.")
    yield Page("jours.md", _("Jours"), body, (), words)
    grouped = day_sheet.Days(context, periods)
    sheets = context.sheets
    for place in range(len(sheets) - 1, -1, -1):
        before = sheets[place - 1] if place else None
        after = sheets[place + 1] if place + 1 < len(sheets) else None
        made_from = context.ingredients.day(sheets[place], before, after)
        make = partial(day_sheet.sheet, context, grouped, sheets[place], before, after)
        yield Sheet(f"jours/{sheets[place]}", made_from, make)


def _table(context: Context, periods: Periods) -> Table:
    """Every day, newest first: its CA or its state, what it is compared with, what was refused."""
    columns = [
        Column.plain(_("Jour")),
        Column.of("ca"),
        Column.of("ca", _("J-7"), proof=False),
        Column.of("evolution_j7"),
        Column.of("ca_comparable", wide=True),
        Column.of("n1_comparable", wide=True),
        Column.of("evolution_n1", wide=True),
        Column.of("lignes", wide=True),
        Column.plain(_("Quarantaine"), _("lignes"), number=True, wide=True),
    ]
    sheet = periods.history
    before = [None] * 7 + [None if formats.undefined(v) else int(v) for v in sheet["ca_e4"]]
    counts = dict(zip(context.snap.jours["date"], context.snap.jours["lignes"], strict=True))
    refused = context.rejected.groupby("date").size().to_dict()
    rows = [
        _row(context, columns, row, week_before, counts.get(row.date), refused.get(row.date))
        for row, week_before in zip(records(sheet, SheetDay), before, strict=False)
    ]
    first, last = (formats.as_date(sheet["date"].iloc[place]) for place in (0, -1))
    return Table(
        columns,
        rows[::-1],
        id="jours",
        sortable=True,
        page=50,
        search=_("Chercher un jour"),
        scope=Scope(first, last),
    )


def _row(
    context: Context,
    columns: list[Column],
    row: SheetDay,
    week_before: int | None,
    lines: int | None,
    refused: int | None,
) -> list[Cell]:
    day = formats.as_date(row.date)
    rejected = refused or Cell("", "0")
    if row.ca_e4 is None:
        nothing = [Cell("", "")] * 6
        return filled(
            columns,
            cells.weekday_cell(context, day, ""),
            cells.state_cell(row.etat),
            *nothing,
            rejected,
        )
    return filled(
        columns,
        cells.weekday_cell(context, day, ""),
        row.ca_e4,
        week_before,
        rate(row.ca_e4, week_before),
        *cells.compared_cells(Comparison(row.comparable_e4, row.n1_e4, row.ca_e4)),
        lines or 0,
        rejected,
    )
