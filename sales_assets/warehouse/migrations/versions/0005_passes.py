"""Each pass over what was received, with its day and what a person decided.

Of the passes of before, only their days are known, by the deliveries they received; a delivery in
force was accepted, wherever that was needed.
"""

import json
from datetime import date
from itertools import groupby

from alembic import op
from sqlalchemy import Column, Date, Integer, PrimaryKeyConstraint, Text, text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table, and the passes that the ledger tells of."""
    table = op.create_table(
        "passages",
        Column("passage", Integer, nullable=False, autoincrement=False),
        Column("apres", Integer, nullable=False),
        Column("jour", Date, nullable=False),
        Column("decisions", Text, nullable=False),
        PrimaryKeyConstraint("passage", name="pk_passages"),
    )
    ledger = text("SELECT livraison, recue_le, statut, genre FROM livraisons ORDER BY livraison")
    rows: list[dict[str, object]] = []
    for received, group in groupby(op.get_bind().execute(ledger), key=lambda row: row[1]):
        known = list(group)
        loaded = [row for row in known if row[2] == "chargee"]
        sales = [row[0] for row in loaded if row[3] in ("historique", "jour")]
        day = date.fromisoformat(str(received)[:10])
        for decisions in ({}, {"accept": sales}) if sales else ({},):
            row = {"passage": len(rows) + 1, "apres": known[-1][0], "jour": day}
            rows.append({**row, "decisions": json.dumps(decisions)})
    op.bulk_insert(table, rows)
