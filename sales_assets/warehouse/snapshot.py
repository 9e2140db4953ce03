"""What the indicators and the report read: one frozen picture of the warehouse, as plain frames.

What goes in: the column promises. What stays out: SQL and connections (the rest of `warehouse/`
fills this) and every computation (`indicators/`). Money is in whole 1/10 000 € (`_e4`), quantities
in whole 1/1000 unit (`_e3`), days are naive midnights (`datetime64[s]`) in frames and
`datetime.date` elsewhere, ids are text as written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sales_assets.feasts import Feasts
from sales_assets.settings import UNSTATED, Closing


@dataclass(frozen=True)
class Snapshot:
    """One consistent state of the warehouse.

    Attributes:
        today: Civil day in the shop's time zone. It is incomplete: never compared.
        produits: ID_produit str, nom str|NA, prix_e4 Int64, stock Int64, actif bool, rayon and
            fournisseur str|NA, cout_e4 (of a unit) and taux_tva_e4 (1/10 000) Int64; by id.
        magasins: ID_magasin str, ville str|NA, nombre_salaries Int64, actif bool; by id.
        jours: date, lignes, quantite_e3, ca_e4, brut_e4, retours_e4 (all int64); by date, only days
            with sales. retours_e4 <= 0 and ca_e4 = brut_e4 + retours_e4, here and below.
        magasins_jour: the columns of `jours` with ID_magasin and livraison; by date, store.
        produits_jour: the columns of `jours` with ID_produit; by date, product.
        magasins_produits: ID_magasin, ID_produit, quantite_e3, ca_e4 over the last 91 days of data.
        mois: mois "AAAA-MM", lignes, quantite_e3, ca_e4, brut_e4, retours_e4; by month.
        prix: ID_produit, valable_du, valable_au (NaT = still valid), prix_e4.
        livraisons: livraison, nom, sha256, genre, jour, octets, recue_le, lignes, acceptees,
            rejetees, vides, statut, message.
        rejets: livraison, ligne, date, ID_magasin, ID_produit, quantite_e3, colonne, raison, texte.
        rectifications: one row a corrected (day, store), before and after, as in the table.
        controles: asset, regle, portee, severite, reussi, juges, fautifs, phrase, exemples.
        etats: date, etat for every civil day from the first known to the last known; etat is
            vendu, zero, ferme, absent or quarantaine.
        empreintes: date, empreinte (16 hexadecimal digits): what the lines of each day of `jours`
            are, store by store. Equal digests are equal lines; names and prices are not in it.
        lignes: that day's sales lines, read only when a page needs them: ID_vente, ID_magasin,
            ID_produit, quantite_e3, prix_unitaire_e4, remise_e4, total_e4, ticket, and
            heure, cout_e4, taux_tva_e4, ht_e4, tva_e4, NA where a line does not tell.
        vendus: what these days of these stores (date, ID_magasin; at least one) sold, read only
            when a page needs it: ID_produit, quantite_e3, ca_e4, any number of rows a product.
        cube: that month's sums ("AAAA-MM") by day, store and product, read only when a page needs
            them: date, ID_magasin, ID_produit, lignes, quantite_e3, ca_e4, retours_e4, in this
            order.
        tickets: date, ID_magasin, tickets, lignes, ca_e4, quantite_e3, of the lines with a ticket's
            number; these five, by day and store or product, are empty where no line tells more.
        heures: date, ID_magasin, heure (0 to 23), lignes, ca_e4, tickets (begun in that hour),
            premiere and derniere ("HH:MM").
        tva: date, ID_magasin, taux_tva_e4, lignes, ca_e4, ht_e4, tva_e4.
        valeur_magasins: date, ID_magasin, remise_e4, then of the lines whose HT is known lignes_ht,
            ca_connu_e4, ht_e4, and of those whose cost is too lignes_cout, ht_cout_e4, cout_e4.
        valeur_produits: the same with ID_produit.
        attendus: the days before `today`, after the last one with sales, on which sales are
            expected, closing days and public holidays left out.
        evenements: du, au (dates), ID_magasin (NA: everywhere), texte; the owner's own.
        objectifs: periode ("AAAA-MM" or a day), ID_magasin (NA: the whole shop), montant_e4.
        fermetures: The closing calendar, of days to come too.
    """

    today: date
    produits: pd.DataFrame
    magasins: pd.DataFrame
    jours: pd.DataFrame
    magasins_jour: pd.DataFrame
    produits_jour: pd.DataFrame
    magasins_produits: pd.DataFrame
    mois: pd.DataFrame
    prix: pd.DataFrame
    livraisons: pd.DataFrame
    rejets: pd.DataFrame
    rectifications: pd.DataFrame
    controles: pd.DataFrame
    etats: pd.DataFrame
    empreintes: pd.DataFrame
    lignes: Callable[[date], pd.DataFrame]
    vendus: Callable[[pd.DataFrame], pd.DataFrame]
    cube: Callable[[str], pd.DataFrame]
    tickets: pd.DataFrame
    heures: pd.DataFrame
    tva: pd.DataFrame
    valeur_magasins: pd.DataFrame
    valeur_produits: pd.DataFrame
    evenements: pd.DataFrame
    objectifs: pd.DataFrame
    attendus: tuple[date, ...] = ()
    fermetures: Closing = UNSTATED

    @property
    def fetes(self) -> Feasts:
        """The feasts of the shop's region."""
        return self.fermetures.feasts
