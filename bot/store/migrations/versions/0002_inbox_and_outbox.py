"""Messages become the inbox, an outbox, and what is known of a chat besides its memory."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _inbox() -> list[sa.Column[Any]]:
    return [
        sa.Column("account", sa.String(64), nullable=False, server_default=""),
        sa.Column("state", sa.String(8), nullable=False, server_default="done"),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("holder", sa.String(32), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("reason", sa.String(), nullable=False, server_default=""),
    ]


def _chat() -> list[sa.Column[Any]]:
    return [
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("left", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
    ]


def upgrade() -> None:
    for column in _inbox():
        op.add_column("message", column)
    op.drop_index("ix_message_person", "message")
    op.create_index("ix_message_person_state", "message", ["person", "state"])
    op.create_index("ix_message_state", "message", ["state"])
    for column in _chat():
        op.add_column("chat", column)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("locality", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("part", sa.LargeBinary(), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(32), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_id", sa.String(32), nullable=True),
        sa.Column("fleeting", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_outbox_person_state", "outbox", ["person", "state"])
    op.create_index("ix_outbox_state_channel", "outbox", ["state", "channel"])
    op.create_index("ix_outbox_at", "outbox", ["at"])


def downgrade() -> None:
    op.drop_table("outbox")
    for column in _chat():
        op.drop_column("chat", column.name)
    op.drop_index("ix_message_state", "message")
    op.drop_index("ix_message_person_state", "message")
    op.create_index("ix_message_person", "message", ["person"])
    for column in _inbox():
        op.drop_column("message", column.name)
