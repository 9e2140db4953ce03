"""The chart of a month or a year: bars of CA, and N-1 comparable as a line before them.

What goes in: the reporting sheet (`indicators.fiche`). What stays out: its arithmetic, and charts
of the CA alone.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from sales_assets.indicators import days
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.chart import Chart, drawn, gutter, money_axis, money_ticks, specification
from sales_assets.report.chart_words import state_words
from sales_assets.report.couleurs import clair
from sales_assets.report.svg import svg_trend


class Point(NamedTuple):
    """A day or a month: its name, its word under the axis or "", its figures and its state."""

    nom: str
    court: str
    ca_e4: int | None
    n1_e4: int | None
    indice: Fraction | None
    etat: str


def ca_du_mois(sheet: pd.DataFrame, *, id: str = "ca-et-n1") -> Chart:
    """Draw a month from `fiche.par_jour`: bars of daily CA, line of N-1 comparable."""
    points = [
        Point(
            formats.jour_long(when),
            formats.jour_tres_court(when) if when.weekday() == 0 else "",
            _amount(ca),
            _amount(n1),
            indice,
            str(etat),
        )
        for when, etat, ca, n1, indice in zip(
            days.to_days(sheet["date"]),
            sheet["etat"],
            sheet["ca_e4"],
            sheet["n1_e4"],
            sheet["indice"],
            strict=True,
        )
    ]
    return _chart(points, id, _("CA par jour et N-1 comparable"), _("Jour"))


def ca_de_l_annee(table: pd.DataFrame, en_cours: str = "", *, id: str = "ca-et-n1") -> Chart:
    """Draw a year from `fiche.par_mois`; `en_cours` is the month under way, or "".

    A month whose N-1 has fewer days than it would draw a fall that is none: it has no N-1 here.
    """
    whole = table["compares"] == table["jours"]
    table = table.assign(
        n1_e4=table["n1_e4"].where(whole), indice=table["indice"].where(whole, None)
    )
    points = [
        Point(
            formats.mois_long(mois) + (_(" (en cours)") if mois == en_cours else ""),
            formats.mois_moyen(mois) if place % 3 == 0 else "",
            _amount(ca),
            _amount(n1),
            indice,
            "vendu" if pd.notna(ca) else "absent",
        )
        for place, (mois, ca, n1, indice) in enumerate(
            zip(
                table["mois"],
                table["ca_e4"],
                table["n1_e4"],
                table["indice"],
                strict=True,
            )
        )
    ]
    return _chart(points, id, _("CA par mois et N-1 comparable"), _("Mois"))


def _amount(e4: Any) -> int | None:
    return None if pd.isna(e4) else int(e4)


def _chart(points: list[Point], id: str, titre: str, unite: str) -> Chart:
    ticks = money_ticks([amount for point in points for amount in (point.ca_e4, point.n1_e4)])
    closed = [point.etat == days.CLOSED for point in points]
    missing = [point.etat in days.MISSING for point in points]
    compared = any(point.n1_e4 is not None for point in points)
    said = [_("En euros"), _("barres : CA")]
    said += [_("trait : N-1 des mêmes magasins")] if compared else [_("aucun N-1 comparable")]
    said += [_("fond gris : jours fermés")] if any(closed) else []
    said += [_("« ? » : données manquantes")] if any(missing) else []
    return Chart(
        id=id,
        spec=_spec(points, ticks, closed, missing),
        titre=titre,
        sous_titre=" · ".join(said),
        texte=_words(titre, points),
        table={
            unite: [point.nom for point in points],
            _("CA"): [formats.euros(point.ca_e4) for point in points],
            _("N-1 comparable"): [formats.euros(point.n1_e4) for point in points],
            _("Indice"): [formats.indice(point.indice) for point in points],
            _("État"): [state_words(point.etat) for point in points],
        },
        svg=svg_trend(
            [drawn(point.ca_e4) for point in points],
            [drawn(point.n1_e4) for point in points],
            fermes=closed,
            manquants=missing,
            reperes=[(float(drawn(tick) or 0), formats.euros_ronds(tick)) for tick in ticks],
            dates=[(place, point.court) for place, point in enumerate(points) if point.court],
            legende=_line_words() if compared else "",
            roles="vente",
            trait="encre",
            marge=gutter(ticks),
        ),
    )


def _line_words() -> str:
    return _("— N-1 comparable")


def _hover(point: Point) -> str:
    if point.ca_e4 is None:
        return "<br>".join([point.nom, state_words(point.etat)])
    said = [point.nom, f"<b>{formats.euros(point.ca_e4)}</b>"]
    if point.n1_e4 is not None:
        said.append(_("N-1 comparable : {n1}").format(n1=formats.euros(point.n1_e4)))
    if point.indice is not None:
        said.append(_("indice {indice}").format(indice=formats.indice(point.indice)))
    return "<br>".join(said)


def _spec(
    points: list[Point], ticks: list[int], closed: list[bool], missing: list[bool]
) -> dict[str, Any]:
    places = list(range(len(points)))
    hover = [_hover(point) for point in points]
    data: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": places,
            "y": [drawn(point.ca_e4) for point in points],
            "hovertext": hover,
            "hoverinfo": "text",
            "marker": {"color": clair("vente")},
        },
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": places,
            "y": [drawn(point.n1_e4) for point in points],
            "connectgaps": False,
            "hoverinfo": "skip",
            "line": {"color": clair("encre"), "width": 2},
            "marker": {"color": clair("encre"), "size": 6},
        },
    ]
    silent = [place for place in places if points[place].ca_e4 is None]
    data.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": silent,
            "y": [0] * len(silent),
            "text": ["?" if missing[place] else "" for place in silent],
            "textposition": "top center",
            "textfont": {"color": clair("attention")},
            "hovertext": [hover[place] for place in silent],
            "hoverinfo": "text",
        }
    )
    marks = [place for place in places if points[place].court]
    layout: dict[str, Any] = {
        "margin": {"l": gutter(ticks), "r": 0, "t": 24, "b": 32},
        "xaxis": {
            "tickmode": "array",
            "tickvals": marks,
            "ticktext": [points[place].court for place in marks],
            "range": [-0.5, max(len(points), 1) - 0.5],
            "fixedrange": True,
        },
        "yaxis": money_axis(ticks),
        "shapes": [
            _shade(place, role)
            for flags, role in ((closed, "ferme"), (missing, "manquant"))
            for place, flag in enumerate(flags)
            if flag
        ],
        "annotations": _label() if any(point.n1_e4 is not None for point in points) else [],
    }
    return specification(data, layout)


def _shade(place: int, role: str) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": place - 0.5,
        "x1": place + 0.5,
        "y0": 0,
        "y1": 1,
        "fillcolor": clair(role),
        "line": {"width": 0},
        "layer": "below",
    }


def _label() -> list[dict[str, Any]]:
    """Name the line above the plot, in its colour: no legend to look up."""
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": 1,
            "text": _line_words(),
            "showarrow": False,
            "xanchor": "right",
            "yanchor": "bottom",
            "font": {"color": clair("encre")},
        }
    ]


def _words(titre: str, points: list[Point]) -> str:
    """Say the chart to a reader who does not see it."""
    known = [(point.ca_e4, point.nom) for point in points if point.ca_e4 is not None]
    if not known:
        return _("{title} : aucune donnée.").format(title=titre)
    high, low = max(known)[0], min(known)[0]
    words = _("{titre}. Plus haut : {haut}, {quand}. Plus bas : {bas}, {quand_bas}.")
    return words.format(
        titre=titre,
        haut=formats.euros(high),
        quand=formats.enumere(nom for value, nom in known if value == high),
        bas=formats.euros(low),
        quand_bas=formats.enumere(nom for value, nom in known if value == low),
    )
