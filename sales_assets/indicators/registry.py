"""Every indicator, once: what it is called, how it is computed, what to beware of, what guards it.

What goes in: words and references; pages and the glossary read them here and define none. What
stays out: the computation, in the module of the indicator's family. Texts are French sources,
translated when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sales_assets.language import _


def _t(text: str) -> str:
    """Mark a text for translation, which happens in `indicator`."""
    return text


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes:
        key: Fixed name, [a-z0-9_], also the glossary's anchor.
        label: What a reader sees. formula: In words and signs.
        unit: Written beside the column title; "" for a plain number.
        format: The function of `report.formats` that writes it.
        caveat: One line, shown where the number is; "" when there is none.
        checks: Names of the rules (expectations/*.json) that guard it.
    """

    key: str
    label: str
    formula: str
    unit: str
    format: str
    caveat: str
    checks: tuple[str, ...]


LINES = ("ventes_produit_connu", "ventes_magasin_connu", "ventes_date_presente")
LINE_COUNT = (*LINES, "totaux_lignes_concordants", "totaux_lignes_lus")
QUANTITY = (
    *LINES,
    "ventes_quantite_non_nulle",
    "ventes_quantite_plausible",
    "totaux_quantite_concordants",
    "totaux_quantite_lus",
)
MONEY = (
    *LINES,
    "ventes_prix_present",
    "ventes_prix_plausible",
    "ventes_total_exact",
    "totaux_ca_concordants",
    "totaux_ca_lus",
)
STOCK = ("produits_stock_positif", "produits_stock_connu", *QUANTITY)
HEADCOUNT = ("magasins_salaries_connus", "magasins_salaries_plausibles")

_ALL = (
    Indicator(
        "ca",
        _t("CA"),
        _t("Σ quantité × prix appliqué"),
        "€",
        "euros",
        _t(
            "HT ou TTC : les fichiers ne le disent pas. Les remises n’apparaissent que si la ligne "
            "porte son prix."
        ),
        MONEY,
    ),
    Indicator(
        "ca_brut",
        _t("CA brut"),
        _t("Σ quantité × prix des lignes de quantité positive"),
        "€",
        "euros",
        _t("Avant déduction des retours."),
        MONEY,
    ),
    Indicator(
        "retours",
        _t("Retours"),
        _t("Σ quantité × prix des lignes de quantité négative"),
        "€",
        "euros",
        _t("Comptés le jour du retour, non celui de l’achat."),
        (*MONEY, "ventes_part_des_retours"),
    ),
    Indicator(
        "taux_retour",
        _t("Taux de retour"),
        _t("Retours ÷ CA brut"),
        "%",
        "pourcent",
        _t("Comptés le jour du retour ; sans valeur si rien n’a été vendu."),
        (*MONEY, "ventes_part_des_retours"),
    ),
    Indicator(
        "quantite",
        _t("Quantité nette"),
        _t("Σ quantité, retours déduits"),
        _t("articles"),
        "entier",
        "",
        QUANTITY,
    ),
    Indicator(
        "lignes",
        _t("Nombre de lignes"),
        _t("Nombre de lignes de vente"),
        _t("lignes"),
        "entier",
        _t("Une ligne n’est pas un ticket."),
        LINE_COUNT,
    ),
    Indicator(
        "montant_moyen_ligne",
        _t("Montant moyen par ligne"),
        _t("CA ÷ nombre de lignes"),
        "€",
        "euros_moyens",
        _t("Ce n’est pas un panier moyen : une ligne n’est pas un ticket."),
        (*MONEY, *LINE_COUNT[3:]),
    ),
    Indicator(
        "pvm",
        _t("PVM (prix de vente moyen)"),
        _t("CA ÷ quantité nette"),
        "€",
        "euros_moyens",
        _t("Sans valeur quand la quantité nette est nulle ou négative."),
        (*MONEY, *QUANTITY[3:]),
    ),
    Indicator(
        "ca_jour_ouverture",
        _t("CA moyen par jour d’ouverture"),
        _t("CA ÷ jours ouverts dont les données sont valides"),
        "€",
        "euros_moyens",
        _t("Les jours absents sont exclus, les vrais zéros sont comptés."),
        MONEY,
    ),
    Indicator(
        "part_ca",
        _t("Part de CA"),
        _t("CA de l’élément ÷ CA total, arrondi au plus fort reste"),
        "%",
        "pourcent",
        _t("La colonne totalise 100 %. Avec des retours, une part peut dépasser 100 %."),
        MONEY,
    ),
    Indicator(
        "evolution_j1",
        _t("Évolution J-1"),
        _t("(CA − CA de la veille) ÷ CA de la veille"),
        "%",
        "evolution",
        _t("Sans valeur si la veille est absente, ou si son CA est nul ou négatif."),
        MONEY,
    ),
    Indicator(
        "evolution_j7",
        _t("Évolution J-7"),
        _t("(CA − CA du même jour de la semaine précédente) ÷ ce CA"),
        "%",
        "evolution",
        _t("Sans valeur si ce jour est absent, ou si son CA est nul ou négatif."),
        MONEY,
    ),
    Indicator(
        "evolution_s1",
        _t("Évolution S-1 à date"),
        _t("(cumul de la semaine − cumul S-1) ÷ cumul S-1, sur autant de jours écoulés"),
        "%",
        "evolution",
        _t("Les jours absents ne sont pas estimés : le nombre de jours comparés est indiqué."),
        MONEY,
    ),
    Indicator(
        "evolution_m1",
        _t("Évolution M-1 à date"),
        _t("(cumul du mois − cumul M-1) ÷ cumul M-1, sur autant de jours écoulés"),
        "%",
        "evolution",
        _t("Un mois précédent plus court est pris en entier ; les jours comparés sont indiqués."),
        MONEY,
    ),
    Indicator(
        "n1_comparable",
        _t("N-1 comparable"),
        _t(
            "CA du même jour de semaine 364 jours plus tôt, pour chaque magasin, si les deux jours "
            "ont des données valides"
        ),
        "€",
        "euros",
        _t("Seuls les magasins et les jours présents les deux années sont comparés."),
        MONEY,
    ),
    Indicator(
        "indice_n1",
        _t("Indice N/N-1"),
        _t("100 × CA comparable ÷ CA N-1 comparable"),
        _t("base 100"),
        "indice",
        _t("Seuls les magasins et les jours présents les deux années sont comparés."),
        MONEY,
    ),
    Indicator(
        "cumul_semaine",
        _t("Cumul de la semaine"),
        _t("Σ CA du lundi au jour J"),
        "€",
        "euros",
        _t("Les jours manquants sont listés, jamais comptés pour zéro."),
        MONEY,
    ),
    Indicator(
        "cumul_mois",
        _t("Cumul du mois"),
        _t("Σ CA du 1er du mois au jour J"),
        "€",
        "euros",
        _t("Les jours manquants sont listés, jamais comptés pour zéro."),
        MONEY,
    ),
    Indicator(
        "cumul_annee",
        _t("Cumul de l’année"),
        _t("Σ CA du 1er janvier au jour J"),
        "€",
        "euros",
        _t("Les jours manquants sont listés, jamais comptés pour zéro."),
        MONEY,
    ),
    Indicator(
        "ca_glissant",
        _t("CA glissant (7, 30, 365 jours)"),
        _t("Σ CA des derniers jours civils jusqu’au jour J"),
        "€",
        "euros",
        _t("Affiché si au moins deux tiers des jours non fermés ont des données valides."),
        MONEY,
    ),
    Indicator(
        "moyenne_mobile",
        _t("Moyenne mobile 7 jours"),
        _t("Moyenne du CA des jours valides parmi les 7 derniers jours civils"),
        "€",
        "euros_moyens",
        _t("Affichée si au moins deux tiers des jours non fermés ont des données valides."),
        MONEY,
    ),
    Indicator(
        "profil_semaine",
        _t("Profil de la semaine"),
        _t("CA moyen du jour de semaine ÷ CA moyen de tous les jours valides"),
        _t("base 100"),
        "indice",
        _t("Au moins quatre jours de chaque sorte."),
        MONEY,
    ),
    Indicator(
        "meilleur_jour",
        _t("Meilleur jour"),
        _t("CA le plus élevé parmi les jours valides"),
        "€",
        "euros",
        _t("Par CA, non par nombre de lignes ; les ex æquo sont tous cités."),
        MONEY,
    ),
    Indicator(
        "plus_faible_jour",
        _t("Plus faible jour"),
        _t("CA le plus bas parmi les jours valides, vrais zéros compris"),
        "€",
        "euros",
        _t("Les jours absents ou fermés ne comptent pas ; les ex æquo sont tous cités."),
        MONEY,
    ),
    Indicator(
        "meilleur_mois",
        _t("Meilleur mois"),
        _t("CA le plus élevé parmi les mois complets"),
        "€",
        "euros",
        _t("Un mois en cours, entamé ou incomplet n’est pas classé."),
        MONEY,
    ),
    Indicator(
        "plus_faible_mois",
        _t("Plus faible mois"),
        _t("CA le plus bas parmi les mois complets"),
        "€",
        "euros",
        _t("Un mois en cours, entamé ou incomplet n’est pas classé."),
        MONEY,
    ),
    Indicator(
        "rang",
        _t("Rang"),
        _t("Place par CA décroissant"),
        "",
        "entier",
        _t("À CA égal, même rang ; les ex æquo sont dans l’ordre des identifiants."),
        MONEY,
    ),
    Indicator(
        "delta_rang",
        _t("Δ rang"),
        _t("Rang précédent − rang actuel"),
        _t("places"),
        "entier",
        _t("Sans valeur pour un nouveau venu."),
        MONEY,
    ),
    Indicator(
        "meilleur_produit_ca",
        _t("Meilleur produit par CA"),
        _t("Produit au CA le plus élevé"),
        "€",
        "euros",
        _t("Les ex æquo sont tous cités."),
        MONEY,
    ),
    Indicator(
        "meilleur_produit_quantite",
        _t("Meilleur produit par quantité"),
        _t("Produit à la quantité nette la plus élevée"),
        _t("articles"),
        "entier",
        _t("Les ex æquo sont tous cités."),
        QUANTITY,
    ),
    Indicator(
        "meilleur_magasin",
        _t("Meilleur magasin"),
        _t("Magasin au CA le plus élevé"),
        "€",
        "euros",
        _t("Les ex æquo sont tous cités."),
        MONEY,
    ),
    Indicator(
        "abc",
        _t("Classe ABC"),
        _t("A tant que le cumul avant l’article est inférieur à 80 % du CA, B à 95 %, C ensuite"),
        "",
        "",
        _t("Sur la période affichée ; un CA nul ou négatif est « sans vente »."),
        MONEY,
    ),
    Indicator(
        "top5",
        _t("Poids des cinq premiers"),
        _t("CA des cinq premiers ÷ CA total, CA positifs"),
        "%",
        "pourcent",
        _t("Peu parlant avec peu de produits."),
        MONEY,
    ),
    Indicator(
        "hhi",
        _t("Concentration (HHI)"),
        _t("Σ (part de CA)², de 1/n (réparti) à 1 (un seul)"),
        "",
        "nombre",
        _t("Peu parlant avec peu de produits."),
        MONEY,
    ),
    Indicator(
        "effet_volume",
        _t("Effet volume"),
        _t("(Q1 − Q0) × PVM0, produits vendus aux deux périodes"),
        "€",
        "euros_moyens",
        _t("Les effets et les lignes « nouveaux » et « arrêtés » totalisent l’écart de CA."),
        (*MONEY, *QUANTITY[3:]),
    ),
    Indicator(
        "effet_mix",
        _t("Effet mix"),
        _t("Σ (q1 − Q1 × q0 ÷ Q0) × p0"),
        "€",
        "euros_moyens",
        _t("Part de l’écart due au report vers des produits plus ou moins chers."),
        (*MONEY, *QUANTITY[3:]),
    ),
    Indicator(
        "effet_prix",
        _t("Effet prix"),
        _t("Σ (p1 − p0) × q1"),
        "€",
        "euros_moyens",
        _t("Effet prix non mesurable sans historique des prix."),
        (*MONEY, *QUANTITY[3:], "produits_prix_connu"),
    ),
    Indicator(
        "ca_par_salarie",
        _t("CA par salarié"),
        _t("CA du magasin ÷ nombre de salariés"),
        "€",
        "euros_moyens",
        _t("Effectif actuel, appliqué à toute la période ; vide si inconnu ou nul."),
        (*MONEY, *HEADCOUNT),
    ),
    Indicator(
        "quantite_par_salarie",
        _t("Quantité par salarié"),
        _t("Quantité nette du magasin ÷ nombre de salariés"),
        _t("articles"),
        "nombre",
        _t("Effectif actuel, appliqué à toute la période ; vide si inconnu ou nul."),
        (*QUANTITY, *HEADCOUNT),
    ),
    Indicator(
        "sur_vente",
        _t("Indice de sur-vente"),
        _t("100 × part du produit dans le magasin ÷ part du produit dans l’entreprise"),
        _t("base 100"),
        "indice",
        _t("Masqué sous 10 articles vendus dans le magasin."),
        MONEY,
    ),
    Indicator(
        "vmj",
        _t("Vitesse de vente (VMJ)"),
        _t("Quantité nette ÷ jours ouverts, sur 28 jours"),
        _t("articles par jour ouvert"),
        "nombre",
        _t("Les ruptures passées ne sont pas connues : la vitesse peut être sous-estimée."),
        QUANTITY,
    ),
    Indicator(
        "couverture",
        _t("Couverture de stock"),
        _t("Stock ÷ VMJ"),
        _t("jours ouverts"),
        "nombre",
        _t("Le stock n’est pas daté et vaut pour toute l’entreprise ; ∞ si rien ne se vend."),
        STOCK,
    ),
    Indicator(
        "rupture",
        _t("Rupture estimée"),
        _t("J + stock ÷ vitesse de la plus forte et de la plus faible des 4 semaines"),
        _t("date"),
        "jour_court",
        _t("Une fourchette, non une date : le stock n’est pas daté et les ventes varient."),
        STOCK,
    ),
    Indicator(
        "a_commander",
        _t("À commander"),
        _t("VMJ × 28 jours ouverts − stock, arrondi à l’article supérieur"),
        _t("articles"),
        "entier",
        _t("Sans délai de livraison ni commandes en cours, que les fichiers ne donnent pas."),
        STOCK,
    ),
    Indicator(
        "valeur_stock",
        _t("Valeur du stock au prix de vente"),
        _t("Stock × prix du catalogue"),
        "€",
        "euros",
        _t("Au prix de vente, non au coût."),
        ("produits_prix_plausible", "produits_prix_connu", "produits_stock_connu"),
    ),
    Indicator(
        "dormant",
        _t("Produit dormant"),
        _t("Jours depuis la dernière vente, 90 au moins"),
        _t("jours"),
        "entier",
        _t("Un produit jamais vendu n’est pas dormant : il est dit « jamais vendu »."),
        STOCK,
    ),
    Indicator(
        "anomalie",
        _t("Anomalie du jour"),
        _t("(CA − médiane) ÷ (1,4826 × écart absolu médian), mêmes jours de semaine"),
        "",
        "nombre",
        _t("Au moins six mêmes jours de semaine ; au-delà de ±3,5, un jour inhabituel."),
        MONEY,
    ),
    Indicator(
        "completude",
        _t("Taux de complétude"),
        _t("Jours valides ÷ jours attendus (non fermés)"),
        "%",
        "pourcent",
        _t("Suppose que le calendrier d’ouverture est renseigné."),
        ("totaux_date_presente", "totaux_date_unique"),
    ),
    Indicator(
        "ca_quarantaine",
        _t("CA en quarantaine"),
        _t("Σ |quantité × prix| des lignes rejetées"),
        "€",
        "euros",
        _t("« Non chiffrable » quand la quantité ou le prix manque."),
        (),
    ),
)

_BY_KEY = {entry.key: entry for entry in _ALL}


def indicator(key: str) -> Indicator:
    """Return an indicator, its texts in the language in use; KeyError for an unknown key."""
    found = _BY_KEY[key]
    return replace(
        found,
        label=_(found.label),
        formula=_(found.formula),
        unit=_(found.unit) if found.unit else "",
        caveat=_(found.caveat) if found.caveat else "",
    )


def indicators() -> tuple[Indicator, ...]:
    """Return every indicator, in the order of the glossary."""
    return tuple(indicator(key) for key in _BY_KEY)
