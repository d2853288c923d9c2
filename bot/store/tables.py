"""The tables. Every row carries the locality it belongs to: one deployment may serve many communes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


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
    at: datetime


class MessageRow(SQLModel, table=True):
    """A message handled, and what was replied: a second delivery finds it here. Short-lived."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("locality", "channel", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    locality: str = Field(max_length=64)
    channel: str = Field(max_length=16)
    key: str = Field(max_length=32)
    """Keyed hash of the channel's own key of the message."""
    person: str = Field(max_length=32, index=True)
    replies: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(index=True)


class QuestionRow(SQLModel, table=True):
    """A question asked, masked, and what became of it."""

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_locality_at", "locality", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    locality: str = Field(max_length=64)
    ref: str = Field(max_length=12, unique=True)
    """What residents and officers call it."""
    at: datetime
    channel: str = Field(max_length=16)
    person: str = Field(max_length=32, index=True)
    text: str
    """Masked."""
    reading: str
    """The words as understood: near-identical questions have the same."""
    outcome: str = Field(max_length=16, index=True)
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
