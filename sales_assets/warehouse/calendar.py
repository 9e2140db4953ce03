"""The first day of the warehouse, read cheaply: Dagster asks each time it loads the graph."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import create_engine, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from sales_assets.warehouse.schema import totaux_jour


def first_day(url: str) -> date | None:
    """The first day with sales; None while there is none, or while the database is not there."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return None
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            found: date | None = connection.execute(select(func.min(totaux_jour.c.date))).scalar()
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()
    return found
