"""Alembic's entry point: run the steps on the connection, and in the transaction, it is given."""

from alembic import context

from sales_assets.warehouse.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
