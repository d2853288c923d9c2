"""The tables. Every row carries the locality it belongs to: one deployment may serve many communes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from bot.store.utc import UtcTime

MISSED = sql("outcome = 'not_answered'")
"""As SQLite must read it to use the index of these."""


class ChatRow(SQLModel, table=True):
    """The memory of one chat."""

    __tablename__ = "chat"
    __table_args__ = (UniqueConstraint("locality", "channel", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    locality: str = Field(max_length=64)
    channel: str = Field(max_length=16)
    person: str = Field(max_length=32)
    """Keyed hash of the channel's own key of the chat."""
    memory: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=UtcTime)
    version: int = 1
    """Counted up with every change of the memory: who answers from an older one must think again."""
    left: bool = False
    """The resident cannot be written to any more."""
    quiet_until: datetime | None = Field(default=None, sa_type=UtcTime)
    """An officer has taken over."""
    address: bytes | None = None
    """Sealed; where the chat has moved to."""
    account: str = Field(default="", max_length=64)
    reply_to: bytes | None = None
    """Sealed; where an officer's answer goes. Kept of those only whom the bot could not help."""


class MessageRow(SQLModel, table=True):
    """A message that came: the inbox while it is new, afterwards what a second delivery finds. Short-lived."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("locality", "channel", "key"),
        Index("ix_message_person_state", "person", "state"),
        Index("ix_message_state", "state"),
        Index("ix_message_channel_at", "channel", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    locality: str = Field(max_length=64)
    channel: str = Field(max_length=16)
    account: str = Field(default="", max_length=64)
    key: str = Field(max_length=32)
    """Keyed hash of the channel's own key of the message."""
    person: str = Field(max_length=32)
    replies: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(index=True, sa_type=UtcTime)
    """When it came; from when it is handled, when it was."""
    state: str = Field(default="done", max_length=8)
    """See inbox.State."""
    payload: bytes | None = None
    """Sealed; what was delivered, until it is handled."""
    holder: str | None = Field(default=None, max_length=32)
    """The process that has it in hand."""
    until: datetime | None = Field(default=None, sa_type=UtcTime)
    """How long nobody else takes it."""
    tries: int = 0
    reason: str = ""
    """Why it was given up, for officers."""


class OutboxRow(SQLModel, table=True):
    """A part of a reply on its way to a provider."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_person_state", "person", "state"),
        Index("ix_outbox_state_channel", "state", "channel"),
        Index("ix_outbox_batch", "batch", sqlite_where=sql("batch <> ''"), postgresql_where=sql("batch <> ''")),
    )

    id: int | None = Field(default=None, primary_key=True)
    """Parts of a lane are sent in this order."""
    locality: str = Field(max_length=64)
    channel: str = Field(max_length=16)
    account: str = Field(max_length=64)
    person: str = Field(max_length=32)
    message: int
    """The row of the message it answers."""
    state: str = Field(max_length=8)
    """See outbox.State."""
    address: bytes | None = None
    """Sealed; until it is sent."""
    part: bytes | None = None
    """Sealed; until it is sent."""
    due: datetime = Field(sa_type=UtcTime)
    """Not sent earlier; of a doubtful one: not asked about earlier."""
    tries: int = 0
    holder: str | None = Field(default=None, max_length=32)
    until: datetime | None = Field(default=None, sa_type=UtcTime)
    reason: str = ""
    """What the provider said last, for officers."""
    at: datetime = Field(index=True, sa_type=UtcTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """When it was handed to the provider last."""
    provider_id: str | None = Field(default=None, max_length=32)
    """Keyed hash of the provider's id of the message."""
    fleeting: bool = False
    """Deleted as soon as it is sent, or can not be sent soon: what says that everything was erased, a good morning."""
    batch: str = Field(default="", max_length=16)
    """Of an officer's answer: which; see reviews.py."""


class QuestionRow(SQLModel, table=True):
    """A question asked, masked, and what became of it."""

    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_locality_at", "locality", "at"),
        Index("ix_question_person_at", "person", "at"),
        Index("ix_question_outcome_at", "outcome", "at"),
        Index("ix_question_missed", "locality", "decision", "hamlet", sqlite_where=MISSED, postgresql_where=MISSED),
        Index(
            "ix_question_disliked",
            "locality",
            "decision",
            "outcome",
            "hamlet",
            sqlite_where=sql("helpful IS 0"),
            postgresql_where=sql("helpful IS false"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    locality: str = Field(max_length=64)
    ref: str = Field(max_length=12, unique=True)
    """What residents and officers call it."""
    at: datetime = Field(index=True, sa_type=UtcTime)
    channel: str = Field(max_length=16)
    person: str = Field(max_length=32)
    text: str
    """Masked."""
    reading: str
    """The words as understood: near-identical questions have the same."""
    outcome: str = Field(max_length=16)
    entries: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """Answered or offered."""
    score: float
    candidates: list[list[Any]] = Field(sa_column=Column(JSON, nullable=False))
    """The best five with their scores."""
    context: str = Field(default="", max_length=120)
    """The entry talked about when it was asked."""
    urgent: bool = False
    helpful: bool | None = None
    why: str = ""
    """What the resident said was wrong, masked."""
    hamlet: str = Field(default="", max_length=80)
    """Empty where it is not known."""
    decision: str = Field(default="", max_length=8)
    """What an officer made of it, see reviews.Decision; empty: nobody did yet."""


class SwitchRow(SQLModel, table=True):
    """A channel switched off by an officer, or "*" for all answers; no row: it is on."""

    __tablename__ = "switch"

    locality: str = Field(max_length=64, primary_key=True)
    channel: str = Field(max_length=16, primary_key=True)
    reason: str
    """Residents read it."""
    since: datetime = Field(sa_type=UtcTime)
    by: str = Field(max_length=64)
    """The account on the machine."""


class CounterRow(SQLModel, table=True):
    """How often something was done in a month, where a provider allows only so much of it."""

    __tablename__ = "counter"

    locality: str = Field(max_length=64, primary_key=True)
    name: str = Field(max_length=64, primary_key=True)
    """What is counted, such as what a Zalo bot has sent."""
    month: str = Field(max_length=7, primary_key=True)
    """2026-11, as the month is in Vietnam."""
    count: int


# The same for statements that are written out: what is in hand is moved a thousand times a minute, without objects.
CHAT = SQLModel.metadata.tables["chat"]
MESSAGE = SQLModel.metadata.tables["message"]
OUTBOX = SQLModel.metadata.tables["outbox"]
QUESTION = SQLModel.metadata.tables["question"]
