"""Officers' chats, and the one-time codes that link them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "officer_link",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("locality", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("officer", sa.Integer(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("digest_day", sa.Date(), nullable=True),
        sa.Column("review", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("locality", "channel", "person"),
    )
    op.create_index("ix_officer_link_officer", "officer_link", ["officer"])
    op.create_table(
        "officer_link_code",
        sa.Column("locality", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("officer", sa.Integer(), nullable=False),
        sa.Column("until", moment, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("officer_link_code")
    op.drop_table("officer_link")
