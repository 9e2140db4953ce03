"""The promise on hours: yesterday's sales are looked at, and the site published, by 8 o'clock.

A schedule set later moves the hour: an hour after it. What stays out: whether the sales of that day
did arrive (`vigilance.py`), which no schedule can promise.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from dagster import AssetsDefinition, AssetSpec, FreshnessPolicy, map_asset_specs

from sales_assets.settings import Settings

PROMISED = frozenset({"ventes", "site"})


def promise(settings: Settings, assets: Iterable[AssetsDefinition]) -> list[AssetsDefinition]:
    """The assets, with the policy on those that a person waits for in the morning."""
    by = settings.due
    policy = FreshnessPolicy.cron(
        deadline_cron=f"{by.minute} {by.hour} * * *",
        lower_bound_delta=timedelta(hours=by.hour, minutes=by.minute),  # since midnight
        timezone=settings.timezone.key,
    )

    def promised(spec: AssetSpec) -> AssetSpec:
        if spec.key.to_user_string() not in PROMISED:
            return spec
        return spec.replace_attributes(freshness_policy=policy)

    return [*map_asset_specs(promised, assets)]
