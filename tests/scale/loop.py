"""What a naive script does: one SELECT of the price and one INSERT a row, then one commit."""

from __future__ import annotations

import csv
import sqlite3
import sys
from pathlib import Path

data, base = map(Path, sys.argv[1:])
base.unlink(missing_ok=True)
connection = sqlite3.connect(base)
connection.execute("CREATE TABLE produits(id TEXT PRIMARY KEY, prix REAL)")
connection.execute(
    "CREATE TABLE ventes(id INTEGER PRIMARY KEY, date TEXT, produit TEXT, magasin TEXT,"
    " quantite INTEGER, prix REAL, total REAL)"
)
with (data / "produits.csv").open(encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        connection.execute(
            "INSERT INTO produits VALUES(?, ?)", (row["ID_produit"], float(row["Prix"]))
        )
with (data / "ventes.csv").open(encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        found = connection.execute(
            "SELECT prix FROM produits WHERE id = ?", (row["ID_produit"],)
        ).fetchone()
        quantity = int(row["Quantite"])
        connection.execute(
            "INSERT INTO ventes(date, produit, magasin, quantite, prix, total)"
            " VALUES(?, ?, ?, ?, ?, ?)",
            (
                row["Date"],
                row["ID_produit"],
                row["ID_Magasin"],
                quantity,
                found[0],
                quantity * found[0],
            ),
        )
connection.commit()
