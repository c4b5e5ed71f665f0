"""Runs the migrations on the connection that `newswright.store.upgrade` hands over, inside its transaction."""

from alembic import context

from newswright.store.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # true of SQLite too, where the program begins the transactions itself
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
