"""From one version of the schema to the next, forward only, without loss (Alembic).

Each step is frozen: it says by itself what it creates or changes, as the schema was then, imports
nothing of this program, and is never edited once released. So every base, new or old, comes to
today's schema by the same road. To add a step: change `schema.py`; write `versions/NNNN_what.py`
(an Alembic operation, or SQL that both dialects take); raise `HEAD`; keep a small base of the
version before it in `tests/schemas/` (the dump of a shop that its program wrote). The tests compare
what the steps build with `schema.py`, and kill a migration at each of its statements.

The common case, a schema already at `HEAD`, costs one query and no import of Alembic.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.schema import SetColumnComment

from sales_assets.errors import WarehouseError
from sales_assets.language import mark
from sales_assets.warehouse import seals
from sales_assets.warehouse.engine import Transaction, plain_errors, writing
from sales_assets.warehouse.schema import metadata

HEAD = "0009"


def upgrade(engine: Engine) -> None:
    """Bring the schema to `HEAD` in one transaction.

    Raises:
        WarehouseError: The schema was written by a newer version of this program, or the base is
            not in UTF-8.
    """
    with plain_errors(engine), engine.connect() as connection:
        if _version(connection) == HEAD:
            return
    with plain_errors(engine), writing(engine) as connection:
        _refuse_newer(_version(connection))
        _refuse_few_letters(connection)
        _run_alembic(connection)
        _comment(connection)
        seals.renew(connection)


def _version(connection: Transaction) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_newer(version: str | None) -> None:
    if version is not None and version > HEAD:
        raise WarehouseError(
            mark(
                "La base a été écrite par une version plus récente du programme (schéma "
                "{version}, attendu {head}). Rien n’a été modifié : mettez le programme à jour."
            ),
            version=version,
            head=HEAD,
        )


def _refuse_few_letters(connection: Transaction) -> None:
    """Refuse a PostgreSQL base that could not hold every name of a file or a product."""
    if connection.dialect.name != "postgresql":
        return
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise WarehouseError(
            mark(
                "La base est en {encodage}, qui n’a pas toutes les lettres : rien n’a été écrit. "
                "Créez-en une par CREATE DATABASE ventes ENCODING 'UTF8' TEMPLATE template0, et "
                "donnez-la par SALES_WAREHOUSE_URL."
            ),
            encodage=encoding,
        )


def versions() -> list[str]:
    """Every version of the schema there has been, oldest first."""
    steps = (Path(__file__).parent / "versions").glob("[0-9]*.py")
    return sorted(path.stem.partition("_")[0] for path in steps)


def built(version: str, query: str) -> list[tuple[Any, ...]]:
    """What a query gives of an SQLite base that the steps to this version have just built."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            _run_alembic(connection, version)
            return [tuple(row) for row in connection.exec_driver_sql(query)]
    finally:
        engine.dispose()


def _run_alembic(connection: Transaction, version: str = HEAD) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    here = str(Path(__file__).parent)
    config.set_main_option("script_location", here.replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def _comment(connection: Transaction) -> None:
    """Say beside each column what it holds, in today's words, where the database keeps that."""
    if not connection.dialect.supports_comments:
        return
    for table in metadata.sorted_tables:
        for column in table.columns:
            if column.comment:
                connection.execute(SetColumnComment(column))
