"""The settings: the only room that reads the environment, and `.env` in the project's folder.

`shop` holds the whole, `alerts` the part that says by which ways a person is told. What stays out:
creating folders, opening the warehouse, anything that acts on a setting.
"""

from __future__ import annotations

from sales_assets.places import PROJECT_ROOT
from sales_assets.settings.shop import (
    UNSTATED,
    Closing,
    Settings,
    asked_locale,
)

__all__ = ["PROJECT_ROOT", "UNSTATED", "Closing", "Settings", "asked_locale"]
