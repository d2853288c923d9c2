"""The officers' console: accounts, sessions, the audit log, failed log-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("locality", sa.String(64), nullable=False),
        sa.Column("login", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("hamlet", sa.String(80), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("password_changed_at", moment, nullable=False),
        sa.Column("one_time_until", moment, nullable=True),
        sa.UniqueConstraint("locality", "login"),
    )
    op.create_table(
        "office_session",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("locality", sa.String(64), nullable=False),
        sa.Column("officer", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("made", moment, nullable=False),
        sa.Column("seen", moment, nullable=False),
        sa.Column("ends", moment, nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
    )
    op.create_index("ix_office_session_officer", "office_session", ["officer"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("locality", sa.String(64), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("object", sa.String(120), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("diff", sa.String(), nullable=False),
    )
    op.create_index("ix_audit_locality_at", "audit", ["locality", "at"])
    op.create_table(
        "login_attempt",
        sa.Column("locality", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("until", moment, nullable=False),
    )
    op.create_index("ix_message_channel_at", "message", ["channel", "at"])  # "last heard of", for their health page


def downgrade() -> None:
    op.drop_index("ix_message_channel_at", "message")
    for table in ("login_attempt", "audit", "office_session", "officer"):
        op.drop_table(table)
