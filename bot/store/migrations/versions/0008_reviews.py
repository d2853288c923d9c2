"""What officers made of questions, where residents are answered later, and the answers on their way to them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("locality", sa.String(64), nullable=False),
        sa.Column("batch", sa.String(16), nullable=False),
        sa.Column("ref", sa.String(12), nullable=False),
        sa.Column("decision", sa.String(8), nullable=False),
        sa.Column("entry", sa.String(120), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("locality", "ref"),
    )
    op.create_index("ix_review_batch", "review", ["batch"])
    op.create_index("ix_review_at", "review", ["at"])
    op.add_column("question", sa.Column("hamlet", sa.String(80), nullable=False, server_default=""))
    op.add_column("question", sa.Column("decision", sa.String(8), nullable=False, server_default=""))
    missed = sa.text("outcome = 'not_answered'")
    op.create_index("ix_question_missed", "question", ["locality", "decision"], sqlite_where=missed, postgresql_where=missed)
    disliked = sa.text("helpful IS false")
    op.create_index(
        "ix_question_disliked", "question", ["locality", "at"], sqlite_where=sa.text("helpful IS 0"), postgresql_where=disliked
    )
    op.add_column("chat", sa.Column("account", sa.String(64), nullable=False, server_default=""))
    op.add_column("chat", sa.Column("reply_to", sa.LargeBinary(), nullable=True))
    op.add_column("outbox", sa.Column("batch", sa.String(16), nullable=False, server_default=""))
    op.create_index(
        "ix_outbox_batch", "outbox", ["batch"], sqlite_where=sa.text("batch <> ''"), postgresql_where=sa.text("batch <> ''")
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_batch", "outbox")
    op.drop_column("outbox", "batch")
    op.drop_column("chat", "reply_to")
    op.drop_column("chat", "account")
    op.drop_index("ix_question_disliked", "question")
    op.drop_index("ix_question_missed", "question")
    op.drop_column("question", "decision")
    op.drop_column("question", "hamlet")
    op.drop_table("review")
