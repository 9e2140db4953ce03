"""Only what was asked of a step of several assets: so that each can be selected by itself.

The whole of the step is done all the same, for it is one transaction or one release; what was not
asked for is not told.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

from dagster import (
    AssetCheckKey,
    AssetCheckResult,
    AssetExecutionContext,
    AssetKey,
    AssetObservation,
    MaterializeResult,
)

Body = Callable[..., Iterator[Any]]
Told = MaterializeResult[Any] | AssetObservation | AssetCheckResult


def only_asked(body: Body) -> Body:
    """Make the body of a `can_subset` step tell only what the run selected."""

    @functools.wraps(body)
    def chosen(context: AssetExecutionContext, *args: Any, **values: Any) -> Iterator[Any]:
        for told in body(context, *args, **values):
            if _is_asked(context, told):
                yield told

    return chosen


def _is_asked(context: AssetExecutionContext, told: Told) -> bool:
    key = AssetKey.from_coercible(told.asset_key)  # type: ignore[arg-type]
    if isinstance(told, AssetCheckResult):
        return AssetCheckKey(key, str(told.check_name)) in context.selected_asset_check_keys
    return key in context.selected_asset_keys
