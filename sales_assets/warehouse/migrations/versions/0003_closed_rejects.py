"""Which delivery put a quarantined row right: a question until now, an answer kept from here on."""

from alembic import op

revision = "0003"
down_revision = "0002"

_ADD = """
ALTER TABLE rejets ADD COLUMN clos_par INTEGER
CONSTRAINT fk_rejets_clos_par REFERENCES livraisons (livraison)
"""

# The first delivery, newer than the row's own, that puts it right.
_FILL = """
UPDATE rejets SET clos_par = (
  SELECT min(newer.livraison)
  FROM livraisons AS own, livraisons AS newer
  WHERE own.livraison = rejets.livraison AND newer.livraison > rejets.livraison AND (
    own.genre IN ('historique', 'jour') AND (
      -- its content holds the day of the store, or the day under the same name
      EXISTS (
        SELECT * FROM totaux_magasin_jour AS held
        JOIN livraisons AS holder ON holder.livraison = held.livraison
        WHERE held.date = rejets.date AND holder.livraison <> rejets.livraison
          AND holder.sha256 = newer.sha256
          AND (held."ID_magasin" = rejets."ID_magasin" OR newer.nom = own.nom)
      )
      -- it has rows in quarantine for a day of a store that nobody holds
      OR newer.statut = 'chargee' AND NOT EXISTS (
        SELECT * FROM totaux_magasin_jour AS held
        WHERE held.date = rejets.date AND held."ID_magasin" = rejets."ID_magasin"
      ) AND EXISTS (
        SELECT * FROM rejets AS other
        WHERE other.livraison = newer.livraison AND other.date = rejets.date
          AND other."ID_magasin" = rejets."ID_magasin" AND (
            other.raison IN (
              'produit_inconnu', 'magasin_inconnu', 'controle_bloquant', 'date_future'
            ) OR other.raison = 'prix_invalide' AND other.colonne = 'prix'
          )
      )
      -- it is the same file sent again, of which nothing else is in force
      OR newer.nom = own.nom AND newer.statut IN ('chargee', 'doublon')
        AND (rejets.date IS NULL OR rejets.raison = 'date_future')
        AND (own.genre = 'historique' OR own.jour IS NOT NULL OR own.acceptees > 0)
        AND NOT EXISTS (
          SELECT * FROM totaux_magasin_jour AS held WHERE held.livraison = rejets.livraison
        )
    )
    -- or it is the next catalogue
    OR own.genre NOT IN ('historique', 'jour')
      AND newer.genre = own.genre AND newer.statut = 'chargee'
  )
)
"""


def upgrade() -> None:
    """Add the column and give every row the answer that was derived at each reading."""
    op.execute(_ADD)
    op.execute(_FILL)
    op.create_index("ix_rejets_clos_par", "rejets", ["clos_par"])
