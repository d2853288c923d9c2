"""Alembic's entry: runs the migrations on the connection that sql.py hands over."""

from alembic import context
from sqlmodel import SQLModel

from bot.store import audit, drafts, entry_history, login_attempts, officer_links, officers, sessions, tables, tallies, tokens

_ROOMS = (
    audit,
    drafts,
    entry_history,
    login_attempts,
    officer_links,
    officers,
    sessions,
    tables,
    tallies,
    tokens,
)  # imported for the tables they register

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
)
with context.begin_transaction():
    context.run_migrations()
