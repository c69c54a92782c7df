"""Alembic's entry: the connection is given by `kiosk.backend.migrations.upgrade`, never opened here."""

from alembic import context

from kiosk.backend import schema

context.configure(connection=context.config.attributes["connection"], target_metadata=schema.metadata)
with context.begin_transaction():
    context.run_migrations()
