"""Indicators of a day or a period: amounts, means, changes.

What goes in: their words, once. What stays out: their computation (`ca`, `comparisons`), cumuls
and extremes (`definitions_cumuls`).
"""

from __future__ import annotations

from sales_assets.indicators.definition import (
    LINE_COUNT,
    MONEY,
    QUANTITY,
    Indicator,
)
from sales_assets.language import mark

PERIODS = (
    Indicator(
        "ca",
        mark("CA"),
        mark("Σ quantité × prix appliqué"),
        "€",
        "euros",
        mark(
            "HT ou TTC : les fichiers ne le disent pas. Les remises n’apparaissent que si la ligne "
            "porte son prix."
        ),
        MONEY,
    ),
    Indicator(
        "ca_brut",
        mark("CA brut"),
        mark("Σ quantité × prix des lignes de quantité positive"),
        "€",
        "euros",
        mark("Avant déduction des retours."),
        MONEY,
    ),
    Indicator(
        "retours",
        mark("Retours"),
        mark("Σ quantité × prix des lignes de quantité négative"),
        "€",
        "euros",
        mark("Comptés le jour du retour, non celui de l’achat."),
        (*MONEY, "ventes_part_des_retours"),
    ),
    Indicator(
        "taux_retour",
        mark("Taux de retour"),
        mark("Retours ÷ CA brut"),
        "%",
        "pourcent",
        mark("Comptés le jour du retour ; sans valeur si rien n’a été vendu."),
        (*MONEY, "ventes_part_des_retours"),
    ),
    Indicator(
        "quantite",
        mark("Quantité nette"),
        mark("Σ quantité, retours déduits"),
        mark("articles"),
        "entier",
        "",
        QUANTITY,
    ),
    Indicator(
        "lignes",
        mark("Nombre de lignes"),
        mark("Nombre de lignes de vente"),
        mark("lignes"),
        "entier",
        mark("Une ligne n’est pas un ticket."),
        LINE_COUNT,
    ),
    Indicator(
        "montant_moyen_ligne",
        mark("Montant moyen par ligne"),
        mark("CA ÷ nombre de lignes"),
        "€",
        "euros_moyens",
        mark("Ce n’est pas un panier moyen : une ligne n’est pas un ticket."),
        (*MONEY, *LINE_COUNT[3:]),
    ),
    Indicator(
        "pvm",
        mark("PVM (prix de vente moyen)"),
        mark("CA ÷ quantité nette"),
        "€",
        "euros_moyens",
        mark("Sans valeur quand la quantité nette est nulle ou négative."),
        (*MONEY, *QUANTITY[3:]),
    ),
    Indicator(
        "ca_jour_ouverture",
        mark("CA moyen par jour d’ouverture"),
        mark("CA ÷ jours ouverts dont les données sont valides"),
        "€",
        "euros_moyens",
        mark("Les jours absents sont exclus, les vrais zéros sont comptés."),
        MONEY,
    ),
    Indicator(
        "part_ca",
        mark("Part de CA"),
        mark("CA de l’élément ÷ CA total, arrondi au plus fort reste"),
        "%",
        "pourcent",
        mark("La colonne totalise 100 %. Avec des retours, une part peut dépasser 100 %."),
        MONEY,
    ),
    Indicator(
        "evolution_j1",
        mark("Évolution J-1"),
        mark("(CA − CA de la veille) ÷ CA de la veille"),
        "%",
        "evolution",
        mark("Sans valeur si la veille est absente, ou si son CA est nul ou négatif."),
        MONEY,
    ),
    Indicator(
        "evolution_j7",
        mark("Évolution J-7"),
        mark("(CA − CA du même jour de la semaine précédente) ÷ ce CA"),
        "%",
        "evolution",
        mark("Sans valeur si ce jour est absent, ou si son CA est nul ou négatif."),
        MONEY,
    ),
    Indicator(
        "evolution_s1",
        mark("Évolution S-1 à date"),
        mark("(cumul de la semaine − cumul S-1) ÷ cumul S-1, sur autant de jours écoulés"),
        "%",
        "evolution",
        mark("Les jours absents ne sont pas estimés : le nombre de jours comparés est indiqué."),
        MONEY,
    ),
    Indicator(
        "evolution_m1",
        mark("Évolution M-1 à date"),
        mark("(cumul du mois − cumul M-1) ÷ cumul M-1, sur autant de jours écoulés"),
        "%",
        "evolution",
        mark("Un mois précédent plus court est pris en entier ; les jours comparés sont indiqués."),
        MONEY,
    ),
    Indicator(
        "evolution_4s",
        mark("Évolution 4 semaines"),
        mark("(CA de 4 semaines − CA des 4 d’avant) ÷ CA des 4 d’avant"),
        "%",
        "pourcent",
        mark("Vide si la référence est absente ou n’est pas positive."),
        MONEY,
    ),
    Indicator(
        "n1_comparable",
        mark("N-1 comparable"),
        mark(
            "CA du même jour de semaine 364 jours plus tôt, pour chaque magasin, si les deux jours "
            "ont des données valides"
        ),
        "€",
        "euros",
        mark("Seuls les magasins et les jours présents les deux années sont comparés."),
        MONEY,
    ),
    Indicator(
        "indice_n1",
        mark("Indice N/N-1"),
        mark("100 × CA comparable ÷ CA N-1 comparable"),
        mark("base 100"),
        "indice",
        mark("Seuls les magasins et les jours présents les deux années sont comparés."),
        MONEY,
    ),
)
