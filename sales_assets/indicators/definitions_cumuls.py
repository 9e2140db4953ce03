"""Indicators that look over many days: cumuls, rolling figures, profile, best and weakest.

What goes in: their words, once. What stays out: their computation (`ca`, `fiche`, `extremes`).
"""

from __future__ import annotations

from sales_assets.indicators.definition import MONEY, Indicator
from sales_assets.language import mark

CUMULS = (
    Indicator(
        "cumul_semaine",
        mark("Cumul de la semaine"),
        mark("Σ CA du lundi au jour J"),
        "€",
        "euros",
        mark("Les jours manquants sont listés, jamais comptés pour zéro."),
        MONEY,
    ),
    Indicator(
        "cumul_mois",
        mark("Cumul du mois"),
        mark("Σ CA du 1er du mois au jour J"),
        "€",
        "euros",
        mark("Les jours manquants sont listés, jamais comptés pour zéro."),
        MONEY,
    ),
    Indicator(
        "cumul_annee",
        mark("Cumul de l’année"),
        mark("Σ CA du 1er janvier au jour J"),
        "€",
        "euros",
        mark("Les jours manquants sont listés, jamais comptés pour zéro."),
        MONEY,
    ),
    Indicator(
        "cumul_n1",
        mark("Cumul N-1 comparable"),
        mark("Σ N-1 comparable du début du mois ou de l’année au jour J"),
        "€",
        "euros",
        mark("Un jour sans N-1 comparable n’y ajoute rien : le nombre de jours est indiqué."),
        MONEY,
    ),
    Indicator(
        "indice_cumul",
        mark("Indice cumul N/N-1"),
        mark("100 × Σ CA comparable ÷ Σ N-1 comparable"),
        mark("base 100"),
        "indice",
        mark("Le CA des jours et des magasins sans N-1 n’entre pas dans l’indice."),
        MONEY,
    ),
    Indicator(
        "ca_glissant",
        mark("CA glissant (7, 30, 365 jours)"),
        mark("Σ CA des derniers jours civils jusqu’au jour J"),
        "€",
        "euros",
        mark("Affiché si au moins deux tiers des jours non fermés ont des données valides."),
        MONEY,
    ),
    Indicator(
        "moyenne_mobile",
        mark("Moyenne mobile 7 jours"),
        mark("Moyenne du CA des jours valides parmi les 7 derniers jours civils"),
        "€",
        "euros_moyens",
        mark("Affichée si au moins deux tiers des jours non fermés ont des données valides."),
        MONEY,
    ),
    Indicator(
        "profil_semaine",
        mark("Profil de la semaine"),
        mark("CA moyen du jour de semaine ÷ CA moyen de tous les jours valides"),
        mark("base 100"),
        "indice",
        mark("Au moins quatre jours de chaque sorte."),
        MONEY,
    ),
    Indicator(
        "meilleur_jour",
        mark("Meilleur jour"),
        mark("CA le plus élevé parmi les jours valides"),
        "€",
        "euros",
        mark("Par CA, non par nombre de lignes ; les ex æquo sont tous cités."),
        MONEY,
    ),
    Indicator(
        "plus_faible_jour",
        mark("Plus faible jour"),
        mark("CA le plus bas parmi les jours valides, vrais zéros compris"),
        "€",
        "euros",
        mark("Les jours absents ou fermés ne comptent pas ; les ex æquo sont tous cités."),
        MONEY,
    ),
    Indicator(
        "meilleur_mois",
        mark("Meilleur mois"),
        mark("CA le plus élevé parmi les mois complets"),
        "€",
        "euros",
        mark("Un mois en cours, entamé ou incomplet n’est pas classé."),
        MONEY,
    ),
    Indicator(
        "plus_faible_mois",
        mark("Plus faible mois"),
        mark("CA le plus bas parmi les mois complets"),
        "€",
        "euros",
        mark("Un mois en cours, entamé ou incomplet n’est pas classé."),
        MONEY,
    ),
)
