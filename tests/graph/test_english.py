"""With SALES_LOCALE=en, all that Dagster shows is English: definitions, and what a run tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dagster import Definitions, ExecuteInProcessResult

from sales_assets import language
from sales_assets.definitions import build_defs
from sales_assets.graph import instance
from sales_assets.settings import Settings
from sales_assets.settings.shop import Locale
from sales_assets.warehouse import schema
from tests.graph.shop import DagsterShop
from tests.shop import lines, products, stores

SAME = {"message", "messages", "page", "stock", "table", "version"}
"""Words that both languages have."""
FRENCH = re.compile(
    r"[àâçéèêëîïôûù]|[dlnsjc]’|\b(?:le|la|les|des|du|une|est|sont|pour|par|avec|dans|jour|ligne)\b",
    re.I,
)
NAMED = re.compile(
    r"`[^`]*`|\b[a-z]+_[a-z0-9_]+\b|\([a-z_, ]+\)|\b[\w.-]+\.(?:csv|toml)\b|\btable \w+"
)
"""Names of columns, tables and files, and stored words: the same in every language."""


def settings(folder: Path, locale: Locale) -> Settings:
    return Settings(
        data_dir=folder / "data",
        site_dir=folder / "public",
        log_dir=folder / "logs",
        locale=locale,
        openlineage_url="http://127.0.0.1:9",
    )


def texts(defs: Definitions) -> Iterator[tuple[str, str]]:
    """Each text of the definitions, with its place."""
    graph = defs.resolve_asset_graph()
    for key in sorted(graph.get_all_asset_keys()):
        node, name = graph.get(key), key.to_user_string()
        yield name, str(node.description)
        for column in node.metadata["dagster/column_schema"].columns:
            yield f"{name}.{column.name}", str(column.description)
        yield from ((f"{name} : metadata", label) for label in _own(node.metadata))
    for check in sorted(graph.asset_check_keys, key=str):
        spec = graph.get_check_spec(check)
        yield check.name, str(spec.description)
        yield from ((f"{check.name} : metadata", label) for label in _own(spec.metadata or {}))
    for job in defs.resolve_all_job_defs():
        if not job.name.startswith("__"):
            yield job.name, str(job.description)
        for node in job.nodes:
            yield from _fields(f"{job.name}.{node.name}", node.definition.config_schema)
    for one in (*(defs.schedules or ()), *(defs.sensors or ())):
        yield one.name, str(getattr(one, "description", ""))


def _own(metadata: Any) -> list[str]:
    return [label for label in metadata if not label.startswith("dagster/")]


def _fields(place: str, definition: Any) -> Iterator[tuple[str, str]]:
    """What the options of a step say in the Launchpad."""
    fields = getattr(getattr(definition, "config_type", None), "fields", None) or {}
    for name, option in fields.items():
        if option.description:
            yield f"{place}.{name}", option.description


def test_the_definitions_have_no_french_in_english(tmp_path: Path):
    french = dict(texts(build_defs(settings(tmp_path, "fr"))))
    english = dict(texts(build_defs(settings(tmp_path, "en"))))
    assert len(english) > 150
    assert [place for place, text in english.items() if text in ("", "None")] == []
    same = {place: text for place, text in english.items() if text == french.get(place)}
    assert set(same.values()) <= SAME, same
    assert {
        place: text for place, text in english.items() if FRENCH.search(NAMED.sub("", text))
    } == {}


def test_every_column_of_the_base_is_described_in_english():
    language.use("en")
    columns = [column for table in schema.metadata.sorted_tables for column in table.columns]
    told = {str(column): language._(str(column.comment)) for column in columns if column.comment}
    assert {place: text for place, text in told.items() if FRENCH.search(NAMED.sub("", text))} == {}


def labels(result: ExecuteInProcessResult) -> set[str]:
    """What names the metadata of a run, columns of its tables included."""
    found: dict[str, Any] = {}
    for event in result.all_events:
        if event.is_step_materialization:
            found |= event.step_materialization_data.materialization.metadata
        elif event.event_type_value == "ASSET_OBSERVATION":
            found |= event.asset_observation_data.asset_observation.metadata
    for check in result.get_asset_check_evaluations():
        found |= check.metadata
    return {label for label in _own(found) if label != "ventes" and not label.startswith("totaux_")}


@pytest.mark.slow
def test_what_a_run_tells_is_named_in_english(tmp_path: Path):
    told: dict[str, set[str]] = {}
    locales: tuple[Locale, ...] = ("fr", "en")
    for locale in locales:
        folder = tmp_path / locale
        with instance.opened(folder / "logs" / "dagster") as dagster:
            shop = DagsterShop(folder, dagster)
            shop.settings = shop.settings.model_copy(update={"locale": locale})
            data = shop.settings.data_dir
            data.mkdir(exist_ok=True)
            (data / "produits.csv").write_text(products(A="1.50", B=10))
            (data / "magasins.csv").write_text(stores(1, 2))
            (data / "ventes.csv").write_text(lines("2025-10-01 A 2 1", "2025-10-02 A 20000 2"))
            (data / "ventes_2025-10-03.csv").write_text("date;prix\nx;y\n")
            told[locale] = labels(shop.run())
    assert len(told["fr"]) == len(told["en"]) > 15
    assert told["fr"] & told["en"] <= SAME | {"CA"}
