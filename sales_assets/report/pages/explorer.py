"""Explorer: the reader's own questions, by period, store and product, added up in the page.

What goes in: the form, the words of its script, the names and states it needs. What stays out: the
cells (`report/explorer.py`) and their sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sales_assets.indicators import days
from sales_assets.language import _, plural
from sales_assets.report import charts, explorer, formats
from sales_assets.report.pages import rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page, Sheet
from sales_assets.report.pages.tables import Column, Table

_TOLD = ("rayon", "fournisseur")
"""Groups of products, where files tell them."""
_WIDE = ("lignes", "retours")
_PRESETS = ("7j", "28j", "mois", "annee", "tout")


def build(context: Context) -> Iterator[Page | Sheet]:
    """Return the page, then the script of each month."""
    title = _("Explorer")
    about = _("Vos ventes par période, magasin et produit, et leurs totaux exacts.")
    empty = context.last_day is None or context.snap.jours.empty
    if empty or not explorer.is_exact(context.snap.jours):
        body = rendering.render("explorer_vide.html", vide=empty)
        yield Page("explorer.md", title, body, (), about)
        return
    months, words = explorer.months(context.snap), _words(context)
    names = explorer.names({**_content(context, months), "mots": words})
    first, last = context.window
    window = max(first, days.known(context.snap.etats)[0]), last  # type: ignore[index]
    body = rendering.render(
        "explorer.html",
        noms=names.path,
        jours=_limits(context),
        fenetre=[day.isoformat() for day in window],
        titre=" · ".join(
            [formats.span_words(*window), words["tous_magasins"], words["tous_produits"]]
        ),
        groupes=list(words["titres"].items()),
        periodes=[(name, _preset_words()[name]) for name in _PRESETS],
        table=_table(),
    )
    yield Page("explorer.md", title, body, (), about, extras=(names,))
    yield from months.values()


def _limits(context: Context) -> tuple[str, str]:
    first, last = days.known(context.snap.etats)  # type: ignore[misc]
    return first.isoformat(), last.isoformat()


def _content(context: Context, months: Mapping[str, Sheet]) -> dict[str, Any]:
    """What the script knows first, beside its words: days and their states, names, files."""
    first, last = _limits(context)
    return {
        "premier": first,
        "dernier": last,
        "jour": context.day.isoformat(),
        "etats": "".join(str(state)[0] for state in context.snap.etats["etat"]),
        "magasins": [[*row, role] for row, role in zip(
            _named(context.store_names),
            charts.store_colours(list(context.store_names)).values(), strict=True)],
        "produits": _products(context),
        "mois": {month: explorer.path(month, sheet) for month, sheet in months.items()},
    }  # fmt: skip


def _named(names: Mapping[str, str]) -> list[list[str]]:
    """Id, name and file name of each; cleaned of what would reorder or hide text."""
    return [[key, formats.clean(name), formats.slug(key)] for key, name in names.items()]


def _products(context: Context) -> list[list[str]]:
    """Them, and what each belongs to where files tell it, "" for nothing."""
    named = _named(context.product_names)
    if context.told.isdisjoint(_TOLD):
        return named
    groups = (context.departments, context.suppliers)
    return [[*row, *(formats.clean(group.get(row[0], "")) for group in groups)] for row in named]


def _table() -> Table:
    shown = [
        Column.of(key, wide=key in _WIDE, proof=False)  # of the reader's own question
        for key in ("ca", "part_ca", "quantite", "pvm", "lignes", "retours")
    ]
    days_sold = Column.plain(_("Jours de vente"), number=True, wide=True)
    columns = [Column.plain(_("Jour")), *shown, days_sold]
    return Table(columns, [], id="explorer", sortable=True, page=50, search=_("Chercher"))


def _group_words(context: Context) -> dict[str, str]:
    words = {
        "jour": _("Jour"),
        "semaine": _("Semaine"),
        "mois": _("Mois"),
        "jour_semaine": _("Jour de la semaine"),
        "magasin": _("Magasin"),
        "rayon": _("Rayon"),
        "fournisseur": _("Fournisseur"),
        "produit": _("Produit"),
    }
    return {name: text for name, text in words.items() if name not in _TOLD or name in context.told}


def _preset_words() -> dict[str, str]:
    return {
        "7j": _("7 jours"),
        "28j": _("28 jours"),
        "mois": _("Mois"),
        "annee": _("Année"),
        "tout": _("Tout"),
    }


def _words(context: Context) -> dict[str, Any]:
    """The words of the script; a pair is singular and plural."""
    words = {
        "du_au": _("Du {du} au {au}"),
        "le": _("Le {du}"),
        "semaine_du": _("semaine du {jour}"),
        "tous_magasins": _("tous les magasins"),
        "tous_produits": _("tous les produits"),
        "tous": _("Tous"),
        "par": _("CA par {groupe}"),
        "euros": _("en €"),
        "premiers": _("les {nombre} premiers sur {total}, en €"),
        "sur_jours": _("sur {jours}"),
        "dont_retours": _("dont retours {montant}"),
        "annonce": _("{groupes}, CA {ca}"),
        "attente": _("Lecture des ventes…"),
        "illisible": _(
            "Des ventes de cette période ne se chargent pas. Rechargez la page ; si cela continue, "
            "publiez à nouveau le site."
        ),
        "sans_vente": _(
            "Aucune vente ne répond à ces choix. Élargissez la période, ou retirez un magasin ou "
            "un produit."
        ),
        "a_l_envers": _("La période finit avant de commencer : changez l’une des deux dates."),
        "trop": _(
            "{mois} compte trop de ventes pour croiser magasins et produits dans la page. Gardez "
            "l’un des deux, ou prenez le fichier du jour dans Téléchargements."
        ),
        "manquants": _("Sans données dans cette période : {jours}."),
        "en_cours": _("La journée du {jour} est en cours : ses chiffres sont incomplets."),
        "restent": _("{nombre} affichés sur {total} : précisez la recherche."),
        "aucun_nom": _("Rien ne porte ce nom."),
    }
    spaced = {key: rendering.spaced(text) for key, text in words.items()}
    return {
        **spaced,
        "titres": _group_words(context),
        "noms": [_nouns(1), _nouns(2)],
        "sans": {"rayon": _("sans rayon"), "fournisseur": _("sans fournisseur")},
    }


def _nouns(number: int) -> dict[str, str]:
    return {
        "jour": plural("{nombre} jour", "{nombre} jours", number),
        "semaine": plural("{nombre} semaine", "{nombre} semaines", number),
        "mois": plural("{nombre} mois", "{nombre} mois", number),
        "jour_semaine": plural(
            "{nombre} jour de la semaine", "{nombre} jours de la semaine", number
        ),
        "magasin": plural("{nombre} magasin", "{nombre} magasins", number),
        "rayon": plural("{nombre} rayon", "{nombre} rayons", number),
        "fournisseur": plural("{nombre} fournisseur", "{nombre} fournisseurs", number),
        "produit": plural("{nombre} produit", "{nombre} produits", number),
    }
