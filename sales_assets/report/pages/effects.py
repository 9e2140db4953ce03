"""Why CA moved since the four weeks before: price, volume, mix, new and stopped products.

What stays out: the split itself (`indicators.pvm`), HTML.
"""

from __future__ import annotations

from sales_assets.indicators import pvm, revenue
from sales_assets.language import _
from sales_assets.report import formats
from sales_assets.report.pages import rendering, tables
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.rendering import Scope, own
from sales_assets.report.pages.tables import Cell, Column, Table


def table(context: Context) -> Table:
    """Return the effects, their sum first; empty when the periods cannot be compared."""
    snap = context.snap
    before, after = (
        revenue.totals_by(snap.produits_jour, "ID_produit", *period)
        for period in (context.window_before, context.window)
    )
    columns = [
        Column.plain(_("Effet")),
        Column.plain(_("Montant"), "€", number=True),
        Column.plain(_("Ce qu’il mesure"), wide=True),
    ]
    if before.empty or after.empty or not context.comparable:
        return Table(columns, [])
    changed = bool(snap.prix["ID_produit"].duplicated().any())
    found = pvm.in_cents(pvm.price_volume_mix(before, after, measurable=changed))
    keys = {_("Volume"): "effet_volume", _("Mix"): "effet_mix", _("Prix"): "effet_prix"}
    lines: list[tuple[str, formats.Number, str]] = [
        (_("Volume"), found.volume, _("plus ou moins d’articles vendus, au même prix moyen")),
        (_("Mix"), found.mix, _("des produits plus chers ou moins chers qu’avant")),
        (_("Prix"), found.price, _("prix changés, à quantités de la période")),
        (_("Nouveaux produits"), found.new, _("vendus maintenant, pas avant")),
        (_("Produits arrêtés"), found.stopped, _("vendus avant, plus maintenant")),
        (_("Non décomposé"), found.rest, _("produits dont les retours l’emportent")),
    ]
    rows = [
        [Cell(name), _amount(e4, keys.get(name, "")), Cell(words)]
        for name, e4, words in lines
        if e4 or name in (_("Volume"), _("Mix"))
    ]
    if not found.measurable:
        rows.insert(2, [Cell(_("Prix")), Cell(_("non mesurable"), ""),
                        Cell(_("aucun changement de prix connu"))])  # fmt: skip
    total = [
        Cell(_("Écart de CA")),
        _amount(found.gap_e4, "ecart_4s"),
        Cell(_("somme des effets")),
    ]
    return Table(columns, rows, total, scope=Scope(*context.window))


def _amount(e4: formats.Number | None, key: str) -> Cell:
    """A cell of an effect, a figure that opens its proof where it is an indicator."""
    shown = formats.bare(formats.euros(e4, signed=True))
    return tables.number(rendering.proof(own(shown), key) if key else shown, e4)
