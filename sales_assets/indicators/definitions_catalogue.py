"""Figures that are shown as they were delivered: prices, stock, headcount.

What goes in: their words, once. What stays out: whatever is computed from them
(`definitions_items`).
"""

from __future__ import annotations

from sales_assets.indicators.definition import HEADCOUNT, QUANTITY, Indicator
from sales_assets.language import mark

CATALOGUE = (
    Indicator(
        "prix_catalogue",
        mark("Prix du catalogue"),
        mark("Colonne prix du dernier fichier de produits"),
        "€",
        "euros",
        mark("Le prix d’aujourd’hui : une vente passée garde celui de son jour."),
        ("produits_prix_entier", "produits_prix_plausible", "produits_prix_connu"),
    ),
    Indicator(
        "stock",
        mark("Stock"),
        mark("Colonne stock du dernier fichier de produits"),
        mark("articles"),
        "entier",
        mark("Non daté, et pour toute l’entreprise : les fichiers ne le donnent pas par magasin."),
        ("produits_stock_positif", "produits_stock_connu"),
    ),
    Indicator(
        "salaries",
        mark("Salariés"),
        mark("Colonne nombre de salariés du dernier fichier de magasins"),
        mark("salariés"),
        "entier",
        mark("Effectif actuel ; les effectifs passés ne sont pas connus."),
        HEADCOUNT,
    ),
    Indicator(
        "derniere_vente",
        mark("Dernière vente"),
        mark("Dernier jour où une ligne de vente du produit a une quantité positive"),
        "",
        "jour_court",
        mark("Sans date quand l’historique livré ne contient aucune vente du produit."),
        QUANTITY,
    ),
)
