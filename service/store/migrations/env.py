"""Runs migrations on the connection that the store hands over; the store owns the transaction."""

from alembic import context

from service.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
