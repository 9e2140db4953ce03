"""Why a row is set aside: the codes stored in table `rejets`, and the sentence for each.

What goes in: codes and their French explanation. What stays out: the decision itself, taken in
`values`, `rows` and, for unknown ids, by the loading.
"""

from __future__ import annotations

from enum import StrEnum

from sales_assets.language import _


class Reason(StrEnum):
    """Code of a quarantined row; the value is what table `rejets` stores."""

    PRODUIT_INCONNU = "produit_inconnu"
    MAGASIN_INCONNU = "magasin_inconnu"
    DATE_MANQUANTE = "date_manquante"
    DATE_INVALIDE = "date_invalide"
    DATE_FUTURE = "date_future"
    QUANTITE_MANQUANTE = "quantite_manquante"
    QUANTITE_INVALIDE = "quantite_invalide"
    QUANTITE_NULLE = "quantite_nulle"
    PRIX_INVALIDE = "prix_invalide"
    MONTANT_INVALIDE = "montant_invalide"
    REMISE_INVALIDE = "remise_invalide"
    DEVISE_ETRANGERE = "devise_etrangere"
    LIGNE_ANNULEE = "ligne_annulee"
    TYPE_INCONNU = "type_inconnu"
    ID_ABIME = "id_abime"
    ID_MANQUANT = "id_manquant"
    LIGNE_IRREGULIERE = "ligne_irreguliere"
    CARACTERE_NUL = "caractere_nul"
    ENTETE_REPETEE = "entete_repetee"
    LIGNE_TOTAL = "ligne_total"
    HORS_REGLE = "hors_regle"
    CONTROLE_BLOQUANT = "controle_bloquant"
    LIEU_INCONNU = "lieu_inconnu"
    PERIODE_INVALIDE = "periode_invalide"
    TEXTE_VIDE = "texte_vide"
    FIN_AVANT_DEBUT = "fin_avant_debut"


def explain(reason: Reason | str, column: object = "") -> str:
    """Return the French sentence for a code, with what to do; ValueError for an unknown code.

    Args:
        reason: The code.
        column: The column at fault; `prix` is the catalogue's, for a product and for its sales.
    """
    if reason == Reason.PRIX_INVALIDE and column == "prix":
        return _(
            "Le produit n’a pas de prix lisible sans deviner au fichier des produits : écrivez-le "
            "comme 1234,56, sans séparateur de milliers ; ses ventes seront reprises toutes seules."
        )
    if reason == Reason.HORS_REGLE and column == "remise":
        return _(
            "La remise est plus grande que le prix de la ligne : corrigez-la et déposez le fichier "
            "de nouveau."
        )
    return _sentences()[Reason(reason)]


def _sentences() -> dict[Reason, str]:
    """Built at each call, so that the language in use is the one spoken."""
    return {
        Reason.PRODUIT_INCONNU: _(
            "Ce produit n’est pas au catalogue : ajoutez-le au fichier des produits, la ligne "
            "sera reprise toute seule."
        ),
        Reason.MAGASIN_INCONNU: _(
            "Ce magasin n’est pas connu : ajoutez-le au fichier des magasins, la ligne sera "
            "reprise toute seule."
        ),
        Reason.DATE_MANQUANTE: _("La date est vide."),
        Reason.DATE_INVALIDE: _(
            "La date n’est pas lisible sans deviner : écrivez-la AAAA-MM-JJ ou JJ/MM/AAAA."
        ),
        Reason.DATE_FUTURE: _(
            "La date est après aujourd’hui : la ligne sera reprise toute seule ce jour-là. Si "
            "c’est une erreur, corrigez-la et déposez le fichier de nouveau."
        ),
        Reason.QUANTITE_MANQUANTE: _("La quantité est vide."),
        Reason.QUANTITE_INVALIDE: _(
            "La quantité dépasse la limite, ou n’est pas lisible sans deviner (trois décimales au "
            "plus) : écrivez-la comme 1250 ou 1,25, sans séparateur de milliers."
        ),
        Reason.QUANTITE_NULLE: _("La quantité est 0 : ce n’est ni une vente ni un retour."),
        Reason.PRIX_INVALIDE: _(
            "Le prix manque ou n’est pas lisible sans deviner : écrivez-le comme 1234,56, "
            "sans séparateur de milliers."
        ),
        Reason.MONTANT_INVALIDE: _(
            "Le montant n’est pas lisible sans deviner : écrivez-le comme 1234,56, sans séparateur "
            "de milliers."
        ),
        Reason.REMISE_INVALIDE: _(
            "La remise n’est pas lisible sans deviner : dites par le titre de la colonne si elle "
            "est en euros (« Montant remise ») ou en pour cent (« Remise % »)."
        ),
        Reason.DEVISE_ETRANGERE: _(
            "Ce montant n’est pas en euros : il n’est jamais ajouté aux euros. Convertissez-le "
            "dans le fichier si c’est une vente de la boutique."
        ),
        Reason.LIGNE_ANNULEE: _("La caisse a annulé cette ligne : ce n’est pas une vente."),
        Reason.TYPE_INCONNU: _(
            "Le statut ou le type de cette ligne n’est pas de ceux qui disent une vente ou un "
            "remboursement : elle n’est pas comptée. Si c’en est une, dites ce que cette valeur "
            "veut dire dans correspondances.toml."
        ),
        Reason.ID_ABIME: _(
            "Un tableur a abîmé ce code (zéros perdus ou écriture comme 3,76E+12) : exportez de "
            "nouveau le fichier de la caisse sans l’ouvrir dans un tableur."
        ),
        Reason.ID_MANQUANT: _("L’identifiant est vide."),
        Reason.LIGNE_IRREGULIERE: _(
            "La ligne n’a pas le même nombre de cellules que l’en-tête : une virgule ou un "
            "point-virgule manque, ou est de trop."
        ),
        Reason.CARACTERE_NUL: _(
            "La ligne contient un caractère nul : le fichier a été abîmé, exportez-le de nouveau."
        ),
        Reason.ENTETE_REPETEE: _("L’en-tête est répété au milieu des données."),
        Reason.LIGNE_TOTAL: _("C’est une ligne de total, pas une donnée."),
        Reason.HORS_REGLE: _(
            "Une règle ne croit pas cette ligne : corrigez-la et déposez le fichier de nouveau ; "
            "si elle est juste, acceptez la livraison (sales-assets accept)."
        ),
        Reason.CONTROLE_BLOQUANT: _(
            "Un contrôle retient tout ce jour : corrigez le fichier et déposez-le de nouveau."
        ),
        Reason.LIEU_INCONNU: _(
            "Aucun magasin n’a cet identifiant ni cette ville : corrigez-le, ou ajoutez-le au "
            "fichier des magasins, la ligne sera reprise toute seule."
        ),
        Reason.PERIODE_INVALIDE: _(
            "Ce n’est ni un mois ni un jour : écrivez le mois AAAA-MM, ou le jour AAAA-MM-JJ."
        ),
        Reason.TEXTE_VIDE: _("Le texte de l’événement est vide : dites ce qui s’est passé."),
        Reason.FIN_AVANT_DEBUT: _("L’événement finit avant d’avoir commencé."),
    }
