"""What the data promise, for other programs: an ODCS contract, and the indicators as metrics.

What goes in: the titles of files (`contract.layouts`), the tables (`warehouse.schema`), the rules
(`expectations/`), the registry of indicators. What stays out: any word that these do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from importlib.metadata import version
from typing import Any

import yaml

from sales_assets.contract import headers
from sales_assets.contract.names import Genre
from sales_assets.indicators import registry
from sales_assets.language import _
from sales_assets.places import FILES
from sales_assets.report.pages.model import Extra
from sales_assets.rules import load_suite
from sales_assets.warehouse import schema

CONTRACT, METRICS = "donnees/contrat.odcs.yaml", "donnees/metrics.yml"
_FILES = {"produits": Genre.PRODUITS, "magasins": Genre.MAGASINS, "ventes": Genre.HISTORIQUE}
_JUDGED = {table: table for table in ("produits", "magasins", "ventes")} | {"totaux_jour": "totaux"}
"""Table to the suite that judges it."""
_LOGICAL = {
    bool: "boolean",
    int: "integer",
    Decimal: "number",
    date: "date",
    datetime: "timestamp",
    str: "string",
}


def files() -> list[Extra]:
    """Return the contract and the metrics, in the language in use."""
    return [Extra(CONTRACT, _yaml(contract())), Extra(METRICS, _yaml(metrics()))]


def _yaml(content: Mapping[str, Any]) -> bytes:
    text: str = yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=100)
    return text.encode()


def contract() -> dict[str, Any]:
    """Return the contract as the Open Data Contract Standard has it: files in, tables out."""
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "sales-assets",
        "name": _("Ventes"),
        "version": version("sales-assets"),
        "status": "active",
        "description": {
            "purpose": _("Les ventes d’une PME : des fichiers CSV à un site contrôlé."),
            "limitations": _(
                "Ce fichier n’est ni une caisse ni une comptabilité : vos fichiers CSV font foi."
            ),
        },
        "schema": [*map(_file, _FILES), *map(_table, schema.metadata.sorted_tables)],
    }


def _file(name: str) -> dict[str, Any]:
    genre = _FILES[name]
    needed = headers.required(genre)
    return {
        "name": f"{name}_csv",
        "physicalName": f"{name}.csv",
        "physicalType": "file",
        "logicalType": "object",
        "properties": [
            {
                "name": column,
                "logicalType": "string",
                "required": column in needed,
                "customProperties": [{"property": "titles", "value": list(known.written)}],
            }
            for column, known in headers.aliases(genre).items()
        ],
    }


def _table(table: Any) -> dict[str, Any]:
    keys = [column.name for column in table.primary_key.columns]
    found: dict[str, Any] = {
        "name": str(table.name),  # SQLAlchemy's own kind of text
        "physicalType": "table",
        "logicalType": "object",
        "properties": [_property(column, keys) for column in table.columns],
    }
    if table.name in _JUDGED:
        found["quality"] = list(_quality(_JUDGED[table.name]))
    return found


def _property(column: Any, keys: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": str(column.name),
        "logicalType": _LOGICAL[column.type.python_type],
        "physicalType": str(column.type),
        "required": not column.nullable,
    }
    if column.comment:
        found["description"] = _(column.comment)
    if column.name in keys:
        found |= {"primaryKey": True, "primaryKeyPosition": keys.index(column.name) + 1}
    if column.foreign_keys:
        found["relationships"] = [
            {"type": "foreignKey", "to": key.target_fullname} for key in column.foreign_keys
        ]
    return found


def _quality(suite: str) -> Iterator[dict[str, Any]]:
    for rule in load_suite(FILES / "expectations" / f"{suite}.json").rules:
        yield {
            "name": rule.name,
            "description": f"{_(rule.phrase)} {_(rule.notes)}",
            "type": "custom",
            "engine": "great-expectations",
            "severity": rule.severity.value,
            "implementation": {"type": rule.type, "kwargs": rule.kwargs},
        }


def metrics() -> dict[str, Any]:
    """Return what each indicator is, under the name that it has everywhere."""
    return {
        "version": 1,
        "metrics": [_said(one, title) for title, chapter in registry.chapters() for one in chapter],
    }


def _said(one: registry.Indicator, chapter: str) -> dict[str, Any]:
    """An indicator; what it does not say is left out."""
    words: Iterable[tuple[str, Any]] = (
        ("name", one.key),
        ("label", one.label),
        ("group", chapter),
        ("description", one.formula),
        ("unit", one.unit),
        ("caveat", one.caveat),
        ("since", one.since),
        ("days", one.days),
        ("compared_with", "month" if one.back == registry.MONTH_BEFORE else one.back),
        ("thresholds", {name: float(limit) for name, limit in one.thresholds.items()}),
        ("checks", list(one.checks)),
        ("page", f"glossaire.html#{one.key}"),
    )
    return {name: value for name, value in words if value}
