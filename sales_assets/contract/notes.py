"""Warnings about one file: counted while it streams, one French sentence each at the end.

What goes in: the sentences and their counting. What stays out: refusals (`errors`) and
quarantined rows (`reasons`).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from sales_assets.language import _, plural

_SHOWN = 5


class Note(Enum):
    """What can be odd in rows that are kept."""

    NOM_VIDE = "nom_vide"
    VILLE_VIDE = "ville_vide"
    STOCK_INCONNU = "stock_inconnu"
    SALARIES_INCONNUS = "salaries_inconnus"
    PRIX_NUL = "prix_nul"
    DOUBLON = "doublon"
    AUTRE_JOUR = "autre_jour"
    FUSEAU = "fuseau"
    DATE_DU_TICKET = "date_du_ticket"
    REMBOURSEMENT = "remboursement"
    QUANTITE_SUPPOSEE = "quantite_supposee"
    ECART_DE_MONTANT = "ecart_de_montant"
    HEURE_ILLISIBLE = "heure_illisible"
    COUT_ILLISIBLE = "cout_illisible"
    TVA_INCONNUE = "tva_inconnue"
    TICKET_SUR_DEUX_JOURS = "ticket_sur_deux_jours"


class Notes:
    """Counts of notes, with the first lines of each."""

    def __init__(self) -> None:
        """Start with nothing noted."""
        self._counts: dict[Note, int] = {}
        self._lines: dict[Note, list[int]] = {}
        self.gap_e4 = 0
        """What amounts differ from what they should be, added up (1/10 000 €)."""

    def add(self, note: Note, lines: Iterable[int]) -> None:
        """Note something about the rows that start at `lines`."""
        shown = self._lines.setdefault(note, [])
        for line in lines:
            self._counts[note] = self._counts.get(note, 0) + 1
            if len(shown) < _SHOWN:
                shown.append(int(line))

    def sentences(self, name: str) -> list[str]:
        """Return one sentence a note, naming the file, how many lines, and the first of them."""
        return [
            phrase.format(
                nom=name,
                nombre=self._counts[note],
                lignes=self._places(note),
                ecart=_euros(self.gap_e4),
            )
            for note, phrase in _phrases().items()
            if note in self._counts
        ]

    def _places(self, note: Note) -> str:
        count = self._counts[note]
        first = ", ".join(map(str, self._lines[note]))
        return f"{plural('ligne', 'lignes', count)} {first}{'…' if count > _SHOWN else ''}"


def _euros(amount_e4: int) -> str:
    """An amount of 1/10 000 €, to the cent, as the language in use writes it."""
    euros, cents = divmod((abs(amount_e4) + 50) // 100, 100)
    sign = "\u2212" if amount_e4 < 0 else ""
    return _("{signe}{euros},{cents} €").format(signe=sign, euros=euros, cents=f"{cents:02d}")


def _phrases() -> dict[Note, str]:
    return {
        Note.NOM_VIDE: _(
            "{nom} : produits sans nom, montrés par leur identifiant : {nombre} "
            "({lignes}). Complétez la colonne « nom »."
        ),
        Note.VILLE_VIDE: _(
            "{nom} : magasins sans ville, montrés par leur identifiant : {nombre} "
            "({lignes}). Complétez la colonne « ville »."
        ),
        Note.STOCK_INCONNU: _(
            "{nom} : stocks illisibles, gardés comme inconnus : {nombre} ({lignes}). "
            "Écrivez un nombre entier, 0 ou plus."
        ),
        Note.SALARIES_INCONNUS: _(
            "{nom} : nombres de salariés illisibles, gardés comme inconnus : {nombre} "
            "({lignes}). Écrivez un nombre entier, 0 ou plus."
        ),
        Note.PRIX_NUL: _(
            "{nom} : prix de 0 €, gardés tels quels : {nombre} ({lignes}). "
            "Vérifiez que c’est voulu."
        ),
        Note.DOUBLON: _(
            "{nom} : lignes répétées à l’identique, comptées une seule fois : {nombre} ({lignes})."
        ),
        Note.AUTRE_JOUR: _(
            "{nom} : lignes d’un autre jour que celui du nom du fichier : {nombre} "
            "({lignes}). Elles vont à leur propre jour."
        ),
        Note.FUSEAU: _(
            "{nom} : heures écrites avec leur fuseau, comptées au jour de la boutique : {nombre} "
            "({lignes})."
        ),
        Note.DATE_DU_TICKET: _(
            "{nom} : lignes complétées par la première ligne de leur ticket : {nombre} ({lignes})."
        ),
        Note.REMBOURSEMENT: _(
            "{nom} : lignes que la caisse dit remboursées, comptées comme des retours : {nombre} "
            "({lignes})."
        ),
        Note.QUANTITE_SUPPOSEE: _(
            "{nom} : lignes sans quantité, comptées pour un article chacune : {nombre} ({lignes})."
        ),
        Note.ECART_DE_MONTANT: _(
            "{nom} : le montant de la ligne n’est pas la quantité × le prix, remise déduite : "
            "{nombre} ({lignes}). C’est le montant qui est compté ; écart en tout : {ecart}."
        ),
        Note.HEURE_ILLISIBLE: _(
            "{nom} : heures illisibles, la vente est comptée sans heure : {nombre} ({lignes}). "
            "Écrivez-les HH:MM, de 00:00 à 23:59."
        ),
        Note.COUT_ILLISIBLE: _(
            "{nom} : coûts illisibles ou négatifs, gardés comme inconnus : {nombre} ({lignes}). "
            "Écrivez-les en euros, comme 12,34."
        ),
        Note.TVA_INCONNUE: _(
            "{nom} : taux de TVA qui ne sont pas de ceux du pays, gardés comme inconnus : {nombre} "
            "({lignes}). Écrivez 20, 10, 5,5 ou 2,1."
        ),
        Note.TICKET_SUR_DEUX_JOURS: _(
            "{nom} : tickets commencés la veille, comptés comme un ticket de chaque jour : "
            "{nombre} ({lignes})."
        ),
    }
