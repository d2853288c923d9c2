"""The lists of officers are counted without a look at the questions themselves: with a million it took 200 ms."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _lay(["locality", "decision", "hamlet"], ["locality", "decision", "outcome", "hamlet"])


def downgrade() -> None:
    _lay(["locality", "decision"], ["locality", "at"])


def _lay(missed: list[str], disliked: list[str]) -> None:
    op.drop_index("ix_question_missed", "question")
    op.drop_index("ix_question_disliked", "question")
    in_vain, no, no_postgres = sa.text("outcome = 'not_answered'"), sa.text("helpful IS 0"), sa.text("helpful IS false")
    op.create_index("ix_question_missed", "question", missed, sqlite_where=in_vain, postgresql_where=in_vain)
    op.create_index("ix_question_disliked", "question", disliked, sqlite_where=no, postgresql_where=no_postgres)
