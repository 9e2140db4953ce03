"""The same tables for other programs: Parquet, and the `datapackage.json` that describes them.

What goes in: the tables as `downloads` offers them. What stays out: what the figures mean
(`contracted`), sales lines (the copy of the base holds them; each day has its CSV). Amounts and
quantities are exact decimals; a text keeps the apostrophe that makes a formula text, the same in
every file.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import parquet

from sales_assets.language import _
from sales_assets.report import downloads, formats
from sales_assets.report.pages.model import Extra

PACKAGE = "donnees/datapackage.json"


@dataclass(frozen=True)
class _Kind:
    """The type of a column.

    Attributes:
        field: As a Table Schema says it.
        arrow: As Parquet holds it.
        value: What is held of a stored value that is known.
    """

    field: dict[str, Any]
    arrow: pa.DataType
    value: Callable[[Any], Any]


_KEYS = {
    "produits": ["ID_produit"],
    "magasins": ["ID_magasin"],
    "totaux_jours": ["date"],
    "totaux_mois": ["mois"],
    "totaux_magasins_jours": ["date", "ID_magasin"],
    "totaux_produits_jours": ["date", "ID_produit"],
    "totaux_tickets": ["date", "ID_magasin"],
    "totaux_heures": ["date", "ID_magasin", "heure"],
    "totaux_tva": ["date", "ID_magasin", "taux_tva"],
    "totaux_valeurs_magasins": ["date", "ID_magasin"],
    "totaux_valeurs_produits": ["date", "ID_produit"],
}
_LEADS_TO = {
    **dict.fromkeys(
        (
            "totaux_magasins_jours",
            "totaux_tickets",
            "totaux_heures",
            "totaux_tva",
            "totaux_valeurs_magasins",
            "evenements",
            "objectifs",
        ),
        ("ID_magasin", "magasins"),
    ),
    **dict.fromkeys(
        ("totaux_produits_jours", "totaux_valeurs_produits"), ("ID_produit", "produits")
    ),
}


def files(tables: Iterable[downloads.Download], csv: Iterable[Extra]) -> list[Extra]:
    """Return each table as Parquet, and the package that describes these and the CSV."""
    held = list(tables)
    columnar = [
        Extra(f"{downloads.FOLDER}/{table.name}.parquet", to_parquet(table)) for table in held
    ]
    described = [_resource(table, file) for table, file in zip(held, csv, strict=True)]
    package = {
        "profile": "data-package",
        "name": "ventes",
        "title": _("Ventes"),
        "resources": [*described, *map(_file, columnar)],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    return [*columnar, Extra(PACKAGE, text.encode())]


def to_parquet(table: downloads.Download) -> bytes:
    """Write a table as Parquet, an undefined cell as null."""
    columns = {title: (source, _kinds()[write]) for source, title, write in table.columns}
    data = {
        title: pa.array(downloads.converted(table.rows[source], _known(kind)), kind.arrow)
        for title, (source, kind) in columns.items()
    }
    buffer = io.BytesIO()
    parquet.write_table(pa.table(data), buffer, compression="zstd")
    return buffer.getvalue()


@cache
def _kinds() -> dict[downloads.Writer, _Kind]:
    """The type of what each writer of CSV writes."""
    return {
        downloads.safe_text: _Kind({"type": "string"}, pa.string(), downloads.safe_text),
        downloads.whole: _Kind({"type": "integer"}, pa.int64(), int),
        downloads.quantity: _Kind(
            {"type": "number"}, pa.decimal128(18, 3), lambda e3: Decimal(int(e3)).scaleb(-3)
        ),
        downloads.amount: _Kind(
            {"type": "number"}, pa.decimal128(18, 4), lambda e4: Decimal(int(e4)).scaleb(-4)
        ),
        downloads.percent: _Kind(
            {"type": "number"}, pa.decimal128(5, 2), lambda e4: Decimal(int(e4)).scaleb(-2)
        ),
        downloads.day: _Kind({"type": "date"}, pa.date32(), formats.as_date),
        downloads.flag: _Kind(
            {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}, pa.bool_(), bool
        ),
    }


def _known(kind: _Kind) -> Callable[[Any], Any]:
    return lambda value: None if formats.undefined(value) else kind.value(value)


def _resource(table: downloads.Download, csv: Extra) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {"name": title, **_kinds()[write].field} for _source, title, write in table.columns
        ]
    }
    if table.name in _KEYS:
        schema["primaryKey"] = _KEYS[table.name]
    if table.name in _LEADS_TO:
        column, other = _LEADS_TO[table.name]
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [column]}}
        ]
    return {
        **_file(csv),
        "name": table.name,
        "profile": "tabular-data-resource",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ";", "lineTerminator": "\r\n"},
        "schema": schema,
    }


def _file(extra: Extra) -> dict[str, Any]:
    name = extra.path.rsplit("/", 1)[-1]
    return {
        "name": name.replace("_", "-").replace(".", "-"),
        "path": name,
        "format": name.rpartition(".")[2],
        "bytes": len(extra.content),
        "hash": f"sha256:{hashlib.sha256(extra.content).hexdigest()}",
    }
