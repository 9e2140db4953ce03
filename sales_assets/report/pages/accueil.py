"""The first page: one big number, its comparisons, the trend, words, then the rest.

What stays out: the arithmetic (`indicators`) and the HTML (`site/templates/accueil.html`).
"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
from markupsafe import Markup

from sales_assets.indicators import ca, comparisons, extremes, stock
from sales_assets.language import _
from sales_assets.report import charts, formats
from sales_assets.report.pages import phrases, rendering
from sales_assets.report.pages.cellules import change_mots, par_salarie
from sales_assets.report.pages.context import Context, sparkline
from sales_assets.report.pages.model import Page
from sales_assets.report.pages.periodes import lien_annee, lien_mois, nombre_de_jours
from sales_assets.report.pages.rendering import Card, Cell, Column, Perimetre, Table, own, preuve
from sales_assets.report.pages.reperes import sans_reference, sans_semaine


def build(context: Context) -> Page:
    """Return the first page, or the one that says how to begin when there is no data."""
    if context.jour is None:
        return Page("index.md", _("Bienvenue"), rendering.render("accueil_vide.html"))
    snap, jour = context.snap, context.j
    trend = charts.daily_revenue(snap.jours, snap.etats, jour)
    totals = ca.day_totals(snap.jours, snap.etats, jour) or ca.Totals()
    rises, falls = _movers(context)
    body = rendering.render(
        "accueil.html",
        chiffre=formats.euros(totals.ca_e4),
        semaine_mots=_("vs {jour} dernier").format(jour=formats.jour_semaine(jour)),
        semaine=comparisons.compare_day(snap.jours, snap.etats, jour, 7),
        semaine_vide=sans_reference(snap.etats, jour - timedelta(days=7)),
        n1=comparisons.comparable_n1(context.pairs, snap.etats, jour, jour),
        jour=jour,
        perimetre=Perimetre(jour, jour),
        tendance=trend,
        phrases=phrases.morning(context),
        cartes=_cards(context, totals),
        comparables=context.comparables,
        hausses=rises,
        baisses=falls,
        magasins=_stores(context),
        stock=_stock(context),
        fenetre=formats.plage(*context.fenetre),
    )
    title = formats.majuscule(formats.jour_semaine(jour)) + " " + formats.jour_mois(jour)
    description = _("Les ventes du {jour} : {ca}.").format(
        jour=formats.jour_long(jour), ca=formats.euros(totals.ca_e4)
    )
    return Page("index.md", title, body, (trend,), description)


def _cards(context: Context, totals: ca.Totals) -> list[Card]:
    snap, jour = context.snap, context.j
    month = ca.cumul(snap.jours, snap.etats, jour, "mois")
    year = ca.cumul(snap.jours, snap.etats, jour, "annee")
    week = comparisons.rolling(snap.jours, snap.etats, jour, 7)
    day, seven = Perimetre(jour, jour), Perimetre(jour - timedelta(days=6), jour)
    weeks = Perimetre(*context.fenetre)
    low = int((context.stock["statut"].isin(["rupture", "bientot"])).sum())
    order = int((context.stock["a_commander"].fillna(0) > 0).sum())
    return [
        Card(
            _("Quantité du jour"),
            own(formats.entier(totals.quantite)),
            [preuve(rendering.compte(totals.lignes, "ligne de vente", "lignes de vente"), "lignes",
                    perimetre=day),
             _returns(totals, day)],
            _spark(context, "quantite", 28),
            context.lien_jour(jour),
            "quantite",
            day,
        ),
        Card(
            _("CA 7 jours"),
            own(formats.euros_ronds(week.valeur_e4)),
            [_against(week.taux, _("sur les 7 jours d’avant"), "evolution_7j", seven)
             if week.taux is not None else own(sans_semaine(week))],
            _spark(context, "ca_e4", 56),
            "calendrier.html",
            "ca_glissant",
            seven,
        ),
        Card(
            _("CA du mois à date"),
            own(formats.euros_ronds(month.ca_e4)),
            [*_n1(context, month), _missing(month)],
            _spark(context, "ca_e4", jour.day),
            lien_mois(f"{jour:%Y-%m}"),
            "cumul_mois",
            Perimetre(month.du, month.au),
        ),
        Card(
            _("CA de l’année à date"),
            own(formats.euros_ronds(year.ca_e4)),
            [*_n1(context, year), _missing(year)],
            _months(context),
            lien_annee(f"{jour:%Y}"),
            "cumul_annee",
            Perimetre(year.du, year.au),
        ),
        Card(
            _("À commander"),
            rendering.compte(order, "produit", "produits"),
            [_line(_("pour tenir {jours} jours"), jours=stock.COVER),
             _line(_("sous {jours} jours de stock : {nombre}"), jours=stock.LOW_COVER,
                   nombre=preuve(low, "couverture", perimetre=weeks))],
            "",
            "stock.html",
            "a_commander",
            weeks,
        ),
    ]  # fmt: skip


def _line(words: str, **values: object) -> Markup:
    return own(words.format(**values))


def _returns(totals: ca.Totals, day: Perimetre) -> Markup:
    if totals.taux_retour is None:
        return own(_("rien n’a été vendu"))
    rate = own(formats.pourcent(totals.taux_retour))
    return _line(_("retours : {taux} du CA brut"), taux=preuve(rate, "taux_retour", perimetre=day))


def _against(ratio: object, words: str, key: str, perimeter: Perimetre) -> Markup:
    return own(f"{preuve(rendering.change(ratio), key, perimetre=perimeter)} {words}")


def _n1(context: Context, period: ca.Cumul) -> list[Markup]:
    found = comparisons.comparable_n1(context.pairs, context.snap.etats, period.du, period.au)
    if found.taux is None or found.perimetre is None:
        return [own(_("N-1 : pas de jour comparable"))]
    covered = nombre_de_jours(found.perimetre.jours, found.perimetre.attendus)
    scope = _("vs N-1 {jours}").format(jours=f'<span class="v-nowrap">({covered})</span>')
    return [_against(found.taux, scope, "evolution_n1", Perimetre(period.du, period.au))]


def _missing(period: ca.Cumul) -> Markup:
    if not period.manquants:
        return own("")
    count = len(period.manquants)
    if count == 1:
        return _line(_("manque le {jour}"), jour=formats.jour_mois(period.manquants[0]))
    return _line(_("{nombre} jours manquent"), nombre=count)


def _spark(context: Context, column: str, count: int) -> str:
    snap, jour = context.snap, context.j
    du = jour - timedelta(days=max(count, 7) - 1)
    serie = ca.daily_series(snap.jours, snap.etats, du, jour)
    closed = (serie["etat"] == "ferme").tolist()
    # A closed day is no drop: the line of a card passes over it.
    points = [v for v, shut in zip(serie[column], closed, strict=True) if not shut]
    return charts.sparkline([None if pd.isna(v) else int(v) for v in points])


def _months(context: Context) -> str:
    snap = context.snap
    whole = extremes.complete_months(snap.mois, snap.etats, context.j)
    return charts.sparkline([int(v) for v in whole["ca_e4"].tail(12)])


def _movers(context: Context) -> tuple[Table, Table]:
    rises, falls = context.mouvements
    columns = [
        Column(_("Produit")),
        Column(_("Écart"), "€", number=True, indicateur="evolution_4s"),
        Column("%", number=True, indicateur="evolution_4s"),
    ]

    def table(moves: pd.DataFrame) -> Table:
        return Table(
            columns,
            [
                [
                    rendering.link(context.lien_produit(str(i)), context.nom_produit(str(i))),
                    rendering.number(formats.sans_unite(formats.euros_ronds(gap, signe=True)), gap),
                    Cell(change_mots(ratio, before)),
                ]
                for i, gap, ratio, before in zip(
                    moves["ID_produit"],
                    moves["ecart_e4"],
                    moves["taux"],
                    moves["reference_e4"],
                    strict=True,
                )
            ],
            perimetre=Perimetre(*context.fenetre),
        )

    return table(rises), table(falls)


def _stores(context: Context) -> Table:
    ranked = context.magasins_classes
    columns = [
        Column(_("Magasin")),
        Column(_("CA"), "€", number=True, indicateur="ca"),
        Column(_("par salarié"), "€", number=True, indicateur="ca_par_salarie"),
        Column(_("13 semaines"), number=True),
    ]
    rows = [
        [
            rendering.link(context.lien_magasin(str(row.ID_magasin)),
                           context.nom_magasin(str(row.ID_magasin))),
            rendering.number(bare(row.ca_e4), row.ca_e4),
            par_salarie(row.ca_par_salarie_e4),
            Cell(own(sparkline(context, str(row.ID_magasin)))),
        ]
        for row in rendering.records(ranked.head(10))
    ]  # fmt: skip
    return Table(columns, rows, perimetre=Perimetre(*context.fenetre))


def bare(e4: formats.Number | None) -> str:
    """Write a rounded amount without its unit, which the column's heading gives."""
    return formats.sans_unite(formats.euros_ronds(e4))


def _stock(context: Context) -> Table:
    table = context.stock
    low = table[table["statut"].isin(["rupture", "bientot"])]
    low = low.assign(ordre=[_cover_key(value) for value in low["couverture"]])
    low = low.sort_values(["ordre", "ID_produit"]).head(7)
    columns = [
        Column(_("Produit")),
        Column(_("Stock"), number=True, indicateur="stock"),
        Column(_("Tient"), _("jours"), number=True, indicateur="couverture"),
        Column(_("Commander"), number=True, indicateur="a_commander"),
    ]
    rows = [
        [
            rendering.link(context.lien_produit(str(row.ID_produit)),
                           context.nom_produit(str(row.ID_produit))),
            rendering.whole(row.stock),
            rendering.number(formats.nombre(row.couverture, 0), row.couverture),
            rendering.whole(row.a_commander),
        ]
        for row in rendering.records(low)
    ]  # fmt: skip
    return Table(columns, rows, perimetre=Perimetre(*context.fenetre))


def _cover_key(value: formats.Number | None) -> float:
    return -1.0 if formats.undefined(value) else float(value)
