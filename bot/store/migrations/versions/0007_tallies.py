"""Tallies: daily totals that outlive the questions; those kept today are counted. Indexes for lists, figures, retention."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_VIETNAM = timedelta(hours=7)


def _key(name: str, size: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(size), primary_key=True)


def _day_key() -> sa.Column[date]:
    return sa.Column("day", sa.Date(), primary_key=True)


def _counts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def upgrade() -> None:
    tally = op.create_table(
        "tally",
        _key("locality", 64),
        _key("grain", 1),
        _day_key(),
        _key("channel", 16),
        _key("hamlet", 80),
        _key("outcome", 16),
        *_counts("asked", "people", "helpful", "unhelpful"),
        sqlite_with_rowid=False,
    )
    entry_tally = op.create_table(
        "entry_tally",
        _key("locality", 64),
        _key("grain", 1),
        _day_key(),
        _key("entry", 120),
        _key("outcome", 16),
        *_counts("asked", "helpful", "unhelpful"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gap",
        _key("locality", 64),
        _key("key", 32),
        *_counts("missed"),
        sa.Column("last_missed", sa.Date(), nullable=False),
        sa.Column("entry", sa.String(120), nullable=False),
        sa.Column("closed", sa.Date(), nullable=True),
        *_counts("answered"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_gap_locality_closed", "gap", ["locality", "closed"])
    hours = sa.Column("hours", sa.Integer(), primary_key=True, autoincrement=False)
    op.create_table("reply_tally", _key("locality", 64), _day_key(), hours, *_counts("count"), sqlite_with_rowid=False)
    op.drop_index("ix_question_outcome", "question")
    op.create_index("ix_question_outcome_at", "question", ["outcome", "at"])
    op.create_index("ix_question_at", "question", ["at"])
    op.create_index("ix_question_person_at", "question", ["person", "at"])
    op.drop_index("ix_question_person", "question")
    _count(tally, entry_tally)


def _count(tally: sa.Table, entry_tally: sa.Table) -> None:
    """Count the questions that are kept already; gaps begin empty, their keys need the pepper."""
    names = ("locality", "person", "at", "channel", "outcome", "entries", "candidates", "helpful")
    kinds: dict[str, Any] = {
        "at": sa.DateTime(timezone=True),
        "entries": sa.JSON(),
        "candidates": sa.JSON(),
        "helpful": sa.Boolean(),
    }
    question = sa.table("question", *(sa.column(name, kinds.get(name, sa.String())) for name in names))
    connection = op.get_bind()
    places: dict[tuple[str, str, date, str, str, str], Counter[str]] = {}
    entries: dict[tuple[str, str, date, str, str], Counter[str]] = {}
    met: set[tuple[str, str, date]] = set()
    for row in connection.execute(sa.select(question).execution_options(yield_per=5_000)):
        day = _day(row.at)
        votes = {"helpful": int(row.helpful is True), "unhelpful": int(row.helpful is False)}
        new = (row.locality, row.person, day) not in met
        met.add((row.locality, row.person, day))
        for grain, first in (("d", day), ("m", day.replace(day=1))):
            place = (row.locality, grain, first, row.channel, "", row.outcome)
            places.setdefault(place, Counter()).update(asked=1, people=int(new), **votes)
            for entry in _subject(row):
                entries.setdefault((row.locality, grain, first, entry, row.outcome), Counter()).update(asked=1, **votes)
    _store(connection, tally, places, ("asked", "people", "helpful", "unhelpful"))
    _store(connection, entry_tally, entries, ("asked", "helpful", "unhelpful"))


def _day(at: datetime) -> date:
    return ((at.astimezone(UTC) if at.tzinfo else at) + _VIETNAM).date()


def _subject(row: sa.Row) -> list[str]:  # type: ignore[type-arg]
    if row.outcome == "answered":
        return sorted(set(row.entries)) or [""]
    return (row.entries or [entry for entry, _ in row.candidates] or [""])[:1]


def _store(connection: sa.Connection, table: sa.Table, counted: dict, names: tuple[str, ...]) -> None:  # type: ignore[type-arg]
    keys = [column.name for column in table.primary_key]
    rows = [dict(zip(keys, key, strict=True)) | {name: counts[name] for name in names} for key, counts in counted.items()]
    for begin in range(0, len(rows), 5_000):
        connection.execute(sa.insert(table), rows[begin : begin + 5_000])


def downgrade() -> None:
    op.create_index("ix_question_person", "question", ["person"])
    for name in ("ix_question_person_at", "ix_question_at", "ix_question_outcome_at"):
        op.drop_index(name, "question")
    op.create_index("ix_question_outcome", "question", ["outcome"])
    for table in ("reply_tally", "gap", "entry_tally", "tally"):
        op.drop_table(table)
