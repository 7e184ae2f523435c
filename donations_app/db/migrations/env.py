"""Run the migrations on the connection that the program hands over."""

from alembic import context

from donations_app.db.tables import whole_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=whole_metadata(),
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
