"""What a catalogue of lineage receives: a real one on loopback, from the runs of a real shop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from dagster import DagsterInstance, SensorResult, build_sensor_context

from sales_assets.definitions import build_defs
from sales_assets.graph import instance, openlineage
from sales_assets.graph.assets import NAMED
from tests.graph.shop import DagsterShop
from tests.shop import lines, products, stores


@dataclass
class Catalogue:
    """Keeps what is posted to it."""

    events: list[dict[str, Any]] = field(default_factory=list)
    answer: int = 200
    url: str = ""

    def named(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["job"]["name"] == name]


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    kept = Catalogue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if kept.answer == 200:
                kept.events.append(json.loads(body))
            self.send_response(kept.answer)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield kept
        server.shutdown()


@pytest.fixture
def shop(tmp_path: Path, catalogue: Catalogue) -> Iterator[DagsterShop]:
    with instance.opened(tmp_path / "logs" / "dagster") as dagster:
        shop = DagsterShop(tmp_path, dagster)
        shop.settings = shop.settings.model_copy(update={"openlineage_url": catalogue.url})
        data = shop.settings.data_dir
        data.mkdir(exist_ok=True)
        (data / "produits.csv").write_text(products(A="1.50", B=10))
        (data / "magasins.csv").write_text(stores(1, 2))
        (data / "ventes.csv").write_text(lines("2025-10-01 A 2 1", "2025-10-02 B 1 2"))
        yield shop


def tick(shop: DagsterShop, cursor: str | None = None) -> str | None:
    (sensor,) = openlineage.told(shop.settings)
    dagster: DagsterInstance = shop.dagster
    found = sensor(build_sensor_context(instance=dagster, cursor=cursor))
    assert isinstance(found, SensorResult)
    return found.cursor


def test_a_run_is_told_once_with_what_it_made(shop: DagsterShop, catalogue: Catalogue):
    assert shop.run("2025-10-01", "2025-10-02").success
    cursor = tick(shop)
    states = [event["eventType"] for event in catalogue.named("tout")]
    assert states == ["START", "COMPLETE"]
    days = catalogue.named("tout")[0]["run"]["facets"]["nominalTime"]
    assert days["nominalStartTime"] == "2025-10-01T00:00:00Z"
    assert days["nominalEndTime"] == "2025-10-03T00:00:00Z"
    for name, asset in NAMED.items():
        start, done = catalogue.named(f"tout.{name}")
        assert start["run"]["runId"] == done["run"]["runId"]
        assert {one["name"] for one in done["inputs"]} == set(asset.sources)
        (output,) = done["outputs"]
        columns = [one["name"] for one in output["facets"]["schema"]["fields"]]
        assert columns == [column.name for column in asset.schema().columns]
        fields = output["facets"]["columnLineage"]["fields"]
        assert set(fields) <= set(columns)
    told = len(catalogue.events)
    assert tick(shop, cursor) == cursor
    assert len(catalogue.events) == told


def test_what_the_checks_found_is_told(shop: DagsterShop, catalogue: Catalogue):
    (shop.settings.data_dir / "faux.csv").write_text("a;b\n1;2\n")
    (shop.settings.data_dir / "ventes_2025-10-03.csv").write_text("date;prix\nx;y\n")
    assert not shop.run().success
    tick(shop)
    assert [event["eventType"] for event in catalogue.named("tout")] == ["START", "FAIL"]
    found = {
        one["assertion"]: one["success"]
        for event in catalogue.events
        for dataset in event.get("inputs", [])
        for one in dataset.get("inputFacets", {})
        .get("dataQualityAssertions", {})
        .get("assertions", [])
    }
    assert found["ventes_produit_connu"] is True
    assert False in found.values()


def test_a_catalogue_that_does_not_answer_is_told_later(shop: DagsterShop, catalogue: Catalogue):
    assert shop.run().success
    catalogue.answer = 400
    with pytest.raises(Exception, match="400"):
        tick(shop)
    assert catalogue.events == []
    catalogue.answer = 200
    tick(shop)
    assert catalogue.named("tout.site")


def test_without_a_catalogue_there_is_no_sensor(shop: DagsterShop):
    plain = shop.settings.model_copy(update={"openlineage_url": None})
    names = {sensor.name for sensor in build_defs(plain).sensors or ()}
    assert names == {"dossier", "alertes"}
    assert openlineage.NAME in {sensor.name for sensor in build_defs(shop.settings).sensors or ()}
