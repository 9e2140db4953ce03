"""The whole graph as plain data, as committed in `graph.json`.

When a change of the graph is meant, write it again and read the difference:

    .venv/bin/python -m tests.graph.picture > tests/graph/graph.json
"""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from dagster import Definitions

from sales_assets.definitions import build_defs
from sales_assets.settings import Settings

PICTURE = Path(__file__).with_name("graph.json")


def definitions(folder: Path) -> Definitions:
    """The definitions of an empty shop whose days are fixed."""
    return build_defs(
        Settings(
            data_dir=folder / "data",
            site_dir=folder / "public",
            log_dir=folder / "logs",
            start_date=date(2024, 1, 1),
        )
    )


def describe(defs: Definitions) -> dict[str, Any]:
    """Each asset's key, group, kinds, owners, deps, description, checks, days, backfills."""
    graph = defs.resolve_asset_graph()
    checks: dict[str, list[str]] = {}
    for check in graph.asset_check_keys:
        blocking = " (bloquant)" if graph.get_check_spec(check).blocking else ""
        checks.setdefault(check.asset_key.to_user_string(), []).append(check.name + blocking)
    return {
        key.to_user_string(): {
            "group": graph.get(key).group_name,
            "kinds": sorted(graph.get(key).kinds or ()),
            "owners": list(graph.get(key).owners),
            "deps": sorted(dep.to_user_string() for dep in graph.get(key).parent_keys),
            "description": graph.get(key).description,
            "checks": sorted(checks.get(key.to_user_string(), [])),
            "partitions": str(graph.get(key).partitions_def or ""),
            "backfill": str(graph.get(key).backfill_policy or ""),
        }
        for key in sorted(graph.get_all_asset_keys(), key=str)
    }


def text(defs: Definitions) -> str:
    """The picture as it is committed."""
    return json.dumps(describe(defs), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(text(definitions(Path(folder))), end="")
