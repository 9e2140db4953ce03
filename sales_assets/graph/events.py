"""Materialisations of days beyond the ones a run was asked for.

A history file holds hundreds of days: the run that reads it loads them all, and says so for each.
They are logged as one batch, which `event_log.py` stores in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dagster import AssetExecutionContext, AssetMaterialization

from sales_assets.graph import private

Figures = Mapping[date, Mapping[str, Any]]
# Dagster merges each addition with all earlier ones: beyond this a range gets common figures only.
_DESCRIBED_KEYS = 400


def log_days(context: AssetExecutionContext, assets: Iterable[str], figures: Figures) -> None:
    """Record every asset as materialised on each day of `figures`, with the day's metadata."""
    events = [
        AssetMaterialization(asset, partition=day.isoformat(), metadata=dict(values))
        for asset in assets
        for day, values in figures.items()
    ]
    private.log_batch(context, events)


def describe_days(context: AssetExecutionContext, assets: Iterable[str], figures: Figures) -> None:
    """Give each day of the run's own partitions its figures."""
    if len(figures) > _DESCRIBED_KEYS:
        return
    for asset in assets:
        for day, values in figures.items():
            context.add_asset_metadata(dict(values), asset_key=asset, partition_key=day.isoformat())
