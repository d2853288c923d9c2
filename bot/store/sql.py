"""The store in SQL: SQLite (WAL) on one small machine, PostgreSQL by its address."""

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config
from sqlalchemy import ColumnElement, Connection, and_, delete, event, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel import col

from bot.core.conversation import Conversation, Feedback, Outcome, Turn
from bot.core.message import Choice, Message, Reply
from bot.store.tables import ChatRow, MessageRow, QuestionRow

REPLIES_KEPT = timedelta(days=7)
"""Providers deliver again for up to 24 hours; a phone that was off may ask again later."""
_MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question as officers read it."""

    ref: str
    at: datetime
    channel: str
    text: str
    reading: str
    outcome: Outcome
    entries: tuple[str, ...]
    candidates: tuple[tuple[str, float], ...]
    context: str
    helpful: bool | None
    why: str


class AlreadyHandled(Exception):
    """The same message was handled before, perhaps a moment ago by another worker."""


class SqlStore:
    """What is remembered for one locality."""

    def __init__(self, url: str, *, locality: str = "", pepper: str) -> None:
        """`url` as SQLAlchemy writes it; `pepper` is the key of the pseudonyms."""
        # hide_parameters: an error must not print what a resident typed.
        self._engine = create_async_engine(url, hide_parameters=True)
        self._locality = locality
        self._pepper = pepper.encode()
        # SQLite has one writer at a time: waiting here is fairer than its busy timeout.
        self._writing = asyncio.Lock() if self._engine.dialect.name == "sqlite" else None

    async def start(self) -> None:
        """Bring the tables up to date."""
        if self._engine.dialect.name == "sqlite":
            if database := self._engine.url.database:
                Path(database).parent.mkdir(parents=True, exist_ok=True)
            event.listen(self._engine.sync_engine, "connect", _prepare_sqlite)
        async with self._engine.begin() as connection:
            await connection.run_sync(_migrate)

    async def close(self) -> None:
        """Let go of the database."""
        await self._engine.dispose()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def pseudonym(self, channel: str, key: str) -> str:
        """What stands for a person or message in the store; cannot be turned back without the pepper."""
        text = f"{self._locality}|{channel}|{key}".encode()
        return hmac.new(self._pepper, text, sha256).hexdigest()[:32]

    @asynccontextmanager
    async def _session(self, *, writes: bool = False) -> AsyncIterator[AsyncSession]:
        if writes and self._writing:
            async with self._writing, AsyncSession(self._engine) as session, session.begin():
                yield session
        else:
            async with AsyncSession(self._engine) as session, session.begin():
                yield session

    def _person(self, message: Message) -> str:
        return self.pseudonym(message.channel, message.chat)

    def _key(self, message: Message) -> str:
        return self.pseudonym(message.channel, f"{message.chat}|{message.id}")

    def _chat(self, message: Message) -> ColumnElement[bool]:
        return and_(
            col(ChatRow.locality) == self._locality,
            col(ChatRow.channel) == message.channel,
            col(ChatRow.person) == self._person(message),
        )

    def _asked_by(self, message: Message) -> ColumnElement[bool]:
        return and_(col(QuestionRow.locality) == self._locality, col(QuestionRow.person) == self._person(message))

    async def load(self, message: Message) -> tuple[Conversation, tuple[Reply, ...] | None]:
        """The memory of the message's chat, and the replies if this very message was handled before."""
        this = and_(
            col(MessageRow.locality) == self._locality,
            col(MessageRow.channel) == message.channel,
            col(MessageRow.key) == self._key(message),
        )
        async with self._session() as session:
            handled = (await session.execute(select(col(MessageRow.replies)).where(this))).scalar()
            memory = (await session.execute(select(col(ChatRow.memory)).where(self._chat(message)))).scalar()
        replies = tuple(_reply(values) for values in handled) if handled is not None else None
        return Conversation.from_json(memory) if memory else Conversation(), replies

    async def record(self, message: Message, turn: Turn, *, ref: str, now: datetime) -> None:
        """Keep what came of a message, all of it or nothing.

        Raises:
            AlreadyHandled: when it was recorded before; nothing is changed then.
        """
        person, at = self._person(message), now
        handled = MessageRow(
            locality=self._locality,
            channel=message.channel,
            key=self._key(message),
            person=person,
            replies=[asdict(reply) for reply in turn.replies],
            at=at,
        )
        try:
            async with self._session(writes=True) as session:
                session.add(handled)
                await session.flush()
                await self._remember(session, message, turn.conversation, at)
                if turn.is_question:
                    session.add(self._question(message, turn, ref=ref, at=at))
                if turn.feedback:
                    await self._judge(session, message, turn.feedback)
        except IntegrityError as error:
            raise AlreadyHandled from error

    async def _remember(self, session: AsyncSession, message: Message, talk: Conversation, at: datetime) -> None:
        row = (await session.execute(select(ChatRow).where(self._chat(message)))).scalar()
        if row is None:
            row = ChatRow(locality=self._locality, channel=message.channel, person=self._person(message), memory={}, at=at)
            session.add(row)
        row.memory, row.at = talk.to_json(), at

    async def _judge(self, session: AsyncSession, message: Message, feedback: Feedback) -> None:
        """Only who asked may judge; a code may come back days later or be typed by somebody else."""
        judged = {"helpful": feedback.helpful, "why": feedback.why or None}
        values = {name: value for name, value in judged.items() if value is not None}
        this = and_(self._asked_by(message), col(QuestionRow.ref) == feedback.question)
        if values:
            await session.execute(update(QuestionRow).where(this).values(**values))

    def _question(self, message: Message, turn: Turn, *, ref: str, at: datetime) -> QuestionRow:
        return QuestionRow(
            locality=self._locality,
            channel=message.channel,
            person=self._person(message),
            ref=ref,
            at=at,
            text=turn.text,
            reading=turn.reading,
            outcome=turn.outcome,
            entries=list(turn.entries),
            score=turn.score,
            candidates=[list(candidate) for candidate in turn.candidates],
            context=turn.context,
            urgent=turn.urgent,
        )

    async def forget(self, message: Message) -> int:
        """Erase everything about the message's chat; how many questions there were."""
        person = self._person(message)
        async with self._session(writes=True) as session:
            count = await self._count(session, message)
            await session.execute(delete(QuestionRow).where(self._asked_by(message)))
            await session.execute(delete(ChatRow).where(self._chat(message)))
            theirs = and_(col(MessageRow.locality) == self._locality, col(MessageRow.person) == person)
            await session.execute(delete(MessageRow).where(theirs))
        return count

    async def _count(self, session: AsyncSession, message: Message) -> int:
        counted = select(func.count()).select_from(QuestionRow).where(self._asked_by(message))
        return (await session.execute(counted)).scalar_one()

    async def of_person(self, message: Message, *, limit: int) -> tuple[int, list[LoggedQuestion]]:
        """How many questions of this chat are kept, and the newest of them."""
        newest = select(QuestionRow).where(self._asked_by(message)).order_by(col(QuestionRow.at).desc()).limit(limit)
        async with self._session() as session:
            count = await self._count(session, message)
            return count, [_logged(row) for row in (await session.execute(newest)).scalars()]

    async def to_review(self, *, since: datetime, everything: bool = False) -> list[LoggedQuestion]:
        """Questions not answered; with `everything` also those asked back or judged wrong. Newest first.

        A store opened without a locality sees those of all.
        """
        bad = col(QuestionRow.outcome) == Outcome.NOT_ANSWERED
        if everything:
            bad = or_(bad, col(QuestionRow.outcome) == Outcome.ASKED_BACK, col(QuestionRow.helpful).is_(False))
        chosen = select(QuestionRow).where(bad, col(QuestionRow.at) >= since)
        if self._locality:
            chosen = chosen.where(col(QuestionRow.locality) == self._locality)
        async with self._session() as session:
            rows = await session.execute(chosen.order_by(col(QuestionRow.at).desc()))
            return [_logged(row) for row in rows.scalars()]

    async def expire(self, *, now: datetime, keep: timedelta) -> None:
        """Delete what is older than it may be."""
        oldest, oldest_reply = now - keep, now - min(keep, REPLIES_KEPT)
        async with self._session(writes=True) as session:
            await session.execute(delete(MessageRow).where(col(MessageRow.at) < oldest_reply))
            await session.execute(delete(QuestionRow).where(col(QuestionRow.at) < oldest))
            await session.execute(delete(ChatRow).where(col(ChatRow.at) < oldest))


def _prepare_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _reply(values: dict[str, Any]) -> Reply:
    choices = {name: tuple(Choice(**choice) for choice in values[name]) for name in ("choices", "actions")}
    return Reply(**{**values, **choices})


def _logged(row: QuestionRow) -> LoggedQuestion:
    return LoggedQuestion(
        ref=row.ref,
        at=row.at,
        channel=row.channel,
        text=row.text,
        reading=row.reading,
        outcome=Outcome(row.outcome),
        entries=tuple(row.entries),
        candidates=tuple((str(entry), float(score)) for entry, score in row.candidates),
        context=row.context,
        helpful=row.helpful,
        why=row.why,
    )
