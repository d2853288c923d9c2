"""Drafts of entries, and the history of what was published."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "draft",
        sa.Column("locality", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(120), primary_key=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("base", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("question", sa.String(12), nullable=False),
    )
    op.create_table(
        "entry_history",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("locality", sa.String(64), nullable=False),
        sa.Column("entry", sa.String(120), nullable=False),
        sa.Column("topic", sa.String(120), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
    )
    op.create_index("ix_entry_history_entry", "entry_history", ["locality", "entry"])
    op.create_index("ix_entry_history_at", "entry_history", ["locality", "at"])


def downgrade() -> None:
    op.drop_table("entry_history")
    op.drop_table("draft")
